"""The recorded coverage and sizes of the VAR tools belong to the code that stands here."""

import importlib
import json
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def recorded():
    path = ROOT / "benchmarks" / "results" / "sizes_var.json"
    return json.loads(path.read_text(encoding="utf-8"))


def test_recorded_var_sizes_are_not_stale(recorded):
    sys.path.insert(0, str(ROOT))
    try:
        keys = importlib.import_module("benchmarks.sizes_var").keys()
    finally:
        sys.path.remove(str(ROOT))
    made = {name: section["key"] for name, section in recorded.items()}
    assert made == keys, "run `python -m benchmarks sizes`: the code has changed"


def rows_of(recorded, section, **where):
    rows = recorded[section]["rows"]
    return [row for row in rows if all(row[name] == value for name, value in where.items())]


def test_corrected_bands_cover_at_fifty_years(recorded):
    """300 samples: the Monte Carlo error at 90% is 1.7%, so three of them are allowed."""
    for kind, unit in (("pointwise", "by period"), ("joint", "whole curve")):
        name = f"bias-corrected bootstrap, {kind}"
        for label in (name, f"{name}, accumulated"):
            for years in (50, 200):
                (row,) = rows_of(recorded, "bands", band=label, years=years)
                assert 0.85 <= row[unit] <= 0.95


def test_correction_is_what_makes_short_samples_cover(recorded):
    for years in (19, 50):
        (corrected,) = rows_of(
            recorded, "bands", band="bias-corrected bootstrap, pointwise", years=years
        )
        for peer in ("plain bootstrap, pointwise", "statsmodels, delta method, pointwise"):
            (row,) = rows_of(recorded, "bands", band=peer, years=years)
            assert row["by period"] < corrected["by period"] - 0.1


def test_granger_keeps_its_size_without_persistence_only(recorded):
    (noise,) = rows_of(recorded, "granger", world="white noise", years=50)
    assert 0.03 <= noise["size"] <= 0.072  # 1000 samples: error 0.7%, three of them
    for years in (19, 50):
        (walks,) = rows_of(recorded, "granger", world="independent random walks", years=years)
        assert walks["size"] > 0.1
