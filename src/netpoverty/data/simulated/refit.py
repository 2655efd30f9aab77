"""The regressions of the prefecture paper on data, by plain least squares.

A calibration check that knows nothing of the recovered moments: every printed quantity is computed
anew from rows.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.stats import t as student

from netpoverty.data.simulated.prefecture_print import ADJUSTED, OUTCOMES

_UNITS = {
    "PCIR": ("income_town_pc_year_cny", 1e-4),
    "PCIV": ("income_village_pc_year_cny", 1e-4),
    "LGR": ("budget_revenue_100m_cny", 1.0),
}


def _fit(x: np.ndarray, y: np.ndarray, groups: np.ndarray | None) -> dict[str, np.ndarray]:
    """Return least squares with a constant; with groups, the constant is the mean intercept."""
    dummies = np.empty((len(y), 0))
    if groups is not None:
        codes = np.unique(groups, return_inverse=True)[1]
        indicators = np.eye(codes.max() + 1)[codes]
        dummies = (indicators - indicators.mean(axis=0))[:, 1:]
    design = np.column_stack([np.ones(len(y)), x, dummies])
    basis, triangle = np.linalg.qr(design)
    inverse = np.linalg.inv(triangle)
    slopes = inverse @ (basis.T @ y)
    residual = y - design @ slopes
    left = len(y) - design.shape[1]
    # Centred dummies make the constant the average of the group intercepts, as EViews prints it.
    squares = float(residual @ residual)
    return {
        "slopes": slopes[: 1 + x.shape[1]],
        "cov": (inverse @ inverse.T)[: 1 + x.shape[1], : 1 + x.shape[1]],
        "variance": squares / left,
        "r2": 1 - squares / float(((y - y.mean()) ** 2).sum()),
        "left": left,
        "used": design.shape[1] - 1,
    }


def _row(fit: dict, variance: float, adjusted: bool) -> dict[str, float]:
    errors = np.sqrt(variance * np.diag(fit["cov"]))
    names = ("constant", "CII", "LGDP")
    row = {name: float(value) for name, value in zip(names, fit["slopes"], strict=False)}
    row |= {f"se {name}": float(value) for name, value in zip(names, errors, strict=False)}
    r2 = fit["r2"]
    n = fit["left"] + fit["used"] + 1
    row["R2"] = 1 - (1 - r2) * (n - 1) / fit["left"] if adjusted else r2
    row["F"] = r2 / fit["used"] / ((1 - r2) / fit["left"])
    return row


def refit(frame: pd.DataFrame) -> dict[tuple[str, str], dict[str, float]]:
    """Return every regression of Tables 2 and 3 and the LGDP lines, computed from rows.

    Parameters
    ----------
    frame
        Tidy panel with Internet share, GDP, incomes and revenue; units of the print are made here.
    """
    groups = frame["prefecture"].to_numpy()
    x = frame[["internet_share", "gdp_100m_cny"]].to_numpy()
    lines = {}
    for outcome in OUTCOMES:
        column, unit = _UNITS[outcome]
        y = frame[column].to_numpy() * unit
        pooled, within = _fit(x, y, None), _fit(x, y, groups)
        lines[outcome, "pooled"] = _row(pooled, pooled["variance"], ADJUSTED[outcome, "pooled"])
        lines[outcome, "within"] = _row(within, within["variance"], ADJUSTED[outcome, "within"])
        lines[outcome, "random"] = _row(pooled, within["variance"], ADJUSTED[outcome, "random"])
    return lines | _lgdp(frame, groups)


def _lgdp(frame: pd.DataFrame, groups: np.ndarray) -> dict[tuple[str, str], dict[str, float]]:
    x, y = frame[["internet_share"]].to_numpy(), frame["gdp_100m_cny"].to_numpy()
    pooled, within = _fit(x, y, None), _fit(x, y, groups)
    random = _swamy_arora(frame, x, y, within["variance"])
    return {
        ("LGDP", "pooled"): _with_p(_row(pooled, pooled["variance"], False), pooled["left"]),
        ("LGDP", "within"): _with_p(_row(within, within["variance"], False), within["left"]),
        ("LGDP", "random"): _with_p(random, len(y) - 2),
    }


def _with_p(row: dict[str, float], left: int) -> dict[str, float]:
    for name in ("constant", "CII"):
        row[f"p {name}"] = float(2 * student.sf(abs(row[name] / row[f"se {name}"]), left))
    return row


def _swamy_arora(frame, x, y, within_variance: float) -> dict[str, float]:
    """Return random effects by quasi-demeaning, errors from the within variance (EViews)."""
    means = frame.groupby("prefecture")[["internet_share", "gdp_100m_cny"]].transform("mean")
    years = frame.groupby("prefecture").size().iloc[0]
    by_unit = means.groupby(frame["prefecture"]).first().to_numpy()
    between = _fit(by_unit[:, :1], by_unit[:, 1], None)
    theta = 1 - np.sqrt(min(within_variance / (years * between["variance"]), 1.0))
    design = np.column_stack([np.ones(len(y)), x]) - theta * np.column_stack(
        [np.ones(len(y)), means["internet_share"]]
    )
    inverse = np.linalg.inv(design.T @ design)
    slopes = inverse @ design.T @ (y - theta * means["gdp_100m_cny"].to_numpy())
    errors = np.sqrt(within_variance * np.diag(inverse))
    return dict(zip(("constant", "CII", "se constant", "se CII"), (*slopes, *errors), strict=True))
