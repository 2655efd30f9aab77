"""Nested models side by side: what a control changes, with the fits referees ask for."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd
from formulaic import Formula
from scipy import stats

from netpoverty.errors import refuse
from netpoverty.models.binary.effects import marginal_effects
from netpoverty.models.binary.fit import BinaryModel, fit
from netpoverty.models.binary.forest import forest
from netpoverty.models.binary.inference import wald
from netpoverty.models.binary.sample import complete_rows, dropped_note, split_formula
from netpoverty.results import Result, format_number


@dataclass(frozen=True, eq=False)
class Nested(Result):
    """Models of one outcome on one sample, from the smallest to the largest."""

    models: tuple[BinaryModel, ...]
    dropped: pd.Series
    convention: str
    title: ClassVar[str] = "Nested models"

    def to_frame(self) -> pd.DataFrame:
        """Return estimate, std_error, p_value by (model, term)."""
        frames = {f"({i + 1})": model.to_frame() for i, model in enumerate(self.models)}
        return pd.concat(frames, names=["model", "term"])

    def table(self) -> pd.DataFrame:
        """Return the models as columns, `estimate (std_error)` by term, as printed in papers."""
        frame = self.to_frame()
        cells = [
            f"{format_number(row.estimate, 3)} ({format_number(row.std_error, 3)})"
            for row in frame.itertuples()
        ]
        wide = pd.Series(cells, index=frame.index).unstack("model").fillna("")
        order = list(dict.fromkeys(t for m in self.models for t in m.coefficients.index))
        return wide.loc[order]

    def fits(self) -> pd.DataFrame:
        """Return n, log-likelihood, McFadden, adjusted McFadden, Tjur by model.

        `added_p` tests the terms added to the previous model by a Wald test under the
        models' own error convention; `likelihood_ratio_p` is the classical test beside it.
        McFadden's measure cannot fall when a regressor is added: its rise is arithmetic.
        """
        rows = [self._fit_row(i) for i in range(len(self.models))]
        return pd.DataFrame(rows, index=[f"({i + 1})" for i in range(len(self.models))])

    def _fit_row(self, i: int) -> dict[str, float]:
        model, k = self.models[i], len(self.models[i].coefficients)
        adjusted = 1 - (model.log_likelihood - k + 1) / model.null_log_likelihood
        row = {
            "n": model.n,
            "log_likelihood": model.log_likelihood,
            "mcfadden": model.mcfadden,
            "mcfadden_adjusted": adjusted if model.link.name != "linear" else np.nan,
            "tjur": model.tjur,
        }
        if i == 0:
            return {**row, "added_p": np.nan, "likelihood_ratio_p": np.nan}
        before = self.models[i - 1]
        added = [t for t in model.coefficients.index if t not in before.coefficients.index]
        test = wald(model.coefficients[added], model.covariance.loc[added, added], model.dof)
        ratio = 2 * (model.log_likelihood - before.log_likelihood)
        classical = stats.chi2.sf(ratio, len(added)) if model.link.name != "linear" else np.nan
        return {**row, "added_p": float(test.p_value), "likelihood_ratio_p": float(classical)}

    def effects(self, variable: str) -> pd.DataFrame:
        """Return one variable's average marginal effect by model: comparable, unlike log-odds."""
        frames = {
            f"({i + 1}) {name}": row
            for i, model in enumerate(self.models)
            for name, row in marginal_effects(model, [variable]).to_frame().iterrows()
        }
        return pd.DataFrame(frames).T.rename_axis("model")

    def summary(self) -> str:
        """Return the side-by-side table, the fits, the notes."""
        fits = self.fits().map(format_number).T.to_string()
        return "\n".join([self.title, self.table().to_string(), "", fits, *self.notes()])

    def _formatted(self) -> pd.DataFrame:
        return pd.concat([self.table(), self.fits().map(format_number).T])

    def notes(self) -> list[str]:
        """Return sample and convention as sentences."""
        return [dropped_note(self.dropped, self.models[0].n), self.convention]

    def plot(self, ax: Any = None) -> Any:
        """Draw the coefficients of all models as a forest."""
        frames = {
            f"({i + 1})": model.to_frame().drop(index="Intercept", errors="ignore")
            for i, model in enumerate(self.models)
        }
        return forest(frames, ax=ax, label=f"{self.models[0].link.name} coefficient")


def nested(
    formulas: Sequence[str],
    data: pd.DataFrame,
    link: str = "logit",
    *,
    errors: str = "HC0",
    weights: str | None = None,
    clusters: str | None = None,
    strata: str | None = None,
) -> Nested:
    """Return models of growing size on one sample: the rows complete for the largest.

    Log-odds of different models are not comparable even when the added control is unrelated to
    the regressor of interest (the residual's scale changes with it); `effects(variable)` is, and
    for the coefficients themselves see the KHB decomposition in `mediation`.
    Source: McFadden (1974), in Zarembka (ed.), Frontiers in Econometrics; Tjur (2009),
    doi 10.1198/tast.2009.08210; Karlson, Holm and Breen (2012), doi 10.1177/0081175012444861.

    Parameters
    ----------
    formulas : each a superset of the one before, same outcome
    data, link, errors, weights, clusters, strata : as in `fit`

    Raises
    ------
    InputError : formulas of different outcomes, or not nested

    Examples
    --------
    >>> frame = pd.DataFrame({"poor": [0, 1, 0, 1, 1, 0, 1, 0], "age": [2, 3, 5, 7, 8, 1, 4, 6],
    ...                       "men": [0, 1, 1, 0, 1, 0, 0, 1]})
    >>> nested(["poor ~ age", "poor ~ age + men"], frame).fits()["mcfadden"].round(3).tolist()
    [0.146, 0.185]
    """
    outcomes = {split_formula(formula)[0] for formula in formulas}
    if len(outcomes) != 1:
        raise refuse("formulas", f"outcomes {', '.join(sorted(outcomes))}", "one outcome")
    used = {str(v) for f in formulas for v in Formula(split_formula(f)[1]).required_variables}
    extra = [name for name in (weights, clusters, strata) if name]
    complete, dropped = complete_rows(data, [*outcomes, *sorted(used), *extra])
    options = {"errors": errors, "weights": weights, "clusters": clusters, "strata": strata}
    models = tuple(fit(formula, complete, link, **options) for formula in formulas)
    for small, large in itertools.pairwise(models):
        if not set(small.coefficients.index) < set(large.coefficients.index):
            raise refuse("formulas", f"{small.formula}; {large.formula}", "each within the next")
    return Nested(models, dropped, models[-1].convention)
