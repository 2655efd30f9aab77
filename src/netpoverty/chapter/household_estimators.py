"""Users held against others in several ways, for the chapter on relative poverty.

Each function takes studies by the name of their data set and returns frames; shares are shares,
not points, unless a column says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from ..data.privacy import few
from ..models import matching
from ..models.comparisons import side_by_side
from ..models.matching.balance import Balance
from .household_study import CONTROLS, HouseholdStudy

ASKED = {"treatment": "online", "outcome": "poor", "covariates": CONTROLS}
CALIPER = 0.2


def balance(study: HouseholdStudy) -> Balance:
    """Return how alike users and others are before, after matching, and after weighting.

    Of a real file, a trait that 1 to 9 users or others have, or lack, is left out.
    """
    plain = matching.study(study.frame, **ASKED)
    clustered = matching.study(study.frame, **ASKED, clusters="cluster")
    ways = {"matched": matching.nearest(plain, "ate"), "weighted": matching.weighted(clustered)}
    made = matching.balance(clustered, ways)
    if study.kind != "real":
        return made
    kept = [name for name, column in clustered.columns.items() if not _rare(column, clustered)]
    return replace(made, differences=made.differences.loc[kept], ratios=made.ratios.loc[kept])


def _rare(column: pd.Series, study: matching.Study) -> bool:
    """Whether 1 to 9 users, or others, say yes, or no, to a question of yes and no."""
    arms = (column[study.treated], column[~study.treated])
    return set(column.unique()) <= {0, 1} and any(few(arm.sum(), len(arm)) for arm in arms)


def five_estimates(studies: Mapping[str, HouseholdStudy]) -> dict[str, pd.DataFrame]:
    """Return the effect of being online on poverty by five estimators, by data set."""
    return {n: side_by_side(s.frame, **ASKED, clusters="cluster") for n, s in studies.items()}


def others_online(study: HouseholdStudy) -> pd.Series:
    """Return the share online among the other households of the same county.

    Missing where a county has no other household in the data.
    """
    county = study.frame.groupby("county_id")["online"]
    others = (county.transform("size") - 1).replace(0, np.nan)
    return (county.transform("sum") - study.frame["online"]) / others


def instrument(studies: Mapping[str, HouseholdStudy]) -> pd.DataFrame:
    """Return two-stage least squares with the use of others in the county as instrument.

    In points; the column `built in` stands only where a truth is known. `poor without use`,
    per cent, is the poverty of those not online: nobody can gain more than that by use.
    """
    from linearmodels.iv import IV2SLS

    rows = {}
    for name, study in studies.items():
        data = study.frame.assign(others=others_online(study)).dropna(subset=["others"])
        model = IV2SLS.from_formula(f"poor ~ 1 + {CONTROLS} + [online ~ others]", data)
        made = model.fit(cov_type="clustered", clusters=data["cluster"].astype(int))
        strength = float(made.first_stage.diagnostics["f.stat"].iloc[0])
        truth = None if study.true_effect is None else 100 * study.true_effect
        low, high = 100 * made.conf_int().loc["online"]
        without = data.loc[data["online"] == 0, "poor"]
        hidden = study.kind == "real" and few(without.sum(), len(without))
        most = None if hidden else 100 * without.mean()
        rows[name] = (100 * made.params["online"], low, high, strength, most, truth)
    columns = ["points", "low", "high", "first-stage F", "poor without use, %", "built in"]
    return pd.DataFrame(rows, columns).T.dropna(axis=1, how="all")


def hidden_causes(
    studies: Mapping[str, HouseholdStudy], quoted: Mapping[str, pd.Series]
) -> pd.DataFrame:
    """Return how strong a hidden cause would have to be to explain an estimate away.

    quoted : the estimate of each data set

    The risk ratio holds users against the poverty that the estimate implies for them without
    use. Γ is missing where no matched pair differs.
    """
    rows = {}
    for name, study in studies.items():
        ratio = risk_ratio(study, float(quoted[name]["estimate"]))
        pairs = matching.pair_differences(matching.study(study.frame, **ASKED), caliper=CALIPER)
        bounds = matching.rosenbaum_bounds(pairs, alternative="less")
        names = {"outcome": "poor", "treatment": "online", "controls": CONTROLS}
        delta = matching.oster(study.frame, **names).delta
        tipping = getattr(bounds, "tipping", None)
        rows[name] = (ratio, matching.e_value(ratio).point, tipping, delta)
    columns = ["risk ratio", "E-value", "Γ at which it tips", "Oster's δ"]
    return pd.DataFrame(rows, columns).T.rename_axis("data")


def risk_ratio(study: HouseholdStudy, effect: float) -> float:
    """Return users' poverty over what it would be without an effect, kept within [0.01, 100].

    A harm as large as users' poverty, or larger, leaves nobody poor without it: 100. Where nobody
    is poor with or without use, there is nothing to explain: 1.
    """
    users = study.frame.loc[study.frame["online"] == 1, "poor"].mean()
    without = min(users - effect, 1.0)
    if without <= 0:
        return 100.0 if effect > 0 else 1.0
    return float(np.clip(users / without, 0.01, 100))
