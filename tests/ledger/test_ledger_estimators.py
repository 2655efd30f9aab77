"""Pooled, fixed and random effects against one another, on the registry and on known lines."""

import pytest

from netpoverty import ledger
from netpoverty.ledger.estimators import estimator


@pytest.fixture(scope="module")
def book():
    return ledger.ledger()


def finding(verdict, name):
    return next(f for f in verdict.findings if f.code.endswith(name))


# By hand: .5079/.6777 = .7494 and sqrt((1 − .9118)/34 / ((1 − .8336)/36)) = .7492;
# 9.0145/13.1255 = .6868 and, the fits being adjusted ones, sqrt((1 − .9893)/(1 − .9772)) = .685.
@pytest.mark.parametrize(
    ("cell", "ratio"), [("table-2.CII.3.1", 0.7492), ("table-3.CII.1.3", 0.685)]
)
def test_random_effects_that_repeat_the_pooled_estimates(book, cell, ratio):
    found = finding(book.of(f"sichuan.{cell}"), "repeated_estimates")
    assert found.verdict == "method only" and found.severity == "star"
    assert found.implied.low <= ratio <= found.implied.high
    assert "as the within variance implies" in found.reason and "not as" not in found.reason


def test_which_line_can_stand_under_which_heading(book):
    # The random-effects slope must lie between the others: 1685.654 does in two of the six.
    found = finding(book.of("sichuan.lgdp-c.CII"), "lines_under_headings")
    assert found.verdict == "true sometimes"
    assert "in order of print; first under fixed, then pooled" in found.reason


def test_headings_that_name_an_estimator():
    names = ["pooled", "fixed effects", "within", "random", "logit"]
    assert [estimator(name) for name in names] == ["pooled", "fixed", "fixed", "random", ""]


def panel(tmp_path, errors):
    """Return the ledger of a random-effects column that repeats the pooled one."""
    text = (
        "paper: own\nchapter: own\nsource: {title: A table}\ntables:\n  fits:\n"
        '    title: Fits\n    columns: ["1", "2"]\n    header: {model: [pooled, random]}\n'
        f'    rows:\n      x: ["2.00 (0.50)", "2.00 ({errors[0]})"]\n'
        f'      z: ["3.00 (0.80)", "3.00 ({errors[1]})"]\n'
        "    roles: {x: coefficient, z: coefficient}\n"
    )
    (tmp_path / "own.yml").write_text(text, encoding="utf-8")
    return ledger.audit(tmp_path / "own.yml").of("own.fits.x.2").verdict


def test_errors_in_one_ratio_or_in_none(tmp_path):
    assert panel(tmp_path, ("0.50", "0.80")) == "agrees"
    assert panel(tmp_path, ("0.25", "0.40")) == "method only"
    assert panel(tmp_path, ("0.25", "0.80")) == "disagrees"
