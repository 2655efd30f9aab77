"""Seeded tables of real regressions, printed with rounding, sound or with one planted fault."""

from __future__ import annotations

import copy
import json
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import stats

from netpoverty import ledger
from netpoverty.errors import InputError

ROOT = Path(__file__).resolve().parents[1]
ALARMS = {"cannot be as printed", "disagrees", "never", "true sometimes"}
KEYS = ({"*": 0.05, "**": 0.01, "***": 0.001}, {"*": 0.1, "**": 0.05, "***": 0.01})
Paper = dict  # the content of one file, as plain lists and mappings


@cache
def frames() -> list[pd.DataFrame]:
    """Return the data: wages of 526 and of 2,246 workers, investment of 10 firms over 20 years."""
    import statsmodels.api as sm

    fixtures = ROOT / "tests" / "poverty" / "fixtures"
    wage = pd.read_csv(fixtures / "wage1.csv").select_dtypes("number").dropna()
    women = pd.read_csv(fixtures / "nlsw88.csv").select_dtypes("number").dropna()
    firms = sm.datasets.grunfeld.load_pandas().data
    return [wage, women, firms[firms["firm"] != "American Steel"].reset_index(drop=True)]


def sound(rng: np.random.Generator) -> Paper:
    """Return one paper: a table of three nested regressions and a table of moments."""
    which = int(rng.choice(3, p=[0.4, 0.4, 0.2]))
    data = frames()[which]
    if which == 2:
        return _paper(*_panel(data, rng), rng)
    n = min(int(rng.choice([30, 45, 60, 120, 250, 500])), len(data))
    data = data.iloc[rng.choice(len(data), n, replace=False)]
    names = [name for name in data.columns if data[name].std() > 0]
    chosen = list(rng.choice(names, size=min(5, len(names)), replace=False))
    outcome, *regressors = chosen
    columns = [
        _column(data[outcome], data[regressors[:k]], None) for k in range(2, len(regressors) + 1)
    ]
    return _paper(columns, data[chosen], ["pooled"] * len(columns), n, rng)


def _panel(data: pd.DataFrame, rng: np.random.Generator) -> tuple:
    firms = rng.choice(data["firm"].unique(), size=int(rng.integers(3, 10)), replace=False)
    data = data[data["firm"].isin(firms)]
    x = data[["value", "capital"]]
    columns = [_column(data["invest"], x, None), _column(data["invest"], x, data["firm"])]
    return columns, data[["invest", "value", "capital"]], ["pooled", "fixed"], len(data)


def _column(y: pd.Series, x: pd.DataFrame, unit: pd.Series | None) -> dict:
    """Return one regression, of least squares with classical errors; effects as dummies."""
    names = [*x.columns, "constant"]
    design = np.column_stack([x.to_numpy(float), np.ones(len(x))])
    if unit is not None:
        dummies = pd.get_dummies(unit, drop_first=True).to_numpy(float)
        # Centred, so that the constant is the average over units, as programs print it.
        design = np.column_stack([design, dummies - dummies.mean(axis=0)])
    outcome = y.to_numpy(float)
    inverse = np.linalg.pinv(design.T @ design)
    beta = inverse @ design.T @ outcome
    n, width = design.shape
    squares = float(((outcome - design @ beta) ** 2).sum())
    r2 = 1 - squares / float(((outcome - outcome.mean()) ** 2).sum())
    errors = np.sqrt(np.diag(inverse) * squares / (n - width))
    f = (r2 / (width - 1)) / ((1 - r2) / (n - width))
    return {
        "terms": {k: (beta[i], errors[i]) for i, k in enumerate(names)},
        "dof": n - width,
        "r2": r2,
        "adjusted": 1 - (1 - r2) * (n - 1) / (n - width),
        "f": f,
        "p": float(stats.f.sf(f, width - 1, n - width)),
    }


def _paper(columns, data, models, n: int, rng: np.random.Generator) -> Paper:
    key, digits = KEYS[rng.integers(2)], int(rng.integers(2, 5))
    fit_digits = int(rng.integers(2, 5))
    terms = list(dict.fromkeys(name for column in columns for name in column["terms"]))
    terms = [t for t in terms if t != "constant"] + ["constant"]
    adjusted = bool(rng.integers(2))
    fit, heading = ("adjusted", "Adjusted R2") if adjusted else ("r2", "R2")
    rows = {t: [_cell(column, t, key, digits) for column in columns] for t in terms}
    rows[heading] = [f"{column[fit]:.{fit_digits}f}" for column in columns]
    rows["F"] = [f"{column['f']:.{digits}f}" for column in columns]
    rows["Prob F"] = [f"{column['p']:.4f}" for column in columns]
    roles = dict.fromkeys(terms, "coefficient")
    roles |= {"constant": "constant", heading: "adjusted-r2" if adjusted else "r2"}
    roles |= {"F": "f", "Prob F": "f-p"}
    table = {
        "title": "Regressions",
        "sample": "one sample",
        "method": "least squares",
        "stars": {mark: f"{level:g}" for mark, level in key.items()},
        "columns": [f"({i + 1})" for i in range(len(columns))],
        "header": {"model": models},
        "rows": rows,
        "units": {heading: "R2", "F": "F", "Prob F": "p"},
        "roles": roles,
    }
    if rng.integers(2):
        rows["n"] = [str(n)] * len(columns)
        roles["n"], table["units"]["n"] = "n", "respondents"
    else:
        table["implied_n"] = str(n)
    truth = [{k: column[k] for k in ("r2", "adjusted")} for column in columns]
    return {
        "n": n,
        "truth": truth,
        "digits": fit_digits,
        "tables": {"fits": table, "moments": _moments(data)},
    }


def _cell(column: dict, term: str, key: dict, digits: int) -> str:
    if term not in column["terms"]:
        return ""
    beta, error = column["terms"][term]
    p = 2 * stats.t.sf(abs(beta / error), column["dof"])
    stars = max((mark for mark, level in key.items() if p < level), key=len, default="")
    return f"{beta:.{digits}f}{stars} ({error:.{digits}f})"


def _moments(data: pd.DataFrame) -> dict:
    rows, scales = {}, {}
    for name in data.columns:
        x = data[name].to_numpy(float)
        whole = bool((x == np.round(x)).all()) and np.ptp(x) <= 60
        binary = whole and set(x) <= {0.0, 1.0}
        scales[name] = "binary" if binary else "whole numbers" if whole else "continuous"
        ends = (x.min(), x.max())
        low, high = (f"{end:.0f}" if whole else f"{end:.2f}" for end in ends)
        rows[name] = [str(len(x)), f"{x.mean():.2f}", f"{x.std(ddof=1):.2f}", low, high]
    labels = ["n", "mean", "standard deviation", "minimum", "maximum"]
    return {
        "title": "Moments",
        "unit": "code",
        "kind": "moment",
        "columns": labels,
        "rows": rows,
        "roles": {label: label for label in labels},
        "scales": scales,
    }


def alarms(paper: Paper, folder: Path | None = None) -> tuple[int, int]:
    """Return how many cells of a paper have an alarm, and how many cells there are."""
    with tempfile.TemporaryDirectory() as made:
        file = Path(folder or made) / "table.yml"
        content = {"paper": "table", "chapter": "none", "source": {"title": "A table"}}
        # JSON is YAML, with every string quoted.
        file.write_text(json.dumps(content | {"tables": paper["tables"]}), encoding="utf-8")
        try:
            verdicts = ledger.audit(file).verdicts
        except InputError:  # a fit above 1 is refused where it is read: found as well
            return 1, 1
    return sum(v.verdict in ALARMS for v in verdicts), len(verdicts)


def star_too_many(paper: Paper, rng: np.random.Generator) -> bool:
    """Add a star to one estimate that has fewer than three."""
    table = paper["tables"]["fits"]
    found = [
        (row, i)
        for row, role in table["roles"].items()
        if role in ("coefficient", "constant")
        for i, text in enumerate(table["rows"][row])
        if text and text.count("*") < 3
    ]
    if not found:
        return False
    row, i = found[rng.integers(len(found))]
    table["rows"][row][i] = table["rows"][row][i].replace(" (", "* (")
    return True


def _row_of(table: dict, *roles: str) -> str:
    return next(row for row, role in table["roles"].items() if role in roles)


def fits_exchanged(paper: Paper, rng: np.random.Generator) -> bool:
    """Exchange the fits of two columns."""
    table = paper["tables"]["fits"]
    row = table["rows"][_row_of(table, "r2", "adjusted-r2")]
    i, j = rng.choice(len(row), 2, replace=False)
    row[i], row[j] = row[j], row[i]
    return row[i] != row[j]


def moments_exchanged(paper: Paper, rng: np.random.Generator) -> bool:
    """Exchange mean and standard deviation of every variable: two swapped columns."""
    for cells in paper["tables"]["moments"]["rows"].values():
        cells[1], cells[2] = cells[2], cells[1]
    # A mean below zero would stand as a standard deviation, which no reader overlooks.
    return all(not c[2].startswith("-") for c in paper["tables"]["moments"]["rows"].values())


def _wrong_digit(text: str, rng: np.random.Generator) -> str:
    places = [i for i, sign in enumerate(text) if sign.isdigit()]
    i = int(rng.choice(places))
    other = [d for d in "0123456789" if d != text[i]]
    return text[:i] + str(rng.choice(other)) + text[i + 1 :]


def _digit_in(table: dict, cells: list[tuple[str, int]], rng: np.random.Generator) -> bool:
    row, i = cells[rng.integers(len(cells))]
    table["rows"][row][i] = _wrong_digit(table["rows"][row][i], rng)
    return True


def digit_in_estimate(paper: Paper, rng: np.random.Generator) -> bool:
    """Change one digit of an estimate or of its error."""
    table = paper["tables"]["fits"]
    rows = [r for r, role in table["roles"].items() if role in ("coefficient", "constant")]
    return _digit_in(
        table, [(r, i) for r in rows for i, t in enumerate(table["rows"][r]) if t], rng
    )


def digit_in_fit(paper: Paper, rng: np.random.Generator) -> bool:
    """Change one digit of a fit or of an F statistic."""
    table = paper["tables"]["fits"]
    rows = [_row_of(table, "r2", "adjusted-r2"), "F"]
    return _digit_in(table, [(r, i) for r in rows for i in range(len(table["columns"]))], rng)


def digit_in_moment(paper: Paper, rng: np.random.Generator) -> bool:
    """Change one digit of a mean or a standard deviation."""
    table = paper["tables"]["moments"]
    return _digit_in(table, [(row, i) for row in table["rows"] for i in (1, 2)], rng)


def wrong_n(paper: Paper, rng: np.random.Generator) -> bool:
    """State a number of cases that is five to forty per cent off."""
    table = paper["tables"]["fits"]
    share = 1 + rng.choice([-1, 1]) * rng.uniform(0.05, 0.4)
    text = str(round(paper["n"] * share))
    if "n" in table["rows"]:
        table["rows"]["n"] = [text] * len(table["columns"])
    else:
        table["implied_n"] = text
    return text != str(paper["n"])


def unadjusted(paper: Paper, rng: np.random.Generator) -> bool:
    """Print every unadjusted R² under a heading that says adjusted."""
    table = paper["tables"]["fits"]
    row = _row_of(table, "r2", "adjusted-r2")
    table["rows"][row] = [f"{column['r2']:.{paper['digits']}f}" for column in paper["truth"]]
    table["roles"][row] = "adjusted-r2"
    return True


FAULTS: dict[str, Callable[[Paper, np.random.Generator], bool]] = {
    "a star too many": star_too_many,
    "two columns exchanged, in the row of fits": fits_exchanged,
    "two columns exchanged, mean and standard deviation": moments_exchanged,
    "one wrong digit in an estimate or its error": digit_in_estimate,
    "one wrong digit in a fit or an F": digit_in_fit,
    "one wrong digit in a mean or a standard deviation": digit_in_moment,
    "a wrong number of cases": wrong_n,
    "an unadjusted R² called adjusted": unadjusted,
}


def detection(seed: int, tables: int) -> list[dict[str, object]]:
    """Return one row for sound tables and one a fault: how many were tried, how many found."""
    rng = np.random.default_rng(seed)
    raised = cells = 0
    found = {name: [0, 0] for name in FAULTS}
    with tempfile.TemporaryDirectory() as made:
        for _ in range(tables):
            paper = sound(rng)
            alarm, size = alarms(paper, Path(made))
            raised, cells = raised + alarm, cells + size
            for name, plant in FAULTS.items():
                faulty = copy.deepcopy(paper)
                if plant(faulty, rng):
                    found[name][0] += 1
                    found[name][1] += alarms(faulty, Path(made))[0] > 0 and not alarm
    rows = [{"fault": "none: false alarms, by cell", "tried": cells, "found": raised}]
    rows += [{"fault": name, "tried": t, "found": f} for name, (t, f) in found.items()]
    return [row | {"rate": round(row["found"] / row["tried"], 5)} for row in rows]
