"""Enumerated wild bootstrap and batched panel fits against the same work done one by one."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
import pandas as pd
import statsmodels.api as sm
from linearmodels.panel import PanelOLS
from statsmodels.tsa.stattools import adfuller

from netpoverty.models.few_clusters import cluster_design, wild_bootstrap
from netpoverty.models.few_clusters.wild import enumerate_weights
from netpoverty.models.panel import prepare_panel
from netpoverty.models.spurious import draw_world
from netpoverty.models.spurious.batch import batch_fit
from netpoverty.models.spurious.errors import batch_p
from netpoverty.models.unit_roots.dickey_fuller import dickey_fuller


def best(call: Callable[[], object], repeats: int = 3) -> float:
    """Return the best wall time of several calls, in seconds."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return min(times)


def rows() -> list[dict]:
    """Return one row a comparison; the peer's time is scaled up from the part that was run."""
    return [_wild(), _within(), _dickey_fuller()]


def _row(what: str, ours: float, peer: str, theirs: float, target: str) -> dict:
    return {
        "what": what,
        "ours_s": ours,
        "peer": peer,
        "peer_s": theirs,
        "ratio": theirs / ours,
        "target": target,
    }


def _wild() -> dict:
    frame = sm.datasets.grunfeld.load_pandas().data.query("firm != 'American Steel'")
    panel = prepare_panel("invest ~ value + capital", frame, unit="firm", time="year")
    design = cluster_design(panel, "pooled")
    weights = enumerate_weights(10)[:64]

    def refit() -> None:
        fitted = sm.OLS(design.outcome, design.design[:, [0, 2]]).fit()
        for vector in weights:
            outcome = fitted.fittedvalues + vector[design.clusters] * fitted.resid
            model = sm.OLS(outcome, design.design)
            model.fit(cov_type="cluster", cov_kwds={"groups": design.clusters}).tvalues  # noqa: B018

    theirs = best(refit) * 1024 / len(weights)
    ours = best(lambda: wild_bootstrap(design, "value"))
    return _row("wild cluster bootstrap, 1,024 vectors", ours, "statsmodels refits", theirs, "> 50")


def _within() -> dict:
    drawn = draw_world("walks", 3, 19, 3, 1000, np.random.default_rng(0))
    regressors = np.moveaxis(drawn[:, 1:], 1, -1)
    index = pd.MultiIndex.from_product([range(3), range(19)])

    def one_by_one() -> None:
        for draw in range(20):
            x = pd.DataFrame(drawn[draw, 1:].reshape(2, -1).T, index)
            y = pd.Series(drawn[draw, 0].ravel(), index)
            PanelOLS(y, x, entity_effects=True).fit(cov_type="clustered", cluster_entity=True)

    ours = best(lambda: batch_p(batch_fit(drawn[:, 0], regressors, "within"), "cluster"))
    return _row(
        "1,000 within fits, clustered p", ours, "linearmodels", best(one_by_one) * 50, "> 100"
    )


def _dickey_fuller() -> dict:
    walks = np.cumsum(np.random.default_rng(0).normal(size=(2000, 19)), axis=1)

    def one_by_one() -> None:
        for walk in walks[:100]:
            adfuller(walk, maxlag=1, autolag=None, result_object=False)

    ours = best(lambda: dickey_fuller(walks))
    return _row("2,000 ADF regressions", ours, "statsmodels", best(one_by_one) * 20, "> 50")
