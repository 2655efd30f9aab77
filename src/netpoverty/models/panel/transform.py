"""What each panel estimator does to the data before least squares."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from netpoverty.errors import choose, refuse
from netpoverty.models.panel.data import PanelData

EFFECTS = {
    "pooled": "Pooled",
    "within": "Fixed effects",
    "random": "Random effects",
    "between": "Between",
    "two_way": "Two-way effects",
    "first_differences": "First differences",
    "first_differences_drift": "First differences with drift",
}

COMPARISONS = {
    "pooled": "any two unit-years",
    "within": "years of the same unit",
    "random": "years of the same unit and, with weight (1 - theta)^2, units with one another",
    "between": "units with one another, by their means over time",
    "two_way": "years of the same unit, after the change common to all units is taken out",
    "first_differences": "changes from one year to the next, no trend allowed",
    "first_differences_drift": "changes from one year to the next around a common trend",
}


# What is left of a regressor in each: pooled and random effects only re-weight the rows, so that
# a regressor cannot lose there what `prepare_panel` found in it.
VARIATION = {
    "within": "within units",
    "two_way": "within units and years",
    "between": "between the means of units",
    "first_differences": "from one year to the next",
    "first_differences_drift": "around the common change from one year to the next",
}


@dataclass(frozen=True)
class Transformed:
    """Outcome and design after the transformation, ready for least squares.

    `absorbed` counts the parameters swept out beyond the columns of `design`; `unit` and `time`
    say where each row belongs, for clustered and Driscoll–Kraay errors.
    """

    outcome: np.ndarray
    design: np.ndarray
    names: tuple[str, ...]
    unit: np.ndarray
    time: np.ndarray
    absorbed: int

    def __post_init__(self) -> None:
        # Estimates of one panel share these: none may change them for the others.
        self.outcome.setflags(write=False)
        self.design.setflags(write=False)

    @property
    def residual_dof(self) -> int:
        """Rows minus columns minus absorbed effects."""
        return len(self.outcome) - self.design.shape[1] - self.absorbed

    @property
    def swept_columns(self) -> int:
        """Columns that plm and Stata count: no constant where effects were absorbed."""
        return self.design.shape[1] - (1 if self.absorbed else 0)


def transform(panel: PanelData, effects: str, theta: np.ndarray | None = None) -> Transformed:
    """Return the transformed data of one estimator.

    Parameters
    ----------
    panel : the checked panel
    effects : one of pooled, within, random, between, two_way, first_differences,
        first_differences_drift
    theta : shape (units,), the share of each unit's mean that random effects subtract

    Notes
    -----
    Within subtracts unit means and adds grand means back, so that the constant is the mean
    effect (as EViews and Stata print it). First differences are taken over adjacent years only.
    """
    choose("effects", effects, EFFECTS)
    table = np.column_stack([panel.outcome, panel.design()])
    if effects in ("within", "two_way"):
        return _swept(panel, table, effects)
    if effects == "between":
        means = unit_means(table, panel.unit, panel.units)
        units = np.arange(panel.units)
        return _pack(panel, means, units, np.zeros(panel.units, int))
    if effects.startswith("first_differences"):
        return _differenced(panel, table, effects)
    if effects == "random":
        share = np.zeros(panel.units) if theta is None else theta
        means = unit_means(table, panel.unit, panel.units)
        table = table - (share[:, None] * means)[panel.unit]
    return _pack(panel, table, panel.unit, panel.time)


def unit_means(table: np.ndarray, unit: np.ndarray, units: int) -> np.ndarray:
    """Return the mean of each column by unit, shape (units, columns)."""
    sums = np.zeros((units, table.shape[1]))
    np.add.at(sums, unit, table)
    return sums / np.bincount(unit, minlength=units)[:, None]


def _pack(panel, table, unit, time, absorbed: int = 0) -> Transformed:
    names = ("Constant", *panel.names)
    return Transformed(table[:, 0], table[:, 1:], names, unit, time, absorbed)


def _swept(panel: PanelData, table: np.ndarray, effects: str) -> Transformed:
    dummies = np.eye(panel.units)[panel.unit]
    absorbed = panel.units - 1
    if effects == "two_way":
        dummies = np.column_stack([dummies, np.eye(panel.periods)[panel.time][:, 1:]])
        absorbed += panel.periods - 1
    swept = table - dummies @ np.linalg.lstsq(dummies, table, rcond=None)[0]
    return _pack(panel, swept + table.mean(axis=0), panel.unit, panel.time, absorbed)


def _differenced(panel: PanelData, table: np.ndarray, effects: str) -> Transformed:
    years = np.asarray(panel.time_labels)[panel.time]
    adjacent = (np.diff(panel.unit) == 0) & (np.diff(years) == 1)
    if not adjacent.any():
        raise refuse("panel for first differences", "no adjacent years", "adjacent years")
    changes = np.diff(table, axis=0)[adjacent]
    unit, time = panel.unit[1:][adjacent], panel.time[1:][adjacent]
    if effects == "first_differences_drift":
        changes[:, 1] = 1.0
        return _pack(panel, changes, unit, time)
    changes = np.delete(changes, 1, axis=1)
    return Transformed(changes[:, 0], changes[:, 1:], panel.names, unit, time, 0)


def require_identified(panel: PanelData, data: Transformed, effects: str) -> None:
    """Refuse a regressor that a transformation leaves flat or makes redundant, by name.

    A year has the same mean in every unit of a balanced panel; what is fixed has no changes; two
    regressors that differ by a constant of each unit are one within units.
    """
    if effects not in VARIATION:
        return
    slopes = data.design[:, -len(panel.names) :]
    centred = slopes if effects == "first_differences" else slopes - slopes.mean(axis=0)
    _require_variation(panel, centred, effects)
    floor = _rounding(panel) * np.sqrt(len(centred)) / np.linalg.norm(centred, axis=0)
    left = np.abs(np.diag(np.linalg.qr(centred / np.linalg.norm(centred, axis=0), mode="r")))
    redundant = left <= np.maximum(1e-9, floor)
    if redundant.any():
        given = f"a linear combination of the others {VARIATION[effects]} ({EFFECTS[effects]})"
        raise refuse(panel.names[int(np.argmax(redundant))], given, "independent regressors")


def _require_variation(panel: PanelData, left: np.ndarray, effects: str) -> None:
    """Refuse a regressor of which the (rows, k) transformed values hold only rounding."""
    spread = np.abs(panel.regressors - panel.regressors.mean(axis=0)).max(axis=0)
    flat = np.abs(left).max(axis=0) <= np.maximum(1e-10 * spread, _rounding(panel))
    if flat.any():
        where, name = VARIATION[effects], panel.names[int(np.argmax(flat))]
        given = f"no variation {where} ({EFFECTS[effects]})"
        raise refuse(name, given, f"a regressor that varies {where}")


def _rounding(panel: PanelData) -> np.ndarray:
    """Return how far rounding alone may move each regressor, by its size."""
    return 1e3 * np.finfo(float).eps * np.abs(panel.regressors).max(axis=0)
