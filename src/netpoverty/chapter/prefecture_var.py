"""VARs fitted to one unit of the panels: lags, roots, responses, the paper's claims again."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from ..data.published import Paper
from ..errors import InputError
from ..ledger.response_claims import response_claims
from ..models import var
from ..models.unit_roots import adf_by_unit
from .prefecture_study import PrefectureStudy

# The third system is our reading; the page says why.
SYSTEMS: Mapping[str, tuple[str, ...]] = {
    "cii-gdp": ("CII", "GDP"),
    "cii-lgr-pcir": ("CII", "LGR", "PCIR"),
    "cii-pciv-pcir": ("CII", "PCIV", "PCIR"),
}

# The responses to CII that the paper reads from each system.
FOLLOWED: Mapping[str, tuple[str, ...]] = {
    "cii-gdp": ("GDP",),
    "cii-lgr-pcir": ("LGR", "PCIR"),
    "cii-pciv-pcir": ("PCIV", "PCIR"),
}


def systems_of(study: PrefectureStudy) -> dict[str, tuple[str, ...]]:
    """Return the systems whose variables the panels hold."""
    held = {"GDP", *(c for c in study.first if study.first[c].notna().any())}
    return {name: names for name, names in SYSTEMS.items() if set(names) <= held}


def fit_systems(study: PrefectureStudy, unit: str, lags: int) -> dict[tuple[str, str], var.VarFit]:
    """Return each system fitted to one unit in each panel, in logs; keys (system, panel).

    Where the years do not allow `lags`, the largest number that they allow is used.
    """
    fits = {}
    for system, names in systems_of(study).items():
        for panel in study.frames:
            series = study.series(panel, unit).rename(columns={"LGDP": "GDP"})
            allowed = min(lags, lags_allowed(len(series), len(names)))
            fits[system, panel] = var.fit_var(series, list(names), max(allowed, 1))
    return fits


def lags_allowed(years: int, variables: int) -> int:
    """Return the most lags that leave a residual covariance of full rank: n − kp − 1 ≥ k.

    >>> lags_allowed(13, 2), lags_allowed(13, 3), lags_allowed(8, 3)
    (3, 2, 1)
    """
    return max(1, (years - 1 - variables) // (variables + 1))


def lags_against_years(fits: Mapping[tuple[str, str], var.VarFit]) -> pd.DataFrame:
    """Return, by system and panel, years, lags, coefficients, and what criteria would choose.

    Criteria compare all lags that the years allow, so the last of them fit almost exactly.
    """
    rows = {}
    for key, fit in fits.items():
        years, k = len(fit.series), len(fit.names)
        most = lags_allowed(years, k)
        choice, modest = _criteria(fit, most), _criteria(fit, None)
        rows[key] = {
            "years": years,
            "lags": fit.order,
            "coefficients an equation": k * fit.order + 1,
            "years left for them": fit.n,
            "AIC": choice.get("aic"),
            "BIC": choice.get("bic"),
            "lags allowed": most,
            "BIC with 3 years a coefficient": modest.get("bic"),
            "largest root": fit.roots().modulus,
        }
    return pd.DataFrame(rows).T.rename_axis(["system", "panel"])


def _criteria(fit: var.VarFit, most: int | None) -> dict[str, int]:
    """Return what each criterion chooses, from the most lags downwards that it can compare."""
    tried = [None] if most is None else range(most, 0, -1)
    for lags in tried:
        try:
            return var.choose_lags(fit.series, list(fit.names), lags).chosen
        except ValueError:  # statsmodels asks for a few years more than the fit itself
            continue
    return {}


def roots_and_walks(
    fits: Mapping[tuple[str, str], var.VarFit], draws: int, rng: np.random.Generator
) -> pd.DataFrame:
    """Return the largest companion root beside unit-root tests of the very series fitted.

    The test's null is a unit root: a p-value above 0.05 leaves it standing, whatever the root. A
    series that stands in several systems is tested once, so that it has one p-value.
    """
    rows, tested = {}, {}
    for key, fit in fits.items():
        row = {"largest root": fit.roots().modulus}
        for name in fit.names:
            values = tuple(fit.series[name])
            try:
                if (name, values) not in tested:
                    made = adf_by_unit(fit.series[[name]], "trend", 1, draws=draws, rng=rng)
                    tested[name, values] = float(made.frame["p (simulated)"].iloc[0])
            except InputError:
                continue
            row[f"p, unit root in {name}"] = tested[name, values]
        rows[key] = row
    return pd.DataFrame(rows).T.rename_axis(["system", "panel"])


def responses(
    fits: Mapping[tuple[str, str], var.VarFit],
    horizon: int,
    draws: int,
    seed: int,
    last: bool = False,
) -> dict[tuple[str, str], var.ResponseBands]:
    """Return the responses to CII with joint 90% bands, one standard deviation, impact period 1.

    Systems whose years are too few for the bootstrap are left out. CII is ordered first, or
    `last`; each fit has its own stream of draws.
    """
    made = {}
    for place, (key, fit) in enumerate(fits.items()):
        others = [name for name in fit.names if name != "CII"]
        ordering = [*others, "CII"] if last else ["CII", *others]
        rng = np.random.default_rng([seed, place])
        try:
            made[key] = var.response_bands(
                fit, "CII", ordering, horizon, kind="joint", draws=draws, rng=rng
            )
        except InputError:  # so few years that some draw has a singular covariance
            continue
    whole = {system for system, _ in fits} - {system for system, _ in set(fits) - set(made)}
    return {key: band for key, band in made.items() if key[0] in whole}


# Our reading of what the paper takes from its third system, whose equations were not printed.
TOWNS_FIRST = "PCIR responds more to CII than PCIV does, in periods two and three (our reading)."


def claims_again(paper: Paper, bands: Mapping[tuple[str, str], var.ResponseBands]) -> pd.DataFrame:
    """Return, for each sentence on a printed system, in how many % of draws it holds.

    Each draw is one whole curve, so a sentence is true of it or not. A sentence that fits the
    data would hold in most draws; one that anything fits, or nothing, is no test.
    """
    rows = {}
    for (system, panel), band in bands.items():
        if system not in ("cii-gdp", "cii-lgr-pcir"):
            continue
        for claim in response_claims(paper, system).values():
            try:
                share = 100 * band.frequency(claim.predicate)
            except InputError:
                continue
            rows.setdefault((system, claim.words), {})[panel] = share
    towns = towns_first(bands)
    if towns:
        rows["cii-pciv-pcir", TOWNS_FIRST] = towns
    return pd.DataFrame(rows).T.rename_axis(["system", "sentence"])


def towns_first(bands: Mapping[tuple[str, str], var.ResponseBands]) -> dict[str, float]:
    """Return in how many % of draws PCIR responds more than PCIV in periods 2 and 3, by panel."""
    larger = var.larger("PCIR", "PCIV", 2, 3)
    return {
        panel: 100 * band.frequency(larger)
        for (system, panel), band in bands.items()
        if system == "cii-pciv-pcir"
    }


def shares_of_cii(fits: Mapping[tuple[str, str], var.VarFit], horizon: int) -> pd.DataFrame:
    """Return the % of each variable's forecast error variance due to CII, ordered first or last.

    One row a system, variable and panel, at the horizon.
    """
    rows = {}
    for (system, panel), fit in fits.items():
        others = [name for name in fit.names if name != "CII"]
        for label, ordering in (("CII first", ["CII", *others]), ("CII last", [*others, "CII"])):
            made = var.variance_shares(fit.lags, fit.covariance, fit.names, ordering, horizon)
            part = made.shares[-1, :, list(fit.names).index("CII")]
            for name in others:
                share = 100 * part[list(fit.names).index(name)]
                rows.setdefault((system, name), {})[f"{panel}, {label}"] = share
    return pd.DataFrame(rows).T.rename_axis(["system", "variable"])
