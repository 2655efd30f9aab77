"""The recorded size simulations: made by this very code, and saying what they should."""

import importlib.util
import json
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
RECORD = json.loads((ROOT / "benchmarks/results/sizes_binary.json").read_text(encoding="utf-8"))


def _code_key():
    place = ROOT / "benchmarks" / "_key.py"
    spec = importlib.util.spec_from_file_location("benchmarks_key_for_binary", place)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.code_key


def test_recorded_sizes_are_those_of_this_code():
    """`make sizes` (python -m benchmarks.sizes_binary) makes them anew after a change."""
    assert RECORD["key"] == _code_key()(RECORD["sources"])


def test_the_key_changes_with_the_code_alone(tmp_path, monkeypatch):
    code_key = _code_key()
    monkeypatch.setitem(code_key.__globals__, "ROOT", tmp_path)
    (tmp_path / "a.py").write_bytes(b"x = 1\n")
    first = code_key(["a.py"])
    (tmp_path / "a.py").write_bytes(b"x = 1\r\n")
    assert code_key(["a.py"]) == first
    (tmp_path / "a.py").write_bytes(b"x = 2\n")
    assert code_key(["a.py"]) != first
    with pytest.raises(FileNotFoundError):
        code_key(["b.py"])


# Product tests are conservative by theory (a·b is not normal near zero), errors that ignore
# clusters reject too often, and logit coefficients differ across groups without any difference
# in effects: these rows are recorded because they do NOT keep their size.
CONSERVATIVE = ("Sobel", "Aroian", "KHB", "natural", "Firth", "nearest", "bootstrap")
LIBERAL = ("marginal effect, HC0", "difference of logit coefficients")


@pytest.mark.parametrize("row", RECORD["rows"], ids=lambda row: f"{row['test']}|{row['setting']}")
def test_under_the_null_tests_keep_their_size(row):
    """Three simulation errors around 5%, plus 1.5 points for asymptotics at these sample sizes."""
    band = 3 * row["error"] + 0.015
    if row["test"].startswith(LIBERAL):
        assert row["rejected"] > 0.1
    elif row["test"].startswith(CONSERVATIVE):
        assert row["rejected"] <= 0.05 + band
    else:
        assert abs(row["rejected"] - 0.05) <= band
