"""Tables of the chapter on Sichuan: elasticities, checks, few clusters, wandering series."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from ..errors import InputError
from ..models import var
from ..models.cointegration import cointegration_tests
from ..models.comparisons import check_robustness, try_variants
from ..models.few_clusters import few_cluster_inference
from ..models.panel import compare_outcomes, elasticities
from ..models.unit_roots import unit_root_tests, wide_series
from .prefecture_study import KEYS, PrefectureStudy, deflated, in_logs
from .recorded import recorded_sizes

CONTROLS = {
    "urban share": "urban_share",
    "road passengers": "road_passengers_10k",
    "retail sales": "retail_sales_100m_cny",
}
RECORDED_YEARS = 19  # of the recorded size simulations: those of the paper, 2000 to 2018
_RECORDED = {
    "conventional": "conventional",
    "CR1S": "cluster",
    "CR2": "CR2",
    "CR3": "CR3",
    "wild, rademacher": "wild",
}


def together_with_time(study: PrefectureStudy) -> pd.DataFrame:
    """Return the mean over units of each series' correlation with the calendar year."""
    found = {}
    for name, frame in study.frames.items():
        known = frame.dropna(subset=["CII"])
        columns = ["CII", "LGDP", *study.outcomes]
        by_unit = known.groupby("prefecture")[["year", *columns]].corr()["year"]
        found[name] = by_unit.unstack()[columns].mean()
    return pd.DataFrame(found)


def elasticity_table(study: PrefectureStudy, covariance: str) -> pd.DataFrame:
    """Return the elasticity of each outcome to CII: from levels at the means, and from logs.

    One row a panel, outcome, estimator and scale: estimate, low, high (95%).
    """
    rows = []
    for outcome in study.outcomes:
        for log in (False, True):
            for effects in ("pooled", "within", "random"):
                for name, fit in study.fits(outcome, effects, covariance, log).items():
                    frame = fit.to_frame() if log else elasticities(fit).to_frame()
                    row = frame.loc["CII"]
                    value = row["coefficient" if log else "elasticity"]
                    scale = "logs" if log else "levels"
                    rows.append((name, outcome, effects, scale, value, row["low"], row["high"]))
    names = ["panel", "outcome", "estimator", "scale", "estimate", "low", "high"]
    return pd.DataFrame(rows, columns=names)


def difference_of_places(study: PrefectureStudy, effects: str, covariance: str) -> pd.DataFrame:
    """Return towns minus villages, tested, in 10,000 yuan and in shares of each mean income."""
    rows = {}
    for scale in ("levels", "share_of_mean"):
        for name in study.frames:
            towns, villages = (study.panels(o, log=False)[name] for o in ("PCIR", "PCIV"))
            made = compare_outcomes(
                towns, villages, effects=effects, scale=scale, covariance=covariance
            )
            rows[scale, name] = made.to_frame().loc[("CII", "difference")]
    return pd.DataFrame(rows).T


def checks(study: PrefectureStudy, effects: str, covariance: str) -> pd.DataFrame:
    """Return every robustness check of every outcome in each panel, and what was built in.

    `effect` (with low and high) is in per cent of the mean outcome for one user more among a
    hundred residents; in logs, in per cent for one per cent more users.
    """
    found = []
    for name, frame in study.frames.items():
        scaled = in_logs(frame) if study.log else frame
        prices = deflated(frame)
        prices = in_logs(prices) if study.log and prices is not None else prices
        for outcome in study.outcomes:
            extra = {w: c for w, c in CONTROLS.items() if frame[c].notna().any()}
            made = check_robustness(
                scaled, outcome, "CII", "LGDP", extra=extra, **KEYS, effects=effects,
                covariance=covariance, deflated=prices,
            )  # fmt: skip
            unit = 1.0 if study.log else made["mean outcome"]
            for column, old in (("effect", "coefficient"), ("low", "low"), ("high", "high")):
                made[column] = made[old] / unit
            truth = study.truths.get(name, {}).get(outcome, np.nan)
            built = np.nan if study.log else truth / made["mean outcome"].iloc[0]
            found.append(made.assign(panel=name, outcome=outcome, built=built))
    return pd.concat(found).reset_index().set_index(["panel", "outcome", "check"])


def every_specification(study: PrefectureStudy) -> pd.DataFrame:
    """Return the coefficient of CII on revenue in each panel, under every specification."""
    if not study.first["LGR"].notna().any():
        return pd.DataFrame({"revenue": ["no revenue in this file"]})
    tried = {
        name: try_variants(frame, "LGR", ["CII", "LGDP"], **KEYS)
        for name, frame in study.frames.items()
    }
    return pd.concat(tried, names=["panel", "row"]).reset_index("panel").set_index("panel")


def few_cluster_table(study: PrefectureStudy, outcome: str, effects: str) -> pd.DataFrame:
    """Return the p-value of CII by method in each panel, and the smallest p each can give.

    The last column holds how often the method reports an effect at 5% between unrelated rising
    series (recorded size simulations with three units and nineteen years, within regression).
    """
    made = {
        name: few_cluster_inference(panel, "CII", effects).to_frame()
        for name, panel in study.panels(outcome).items()
    }
    first = next(iter(made.values()))
    table = pd.DataFrame({f"p, {name}": frame["p"] for name, frame in made.items()})
    table["smallest p"] = first["smallest p"]
    alarms = false_alarms()
    shown = {
        method: " to ".join(dict.fromkeys(f"{end(alarms[kind]):.0%}" for end in (min, max)))
        for method, kind in _RECORDED.items()
    }
    return table.assign(**{"false alarms, recorded ◇": pd.Series(shown)}).rename_axis("method")


def false_alarms() -> pd.DataFrame:
    """Return recorded shares of p < 0.05 between unrelated rising series, by kind of error."""
    frame = pd.DataFrame(recorded_sizes("sizes_panel")["spurious"]["rows"])
    rising = ["drifting walks", "linear trends", "national trend"]
    frame = frame.query(
        "units == 3 and years == @RECORDED_YEARS and controls == 1 and estimator == 'Fixed effects'"
    )
    return frame.pivot(index="world", columns="errors", values="found").loc[rising]


def balanced(frame: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """Return the units whose years are complete in the longest stretch that most units share."""
    known = frame.dropna(subset=columns)
    share = known.groupby("year")["prefecture"].nunique() / known["prefecture"].nunique()
    known = known[known["year"].isin(share.index[share >= 0.8])]
    years = known["year"].nunique()
    complete = known.groupby("prefecture")["year"].transform("size") == years
    return known[complete]


def wandering(study: PrefectureStudy, draws: int, seed: int) -> pd.DataFrame:
    """Return simulated p-values of unit-root tests of each logarithm, and how far to trust them.

    One row a test; the nulls differ (Hadri: no unit root). Raises nothing: a series that cannot
    be tested leaves an empty column.
    """
    found = {}
    for name, frame in study.frames.items():
        columns = ["CII", "LGDP", *study.outcomes]
        logs = balanced(in_logs(frame), columns)
        for column in columns:
            try:
                wide = wide_series(logs, column, **KEYS)
                made = unit_root_tests(wide, draws=draws, seed=seed).to_frame()
            except InputError:
                continue
            found[f"{column}, {name}"] = made
    return _simulated_p(found, {"null": "null", "published values": "usable"})


def tied_together(study: PrefectureStudy, draws: int, seed: int) -> pd.DataFrame:
    """Return simulated p-values of cointegration tests of the printed regressions, in logs."""
    found = {}
    for outcome in study.outcomes:
        for name, frame in study.frames.items():
            columns = [outcome, "CII", "LGDP"]
            part = {name: balanced(in_logs(frame), columns)}
            whole = PrefectureStudy(part, {}, study.kind, study.measure, log=False)
            try:
                panel = whole.panels(outcome, log=False)[name]
                made = cointegration_tests(panel, draws=draws, seed=seed).to_frame()
            except InputError:
                continue
            found[f"{outcome}, {name}"] = made
    return _simulated_p(found, {"published values": "usable"})


def _simulated_p(made: dict[str, pd.DataFrame], front: dict[str, str]) -> pd.DataFrame:
    """Return the simulated p-values of several runs side by side, behind columns of the last."""
    if not made:
        return pd.DataFrame()
    last = list(made.values())[-1]
    first = {name: last[column] for name, column in front.items()}
    columns = first | {name: frame["simulated p"] for name, frame in made.items()}
    return pd.DataFrame(columns).rename_axis("test")


def checks_that_hold(found: pd.DataFrame) -> tuple[list[str], int]:
    """Return the checks whose interval holds the truth in every case, and how many were tried.

    Parameters
    ----------
    found : from `checks`; only rows with a known truth and an estimate count
    """
    known = found.dropna(subset=["built", "effect"])
    holds = (known["low"] <= known["built"]) & (known["built"] <= known["high"])
    always = holds.groupby("check", sort=False).all()
    return [str(name) for name, held in always.items() if held], len(always)


def told_of_checks(study: PrefectureStudy, found: pd.DataFrame) -> str:
    """Return what the checks showed: against the truth where it is known, else among themselves."""
    cases = len(found.groupby(["panel", "outcome"]))
    good, tried = checks_that_hold(found)
    if tried:
        kept = (
            f"{len(good)} of {tried} rows ({', '.join(good)}) held it" if good else "no row held it"
        )
        text = f"Over {cases} simulated case{'s' * (cases > 1)} with a known truth, {kept} in every interval."
        idle = found[found["built"] == 0].groupby("check")["p"].agg(lambda p: (p < 0.05).sum())
        lagged = idle.get("CII of the year before")
        if lagged is not None:
            text += (
                f" Where nothing was built in, CII of the year before was significant for {lagged} "
                f"of {len(study.outcomes)} outcomes."
            )
    else:
        clear = found[found["p"] < 0.05].groupby("outcome")["effect"]
        signs = clear.agg(lambda e: e.gt(0).any() and e.lt(0).any())
        unknown = (
            "in your file no truth is known"
            if study.kind == "real"
            else ("the truth built in is one of levels, so in logs none is marked")
        )
        text = (
            f"{study.where}, significant coefficients of both signs appear for {int(signs.sum())} "
            f"of {len(study.outcomes)} outcomes as the check changes; {unknown}."
        )
    blocked = sorted(set(found[found["why not"] != ""].index.get_level_values("check")))
    return text + (f" Not possible here: {', '.join(blocked)}." if blocked else "")


def sentences(verdicts: Mapping[str, var.Verdict]) -> pd.DataFrame:
    """Return one row a sentence; the move that it needs is told as a size, so without its sign.

    The last column says what was checked of the roundings that the print allows.
    """
    told = var.summarise(verdicts).rename(columns={"smallest λ needed": "smallest |λ| needed"})
    checked = [rounding_said(verdict) for verdict in verdicts.values()]
    return told.drop(columns="whatever the rounding").assign(**{"over the rounding box": checked})


def rounding_said(verdict: var.Verdict) -> str:
    """Return in how many cases a status was proved for the whole rounding box, and what else."""
    cases = len(verdict.cases)
    proved = sum(case.rounding.startswith("proved") for case in verdict.cases)
    changed = sum(not case.settled for case in verdict.cases)
    if proved == cases:
        return "the same, proved for the whole box"
    points = [
        case.rounding.split(" at ")[-1] for case in verdict.cases if "proved" not in case.rounding
    ]
    tried = max(dict.fromkeys(points), key=points.count)
    rest = f"tried at {tried} in {cases - proved} of {cases} cases"
    whole = f", proved for the whole box in the other {proved}" if proved else ""
    same = f"another status in {changed} cases" if changed else "the same"
    return f"{same}: {rest}{whole}"
