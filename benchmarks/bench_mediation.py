"""Mediation: closed forms with a batched bootstrap against statsmodels, in one process.

Seconds are those of the processor, one thread: a busy machine does not blur the ratios."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import statsmodels
import statsmodels.api as sm
from statsmodels.stats.mediation import Mediation

from netpoverty.models.mediation import bootstrap, equations

CONTROLS = "age + educ + gender + income"
DRAWS, MANY = 200, 5000


def _best(run: Callable[[], object], repeats: int) -> tuple[float, object]:
    """Return the best processor time of several runs, with the last run's value."""
    times, value = [], None
    for _ in range(repeats):
        start = time.process_time()
        value = run()
        times.append(time.process_time() - start)
    return min(times), value


def framing() -> pd.DataFrame:
    """Return the framing experiment that statsmodels tests its mediation on (n = 265)."""
    return pd.read_csv(Path(statsmodels.__file__).parent / "stats/tests/results/framing.csv")


def two_mediators(n: int = 6000) -> pd.DataFrame:
    """Return a simulated sample: one exposure, two mediators, three controls, a 0/1 outcome."""
    rng = np.random.default_rng(0)
    c, x = rng.normal(size=(n, 3)), rng.integers(0, 2, n)
    first = 0.5 * x + rng.normal(size=n)
    second = 0.3 * x + 0.4 * first + rng.normal(size=n)
    eta = 0.3 * x + 0.4 * first + 0.3 * second + c @ [0.2, 0.1, 0.3] - 0.5
    y = (rng.random(n) < 1 / (1 + np.exp(-eta))).astype(int)
    columns = {"y": y, "x": x, "first": first, "second": second}
    return pd.DataFrame(columns | {f"c{j}": c[:, j] for j in range(3)})


def _statsmodels_mediation(data: pd.DataFrame, draws: int, link: str) -> pd.DataFrame:
    rng = np.random.RandomState(1)
    family = sm.families.Binomial(getattr(sm.families.links, link.capitalize())())
    outcome = sm.GLM.from_formula(f"cong_mesg ~ emo + treat + {CONTROLS}", data, family=family)
    mediator = sm.OLS.from_formula(f"emo ~ treat + {CONTROLS}", data)
    made = Mediation(outcome, mediator, "treat", "emo").fit(
        method="bootstrap", n_rep=draws, rng=rng
    )
    return made.summary()


def mediation_row(link: str) -> dict:
    """Return equal bootstrap draws of natural effects, both on the framing experiment."""
    data = framing()

    def ours():
        model = equations(
            data, outcome="cong_mesg", exposure="treat", mediators=["emo"], controls=CONTROLS,
            link=link,
        )  # fmt: skip
        return bootstrap(model, "natural", rng=np.random.default_rng(1), draws=DRAWS)

    ours_s, found = _best(ours, 3)
    peer_s, table = _best(lambda: _statsmodels_mediation(data, DRAWS, link), 1)
    theirs = table.loc["ACME (average)", "Estimate"]
    gap = abs(found.draws[:, 5].mean() - theirs)
    return {
        "what": f"natural effects, {link}, framing (n = 265), {DRAWS} bootstrap draws; mean "
        f"indirect effect {found.draws[:, 5].mean():.4f} here, {theirs:.4f} there",
        "ours_s": ours_s,
        "peer": "statsmodels.stats.mediation, same draws",
        "peer_s": peer_s,
        "ratio": peer_s / ours_s,
        "target": f"at least 50; same point effects (gap {gap:.1e}, simulation error of the peer "
        f"{2 * found.draws[:, 5].std() / np.sqrt(DRAWS):.1e})",
    }


def draws_row(effects: str, controls: tuple[str, ...], target: str) -> dict:
    """Return 5,000 draws of a two-mediator logit beside one fit of that logit."""
    model = equations(
        two_mediators(),
        outcome="y",
        exposure="x",
        mediators=["first", "second"],
        controls=" + ".join(controls),
    )
    model.covariance, model.influence  # noqa: B018 - both are made once, before the clock starts
    design, outcome = model.sample.design, model.sample.outcome

    def ours():
        return bootstrap(model, effects, rng=np.random.default_rng(1), draws=MANY)

    ours_s, _ = _best(ours, 5)
    peer_s, _ = _best(lambda: sm.Logit(outcome, design).fit(disp=0), 30)
    return {
        "what": f"{MANY} draws, {effects}, logit with two mediators and {len(controls)} controls, "
        f"n = 6,000; the time is that of {ours_s / peer_s:.0f} fits",
        "ours_s": ours_s,
        "peer": "one statsmodels Logit fit of the same matrix",
        "peer_s": peer_s,
        "ratio": ours_s / peer_s,
        "target": target,
    }


def rows() -> list[dict]:
    """Return all comparisons."""
    return [
        mediation_row("probit"),
        mediation_row("logit"),
        draws_row("khb", ("c0",), "at most 300 fits"),
        draws_row("khb", ("c0", "c1", "c2"), "at most 300 fits"),
        draws_row("natural", ("c0",), "(probabilities: reported beside it)"),
    ]
