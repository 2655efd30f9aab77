"""Bootstrap bands of a VAR: all draws at once, against statsmodels' loop over draws."""

from __future__ import annotations

import time

import numpy as np
import pandas as pd
from statsmodels.tsa.api import VAR

from netpoverty.models import var

DRAWS, HORIZON = 1000, 10


def rows() -> list[dict]:
    """Time 1,000 draws of orthogonalised responses of a trivariate VAR(2), 75 periods."""
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(rng.normal(size=(75, 3)), columns=["x", "y", "z"])
    fit = var.fit_var(frame, ["x", "y", "z"], 2)
    peer = VAR(frame.to_numpy()).fit(2, trend="c")

    def ours(correct: bool) -> None:
        var.response_bands(fit, "x", horizon=HORIZON, draws=DRAWS, correct_bias=correct, rng=rng)

    plain, corrected = _best(lambda: ours(False)), _best(lambda: ours(True))
    theirs = _best(
        lambda: peer.irf_errband_mc(
            orth=True, repl=DRAWS, steps=HORIZON, rng=np.random.default_rng(1)
        ),
        times=1,
    )
    settings = f"{DRAWS} draws, 3 variables, 2 lags, 75 periods"
    return [
        _row(f"VAR error bands, one round of draws ({settings})", plain, theirs),
        _row(f"VAR error bands, bias-corrected: two rounds ({settings})", corrected, theirs),
    ]


def _row(what: str, ours_s: float, peer_s: float) -> dict:
    return {
        "what": what,
        "ours_s": ours_s,
        "peer": "statsmodels irf_errband_mc",
        "peer_s": peer_s,
        "ratio": peer_s / ours_s,
        "target": "faster at equal draws",
    }


def _best(run, times: int = 3) -> float:
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        run()
        taken.append(time.perf_counter() - start)
    return min(taken)
