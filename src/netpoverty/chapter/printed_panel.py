"""The printed panel regressions beside the same regressions on panels at hand."""

from __future__ import annotations

import pandas as pd

from ..data.published import Paper
from ..errors import choose
from ..models.panel import PanelEstimate
from .prefecture_study import PrefectureStudy

ESTIMATORS = {"pooled": "pooled", "within": "fixed", "random": "random"}
STARS = {0.001: "***", 0.01: "**", 0.05: "*"}  # the key under Tables 2 and 3
_COLUMNS = {
    "PCIR": ("table-2", {"pooled": "1.1", "within": "2.1", "random": "3.1"}),
    "PCIV": ("table-2", {"pooled": "1.2", "within": "2.2", "random": "3.2"}),
    "LGR": ("table-3", {"pooled": "1.1", "within": "1.2", "random": "1.3"}),
}
_SLOPES = ("CII", "LGDP", "Constant")


def printed_cell(paper: Paper, outcome: str, row: str, effects: str):
    """Return one cell of Tables 2 and 3, or of the LGDP equations in their order of print."""
    if outcome == "LGDP":
        order = paper.assignments["lgdp"].readings["in order of print"]
        line = paper.equations[order[ESTIMATORS[effects]]].terms
        return line["constant" if row == "Constant" else row]
    name, columns = _COLUMNS[outcome]
    return paper.cell(f"{name}.{row}.{columns[effects]}")


def printed_number(paper: Paper, outcome: str, row: str, effects: str, reading: str = ""):
    """Return a printed cell as it is read: value, rounding interval, error.

    Parameters
    ----------
    reading : which reading of a doubtful cell; a cell of one reading needs none

    Raises
    ------
    InputError
        for a doubtful cell without a reading that it has
    """
    readings = printed_cell(paper, outcome, row, effects).readings
    if len(readings) == 1:
        return next(iter(readings.values()))
    return readings[choose(f"reading of {outcome} on {row}, {effects}", reading, readings)]


def beside_print(paper: Paper, study: PrefectureStudy, covariance: str) -> pd.DataFrame:
    """Return the printed regressions and those of each panel, in the layout of the paper.

    One row an outcome and term, three columns an estimator: what is printed, what each panel
    gives, as coefficient, stars by the paper's key, error. A fit is given plain and adjusted.

    Parameters
    ----------
    covariance : a named convention of ``estimate_panel``; the paper states none
    """
    columns = {}
    for effects in ESTIMATORS:
        for name in ("printed", *study.frames):
            columns[effects, name] = {}
        for outcome in ("LGDP", *study.outcomes):
            fits = study.fits(outcome, effects, covariance)
            for row in _rows(outcome):
                printed = _shown(paper, outcome, row, effects)
                columns[effects, "printed"][outcome, row] = printed
                for name, fit in fits.items():
                    columns[effects, name][outcome, row] = _made(fit, row)
    return pd.DataFrame(columns).rename_axis(["outcome", "term"]).fillna("")


def same_digits(paper: Paper, study: PrefectureStudy) -> pd.DataFrame:
    """Return, for each panel, how many printed coefficients and errors come out digit for digit.

    Conventional errors; columns `compared` and `same`. Where a cell has two readings, either
    counts. Zeros are compared without their sign.
    """
    counts = {}
    for outcome in ("LGDP", *study.outcomes):
        for effects in ESTIMATORS:
            fits = study.fits(outcome, effects, "conventional", log=False)
            for row in _rows(outcome)[:-2]:
                for name, fit in fits.items():
                    found = counts.setdefault(name, [0, 0])
                    for pair in _pairs(paper, fit, outcome, row, effects):
                        found[0] += 1
                        found[1] += pair
    return pd.DataFrame(counts, index=["compared", "same"]).T


def _rows(outcome: str) -> tuple[str, ...]:
    slopes = _SLOPES if outcome != "LGDP" else ("CII", "Constant")
    return (*slopes, "R²", "F-statistic")


def _shown(paper: Paper, outcome: str, row: str, effects: str) -> str:
    if row not in _SLOPES:
        if outcome == "LGDP":
            return ""
        return printed_cell(
            paper, outcome, "Adjusted-R2" if row == "R²" else row, effects
        ).printed.replace("−", "-")
    cell = printed_cell(paper, outcome, row, effects)
    if outcome == "LGDP":
        part = "constant" if row == "Constant" else row
        p = paper.sentences[f"lgdp-p-{ESTIMATORS[effects]}"].figures[part].printed
        return f"{cell.printed} (p = {p})"
    return cell.printed


def _made(fit: PanelEstimate, row: str) -> str:
    if row == "R²":
        return f"{fit.r2:.4f}, adjusted {fit.r2_adjusted:.4f}"
    if row == "F-statistic":
        return f"{fit.f:.4f}"
    p = fit.p_values[row]
    mark = next((mark for level, mark in sorted(STARS.items()) if p < level), "")
    return f"{fit.coefficients[row]:.4f}{mark} ({fit.errors[row]:.4f})"


def _pairs(paper, fit: PanelEstimate, outcome: str, row: str, effects: str):
    """Yield, for the coefficient and then the error of one cell, whether the digits agree."""
    cells = printed_cell(paper, outcome, row, effects).readings.values()
    yield any(_prints(cell.number, fit.coefficients[row]) for cell in cells)
    if outcome != "LGDP":
        yield any(_prints(cell.error, fit.errors[row]) for cell in cells)


def _prints(number, value: float) -> bool:
    shown = f"{value + 0.0:.{number.digits}f}"
    # The page sets a space behind one minus.
    return shown == number.text.replace("−", "-").replace(" ", "")
