"""Recorded estimates: what is written is read, and nothing else passes."""

import json
import os
from pathlib import Path

import pytest

from netpoverty.data.estimates import read_estimates, write_estimates
from netpoverty.data.load import load
from netpoverty.data.record_estimates import record_estimates
from netpoverty.errors import InputError

COMMITTED = Path(__file__).parents[2] / "data" / "estimates" / "sichuan-18-cities.json"
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
    recorded = read_estimates(COMMITTED)
    # 4 estimators x 2 scales x (all cities, without the largest).
    assert len(recorded.specifications) == 16
    assert {s.clusters for s in recorded.specifications} == {17, 18}


def test_simulated_rows_are_not_recorded_as_real(tmp_path):
    made = load("panel").frame.astype({"internet_measure": object})
    made.to_csv(tmp_path / "SIMULATED_panel.csv", index=False)
    with pytest.raises(InputError, match=r"SIMULATED_panel\.csv: got simulated rows"):
        record_estimates(tmp_path / "SIMULATED_panel.csv", tmp_path / "it.json")
    assert not (tmp_path / "it.json").exists()


@pytest.mark.skipif(
    not os.environ.get("NETPOVERTY_PANEL"), reason="NETPOVERTY_PANEL names no real panel"
)
def test_the_committed_file_comes_out_again(tmp_path):
    made = record_estimates(os.environ["NETPOVERTY_PANEL"], tmp_path / "it.json")
    kept = read_estimates(COMMITTED)
    assert made.model_dump(exclude={"specifications"}) == kept.model_dump(
        exclude={"specifications"}
    )
    for again, before in zip(made.specifications, kept.specifications, strict=True):
        # Two least-squares solutions of one problem, on another processor perhaps; the within
        # coefficients near zero are compared by what their errors make visible.
        assert again.coefficient == pytest.approx(before.coefficient, rel=1e-9, abs=1e-12)
        assert (again.units, again.scale, again.estimator, again.n, again.clusters) == (
            before.units,
            before.scale,
            before.estimator,
            before.n,
            before.clusters,
        )
        assert again.error == pytest.approx(before.error, rel=1e-9)
        assert again.p == pytest.approx(before.p, rel=1e-9)
