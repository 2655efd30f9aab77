"""Panels of series that have nothing to do with one another, in five kinds."""

from __future__ import annotations

import numpy as np

from netpoverty.errors import choose, refuse

WORLDS = {
    "noise": "unrelated white noise (the benchmark: every method should keep its level)",
    "walks": "independent random walks",
    "drifting walks": "independent random walks with drifts that all point up",
    "linear trends": "independent noise around straight lines that all rise",
    "national trend": "one national rising walk behind every series, and independent noise",
}


def draw_world(
    world: str,
    units: int,
    years: int,
    variables: int,
    draws: int,
    rng: np.random.Generator,
    *,
    drift: float = 0.5,
) -> np.ndarray:
    r"""Return drawn panels, shape (draws, variables, units, years).

    No variable acts on another. In the national trend each series is
    :math:`\lambda_{iv} f_t + e_{ivt}` with one walk :math:`f_t` and loadings in [0.5, 1.5].

    Parameters
    ----------
    world : a name of ``WORLDS``
    units, years, variables, draws : the shape
    rng : source of the draws
    drift : mean growth a year, in standard deviations of the yearly shock; each unit and
        variable has its own, uniform in [0.5, 1.5] times this

    Examples
    --------
    >>> draw_world("walks", 3, 19, 2, 10, np.random.default_rng(0)).shape
    (10, 2, 3, 19)
    """
    choose("world", world, WORLDS)
    for name, value, least in (("units", units, 2), ("years", years, 4), ("draws", draws, 1)):
        if value < least:
            raise refuse(name, value, f"at least {least}")
    shape = (draws, variables, units, years)
    shocks = rng.normal(size=shape)
    if world == "noise":
        return shocks
    if world == "walks":
        return np.cumsum(shocks, axis=-1)
    loadings = rng.uniform(0.5, 1.5, size=(*shape[:-1], 1))
    if world == "drifting walks":
        return np.cumsum(shocks + drift * loadings, axis=-1)
    if world == "linear trends":
        return shocks + drift * loadings * np.arange(years)
    national = np.cumsum(drift + rng.normal(size=(draws, 1, 1, years)), axis=-1)
    return loadings * national + shocks
