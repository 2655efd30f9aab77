"""False alarms and detection: the record is of this very code, and a smaller live measurement."""

import importlib.util
import json
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
RECORD = json.loads((ROOT / "benchmarks/results/ledger.json").read_text(encoding="utf-8"))
ROWS = {row["fault"]: row for row in RECORD["rows"]}


def _module(name):
    spec = importlib.util.spec_from_file_location(
        f"{name}_for_the_ledger", ROOT / f"benchmarks/{name}.py"
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def tables():
    return _module("ledger_tables")


def test_the_record_is_of_this_code():
    """`make sizes` (python -m benchmarks.sizes_ledger) makes it anew after a change."""
    assert RECORD["key"] == _module("_key").code_key(RECORD["sources"])


def test_at_most_one_false_alarm_in_a_thousand_cells_in_the_record():
    row = ROWS["none: false alarms, by cell"]
    assert row["tried"] > 10_000 and row["found"] <= row["tried"] / 1000


def test_false_alarms_live(tables):
    rng = np.random.default_rng(3)  # another seed than the record's
    counted = [tables.alarms(tables.sound(rng)) for _ in range(60)]
    raised, cells = map(sum, zip(*counted, strict=True))
    assert cells > 2000 and raised <= cells / 1000


def test_every_fault_is_measured(tables):
    assert set(ROWS) - {"none: false alarms, by cell"} == set(tables.FAULTS)
    assert all(row["tried"] > 100 for row in ROWS.values())


# A wrong digit in an estimate is seen only where it moves a star; one in a moment only where
# range, spread or whole counts forbid it: their rates are shown, and asked to be above chance.
LEAST = {
    "a star too many": 0.8,
    "a wrong number of cases": 0.8,
    "an unadjusted R² called adjusted": 0.8,
    "one wrong digit in a fit or an F": 0.5,
}


@pytest.mark.parametrize("fault", sorted(set(ROWS) - {"none: false alarms, by cell"}))
def test_detection_rates_of_the_record(fault):
    assert ROWS[fault]["rate"] >= LEAST.get(fault, 0.1)


def test_detection_live(tables):
    rows = {row["fault"]: row for row in tables.detection(seed=5, tables=12)}
    for fault in ("a star too many", "a wrong number of cases"):
        assert rows[fault]["found"] >= rows[fault]["tried"] / 2
