"""Tests between panel models that a printed table implies, against the data behind a table."""

import math

import numpy as np
import pandas as pd
import pytest
import yaml
from statsmodels.formula.api import ols

from netpoverty import ledger
from netpoverty.data import published
from netpoverty.ledger.book import Book
from netpoverty.ledger.implied_tests import POOLING


def panel(effect):
    rng = np.random.default_rng(7)
    frame = pd.DataFrame({"unit": np.repeat(list("abc"), 20), "x": rng.normal(size=60)})
    level = frame["unit"].map({"a": 0.0, "b": effect, "c": 2 * effect})
    return frame.assign(y=1 + 0.8 * frame["x"] + level + rng.normal(size=60))


def printed(frame, tmp_path, level="0.05"):
    """Print pooled and fixed columns with four digits, as a paper would; return them as a book."""
    fits = {"pooled": ols("y ~ x", frame).fit(), "fixed": ols("y ~ x + C(unit)", frame).fit()}
    cells = {
        "x": [f"{f.params['x']:.4f} ({f.bse['x']:.4f})" for f in fits.values()],
        "constant": [
            f"{f.params['Intercept']:.4f} ({f.bse['Intercept']:.4f})" for f in fits.values()
        ],
        "R2": [f"{f.rsquared:.4f}" for f in fits.values()],
        "F": [f"{f.fvalue:.4f}" for f in fits.values()],
    }
    table = {
        "label": "Table 1",
        "title": "y on x",
        "sample": "three units in twenty years",
        "implied_n": "60",
        "stars": {"*": "0.1", "**": "0.05", "***": "0.01"},
        "columns": ["(1)", "(2)"],
        "header": {"dependent": ["y", "y"], "model": list(fits)},
        "rows": cells,
        "units": {"R2": "R2", "F": "F"},
        "roles": {"x": "coefficient", "constant": "constant", "R2": "r2", "F": "f"},
    }
    check = {"kind": "poolable", "table": "table", "level": level}
    content = {
        "paper": "mine",
        "kind": "paper",
        "chapter": "own",
        "source": {"title": "Mine"},
        "tables": {"table": table},
        "claims": {"pool": {"says": "Pooled is preferred.", "check": [check]}},
    }
    file = tmp_path / "mine.yml"
    file.write_text(yaml.safe_dump(content, sort_keys=False))
    return file, fits


@pytest.mark.parametrize(("effect", "verdict"), [(0.0, "agrees"), (2.0, "disagrees")])
def test_f_for_unit_effects_is_the_one_of_the_data(tmp_path, effect, verdict):
    file, fits = printed(panel(effect), tmp_path)
    (test,) = ledger.implied_tests(Book(published.read_paper(file)))
    exact, p, _ = fits["fixed"].compare_f_test(fits["pooled"])
    assert test.test == POOLING and test.statistic.meets(exact) and test.p.meets(p)
    assert test.statistic.high - test.statistic.low < 0.2
    (claim,) = [v for v in ledger.audit(file).verdicts if v.kind == "claim"]
    assert claim.verdict == verdict


def test_the_revenue_table_rejects_pooled_whatever_the_doubtful_cells_are():
    paper = published.load().paper("sichuan")
    tests = ledger.implied_tests(Book(paper, published.load()))
    (f,) = [t for t in tests if t.table == "Table 3" and t.test == POOLING]
    # By hand: ((0.9893 - 0.9772) / 2) / ((1 - 0.9893) / 34) = 19.2 with both fits as unadjusted.
    assert f.statistic.meets(19.2) and f.p.high < 1e-4
    # LGR under fixed effects alone gives n = 43, and n = 37 under random effects as headed.
    assert f.told.startswith("F(2, 34), n = 39 and 3 units from 8 of 9 columns of ")
    assert "not LGR fixed, alone n = 43 as unadjusted, none as adjusted" in f.told
    doubtful = [t for t in tests if t.table == "Table 3" and t.test.endswith("CII")]
    assert len(doubtful) == 1 and "2 readings" in doubtful[0].told


def test_a_fixed_error_below_the_random_one_gives_no_hausman_statistic():
    tests = ledger.implied_tests(Book(published.load().paper("sichuan"), published.load()))
    assert all(t.statistic.low >= 0 for t in tests if t.statistic)
    assert all(not math.isnan(t.p.low) for t in tests if t.p)
