"""The recorded size simulations belong to the code that stands here, and say what they should."""

import importlib.util
import json
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
RECORD = ROOT / "benchmarks" / "results" / "sizes_panel.json"


@pytest.fixture(scope="module")
def maker():
    """benchmarks.sizes_panel, imported from the project's root."""
    sys.path.insert(0, str(ROOT))
    try:
        return importlib.import_module("benchmarks.sizes_panel")
    finally:
        sys.path.remove(str(ROOT))


@pytest.fixture(scope="module")
def recorded():
    return json.loads(RECORD.read_text(encoding="utf-8"))


def test_recorded_sizes_are_not_stale(maker, recorded):
    keys = {name: section["key"] for name, section in recorded.items()}
    assert keys == maker.keys(), "run `python -m benchmarks sizes`: the code has changed"


def test_specification_tests_keep_their_size_with_ten_units(recorded):
    """300 draws: the Monte Carlo error at 5% is 1.3%."""
    rows = [row for row in recorded["panel_tests"]["rows"] if row["units"] == 10]
    sizes = {row["test"]: row["size"] for row in rows}
    exact = ["F for unit effects"]
    assert all(0.02 <= sizes[name] <= 0.08 for name in exact)
    # Random effects are mostly pooled OLS in these panels, and ten units are few.
    assert all(size <= 0.12 for size in sizes.values())


def test_wild_bootstrap_is_valid_under_noise_and_silent_with_three_units(recorded):
    rows = recorded["spurious"]["rows"]
    wild = [row for row in rows if row["errors"] == "wild" and row["found"] is not None]
    three = [row["found"] for row in wild if row["units"] == 3]
    noise = [
        row["found"]
        for row in wild
        if row["world"] == "noise" and row["units"] == 6 and row["estimator"] == "Fixed effects"
    ]
    assert max(three) == 0
    assert noise and all(0.02 < rate < 0.08 for rate in noise)


def test_published_values_are_unusable_for_three_prefectures(recorded):
    rows = [
        row
        for row in recorded["cointegration"]["rows"]
        if (row["units"], row["years"], row["deterministic"]) == (3, 19, "constant")
    ]
    missed = [row["test"] for row in rows if not 0.025 <= row["independent"] <= 0.075]
    assert {"Kao ADF", "panel PP", "group PP", "group ADF"} <= set(missed)
