"""What printed panel statistics imply alone, beside the same tests on panels at hand."""

from __future__ import annotations

import math

import pandas as pd

from ..data.published import Paper
from ..ledger import Book, ImpliedTest, implied_tests
from ..ledger.implied_tests import HAUSMAN, POOLING
from ..models.panel import breusch_pagan, f_effects, hausman
from ..models.panel.printed import (
    Implied,
    fallback_error_ratio,
    implied_sample_sizes,
    lines_cross,
    poolability_f,
    ratio,
)
from ..results import NotComputable, equals_p, format_number, format_p
from .prefecture_study import PrefectureStudy
from .printed_panel import printed_number

TABLED = ("PCIR", "PCIV", "LGR")
UNITS, REGRESSORS = 3, 2
SIGNS = ("minus", "plus")  # readings of the pooled slope of output on CII


def implied_n(paper: Paper, outcome: str = "PCIR") -> int:
    """Return the number of rows that the printed pooled R² and F of an outcome allow.

    >>> from netpoverty.data import published
    >>> implied_n(published.load().paper("sichuan"))
    39
    """
    fit, f = (_interval(paper, outcome, row, "pooled") for row in ("Adjusted-R2", "F-statistic"))
    return implied_sample_sizes(fit, f, explaining=REGRESSORS, adjusted=outcome == "LGR")[0]


def fitting_sizes(paper: Paper) -> pd.DataFrame:
    """Return the numbers of rows that a printed R² and its F allow, by outcome and reading.

    The column headed adjusted R² is read as it is called, and as a plain R²; pooled regressions
    explain with CII and GDP, fixed effects with two units more.
    """
    explaining = {"pooled": REGRESSORS, "within": REGRESSORS + UNITS - 1}
    rows = {}
    for outcome in TABLED:
        for kind, adjusted in (("as R²", False), ("as adjusted R²", True)):
            for effects, count in explaining.items():
                ends = [
                    _interval(paper, outcome, r, effects) for r in ("Adjusted-R2", "F-statistic")
                ]
                found = implied_sample_sizes(*ends, explaining=count, adjusted=adjusted)
                rows.setdefault((outcome, kind), []).append(", ".join(map(str, found)) or "none")
    made = pd.DataFrame(rows, index=["n, pooled", "n, fixed effects"]).T
    return made.rename_axis(["outcome", "printed fit read"])


def poolability(paper: Paper, outcome: str) -> Implied:
    """Return the F for unit effects that the two printed fits of an outcome imply."""
    fits = [_interval(paper, outcome, "Adjusted-R2", e) for e in ("pooled", "within")]
    return poolability_f(*fits, n=implied_n(paper), units=UNITS, regressors=REGRESSORS)


def specification_tests(paper: Paper, study: PrefectureStudy) -> pd.DataFrame:
    """Return F, LM and Hausman by outcome: from print alone, and from each panel.

    From print: F for unit effects needs two fits; a Hausman statistic of the slope on CII needs
    two slopes with their errors (both by the ledger's own rules, over every reading of a doubtful
    cell); LM needs residuals, which no table prints.
    """
    rows, implied = {}, _from_print(paper)
    tests = {"F for unit effects": f_effects, "Breusch–Pagan LM": breusch_pagan, "Hausman": hausman}
    for outcome in study.outcomes:
        for test, run in tests.items():
            printed = implied.get((outcome, test), "needs residuals")
            found = {name: _told(run(panel)) for name, panel in study.panels(outcome).items()}
            rows[outcome, test] = {"from the print alone": printed} | found
    return pd.DataFrame(rows).T.rename_axis(["outcome", "test"])


def fallback_marks(paper: Paper) -> pd.DataFrame:
    """Return each printed ratio of a random-effects error to a pooled one, and the ratio that
    θ = 0 with the within variance implies; `agrees` where the rounding intervals meet.
    """
    n, rows = implied_n(paper), []
    for outcome in TABLED:
        fits = [_interval(paper, outcome, "Adjusted-R2", e) for e in ("pooled", "within")]
        implied = fallback_error_ratio(
            *fits, n=n, units=UNITS, regressors=REGRESSORS, adjusted=outcome == "LGR"
        )
        for row in ("CII", "LGDP", "Constant"):
            random, pooled = (_error(paper, outcome, row, e) for e in ("random", "pooled"))
            if pooled[0] <= 0.001:
                continue  # rounded too far to tell
            found = ratio(random, pooled)
            agrees = (found.low, found.high) in implied
            rows.append((outcome, row, found.low, found.high, implied.low, implied.high, agrees))
    names = ["outcome", "term", "low", "high", "implied low", "implied high", "agrees"]
    return pd.DataFrame(rows, columns=names)


def printed_means(paper: Paper, sign: str) -> dict[str, Implied]:
    """Return the means of CII, GDP and the two incomes that the printed lines imply.

    `sign` is that of the pooled slope on output, which is printed with two signs.

    Pooled and within lines of one balanced panel cross at the grand means, and every line with
    its controls passes through them.
    """
    lines = [
        tuple(_interval(paper, "LGDP", row, e, sign) for row in ("Constant", "CII"))
        for e in ("pooled", "within")
    ]
    cii, gdp = lines_cross(*lines)
    means = {"CII": cii, "LGDP": gdp}
    for outcome in ("PCIR", "PCIV"):
        a, b, c = (_interval(paper, outcome, r, "within") for r in ("Constant", "CII", "LGDP"))
        # All terms are positive, so the extremes lie at the ends.
        ends = [
            a[i] + b[i] * (cii.low, cii.high)[i] + c[i] * (gdp.low, gdp.high)[i] for i in (0, 1)
        ]
        means[outcome] = Implied(f"mean of {outcome}", *ends, "The line at the means.")
    return means


def towns_and_villages(paper: Paper, sign: str) -> pd.DataFrame:
    """Return what one user more among a hundred residents adds, by the printed columns.

    Columns: yuan, its 95% interval from the printed error, and per cent of the mean income that
    the printed lines imply, over the rounding of every number used; `sign` as in
    `printed_means`.
    """
    means, rows = printed_means(paper, sign), {}
    for effects in ("pooled", "within"):
        for outcome, where in (("PCIR", "towns"), ("PCIV", "villages")):
            number = printed_number(paper, outcome, "CII", effects)
            yuan, reach = 100 * number.number.value, 196 * number.error.value
            low, high = (100 * end for end in number.number.interval)
            mean = means[outcome]
            rows[effects, where] = {
                "yuan": yuan,
                "low": yuan - reach,
                "high": yuan + reach,
                "% at least": 100 * low / (1e4 * mean.high),
                "% at most": 100 * high / (1e4 * mean.low),
            }
    return pd.DataFrame(rows).T.rename_axis(["columns", "place"])


def _interval(
    paper: Paper, outcome: str, row: str, effects: str, reading: str = ""
) -> tuple[float, float]:
    return printed_number(paper, outcome, row, effects, reading).number.interval


def _error(paper: Paper, outcome: str, row: str, effects: str) -> tuple[float, float]:
    return printed_number(paper, outcome, row, effects).error.interval


def _from_print(paper: Paper) -> dict[tuple[str, str], str]:
    """Return the tests that the ledger derives from the print, by outcome and name."""
    told = {}
    for test in implied_tests(Book(paper)):
        if test.test == POOLING:
            told[test.outcome, "F for unit effects"] = _range(test)
        elif test.test == f"{HAUSMAN}: CII":
            told[test.outcome, "Hausman"] = f"{_range(test)}, CII alone" if test.p else test.told
    return told


def _range(test: ImpliedTest) -> str:
    """Return an interval with its p-value, both ends rounded to three digits."""
    if test.statistic is None or test.p is None:
        return test.told
    low, high = (format_number(value, 3) for value in test.statistic.ends)
    ends = low if low == high else f"{low} to {high}"
    most = format_p(_rounded_up(test.p.high), 2)
    return f"{ends} (p {most if most.startswith('<') else f'≤ {most}'})"


def _rounded_up(p: float) -> float:
    """Return a p-value with two digits that is not below it: an upper end must stay one.

    >>> _rounded_up(0.009943), _rounded_up(0.007611)
    (0.01, 0.0077)
    """
    if not p > 0:
        return p
    unit = 10.0 ** (math.floor(math.log10(p)) - 1)
    return float(f"{math.ceil(p / unit - 1e-9) * unit:.2g}")


def _told(test: object) -> str:
    if isinstance(test, NotComputable):
        return "not computable: " + test.reason.split(" (")[0]
    return f"{format_number(float(test.statistic), 3)} (p {equals_p(test.p)})"
