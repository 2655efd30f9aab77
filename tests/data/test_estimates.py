"""Recorded estimates: what is written is read, and nothing else passes."""

import json
from pathlib import Path

import pytest

from netpoverty.data.estimates import read_estimates, write_estimates
from netpoverty.errors import InputError

ONE = {"units": "all", "scale": "logs", "estimator": "within"}
ONE |= {"coefficient": 0.1, "error": 0.2, "p": 0.6, "n": 40, "clusters": 4}
GOOD = {"kind": "real", "source": "panel.csv", "sample": "four cities", "file_hash": "a" * 64}
GOOD |= {"code_version": "0.1.0", "outcome": "LGR", "regressors": ["CII"]}
GOOD |= {"convention": "clustered", "specifications": [ONE]}


def test_what_is_written_is_read(tmp_path):
    written = write_estimates(tmp_path / "it.json", GOOD)
    assert read_estimates(tmp_path / "it.json") == written
    assert written.specifications[0].coefficient == 0.1


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"kind": "simulated"}, "kind"),
        ({"file_hash": "short"}, "file_hash"),
        ({"rows": [[1, 2]]}, "rows"),
        ({"specifications": [ONE | {"p": 1.5}]}, "specifications.0.p"),
        ({"specifications": [ONE | {"coefficient": float("nan")}]}, "coefficient"),
    ],
)
def test_anything_else_is_refused(change, named, tmp_path):
    with pytest.raises(InputError, match=named):
        write_estimates(tmp_path / "it.json", GOOD | change)
    (tmp_path / "by_hand.json").write_text(json.dumps(GOOD | change))
    with pytest.raises(InputError, match=named):
        read_estimates(tmp_path / "by_hand.json")


def test_the_committed_file_holds_estimates_only():
    path = Path(__file__).parents[2] / "data" / "estimates" / "sichuan-18-cities.json"
    recorded = read_estimates(path)
    # 4 estimators x 2 scales x (all cities, without the largest).
    assert len(recorded.specifications) == 16
    assert {s.clusters for s in recorded.specifications} == {17, 18}
