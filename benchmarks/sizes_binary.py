"""How often tests of binary, mediation, matching models reject a true null; how intervals cover.

`python -m benchmarks.sizes_binary` writes benchmarks/results/sizes_binary.json with the key of
the code that made it. Simulated, seeded; about three minutes of one processor.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd
from scipy.special import expit

from benchmarks._key import ROOT, code_key
from netpoverty.models import binary, matching, mediation

SOURCES = (
    "src/netpoverty/models/binary",
    "src/netpoverty/models/mediation",
    "src/netpoverty/models/matching",
    "benchmarks/sizes_binary.py",
)
TARGET = ROOT / "benchmarks" / "results" / "sizes_binary.json"
SEED = 20_210_501
REPEATS = 1000
BOOTSTRAP_REPEATS, DRAWS = 600, 499


def _mediators(rng: np.random.Generator, n: int, a: float, b: float) -> pd.DataFrame:
    x, c = rng.integers(0, 2, n), rng.normal(size=n)
    m = a * x + 0.3 * c + rng.normal(size=n)
    y = (rng.random(n) < expit(0.3 * x + b * m + 0.3 * c - 0.2)).astype(int)
    return pd.DataFrame({"x": x, "c": c, "m": m, "y": y})


def _read(data: pd.DataFrame, **options) -> mediation.Equations:
    return mediation.equations(
        data, outcome="y", exposure="x", mediators=["m"], controls="c", **options
    )


def products(rng: np.random.Generator, a: float, b: float) -> dict[str, bool]:
    """Return which tests of the indirect effect reject at 5% in one sample of 500."""
    model = _read(_mediators(rng, 500, a, b))
    tests = mediation.steps(model).tests.loc["m"]
    natural = mediation.natural_effects(model, nodes=20).to_frame().loc["indirect"]
    return {
        "Sobel": tests["sobel_p"] < 0.05,
        "Aroian": tests["aroian_p"] < 0.05,
        "KHB": mediation.khb(model).effects.loc["indirect", "p_value"] < 0.05,
        "natural indirect effect, delta method": natural["p_value"] < 0.05,
    }


def intervals(rng: np.random.Generator, a: float, b: float) -> dict[str, bool]:
    """Return which bootstrap intervals of a·b miss zero in one sample of 300."""
    model = _read(_mediators(rng, 300, a, b))
    made = mediation.bootstrap(model, rng=rng, draws=DRAWS)
    ends = {kind: made.to_frame(kind).loc["indirect"] for kind in ("percentile", "bca")}
    return {f"bootstrap, {kind}": not row["low"] <= 0 <= row["high"] for kind, row in ends.items()}


def coverage(rng: np.random.Generator) -> dict[str, bool]:
    """Return which intervals of the indirect coefficient miss its true value, 0.5·0.6."""
    model = _read(_mediators(rng, 300, 0.5, 0.6))
    made = mediation.bootstrap(model, rng=rng, draws=DRAWS)
    rows = {f"bootstrap, {kind}": made.to_frame(kind) for kind in ("percentile", "bca")}
    rows["KHB, normal"] = mediation.khb(model).effects
    missed = {}
    for name, frame in rows.items():
        low, high = frame.loc["indirect", ["low", "high"]]
        missed[name] = not low <= 0.3 <= high
    return missed


def clustered(rng: np.random.Generator) -> dict[str, bool]:
    """Return which errors reject a nil village-level effect: 50 villages of 12, ICC about 0.1."""
    village = np.repeat(np.arange(50), 12)
    x, shock = rng.normal(size=50)[village], 0.6 * rng.normal(size=50)[village]
    y = (rng.random(600) < expit(-0.3 + shock)).astype(int)
    data = pd.DataFrame({"x": x, "y": y, "village": village})
    found = {}
    for errors in ("HC0", "cluster"):
        model = binary.fit("y ~ x", data, errors=errors, clusters="village")
        effect = binary.marginal_effects(model).to_frame()
        found[f"marginal effect, {errors} errors"] = effect["p_value"].iloc[0] < 0.05
    return found


def groups(rng: np.random.Generator) -> dict[str, bool]:
    """Return which comparisons of two groups reject, when x has one and the same effect.

    A second, unobserved cause spreads widely in one group. Log-odds given both causes are equal,
    so a test of equal logit coefficients should reject in 5% if it compared effects of x.
    """
    n = 2000
    x, g = rng.normal(size=n), rng.integers(0, 2, n)
    y = (rng.random(n) < expit(x + 2.0 * g * rng.normal(size=n))).astype(int)
    data = pd.DataFrame({"x": x, "g": g, "y": y})
    return {
        "difference of logit coefficients (not a test of effects)": binary.fit(
            "y ~ x * g", data
        ).to_frame().loc["x:g", "p_value"] < 0.05
    }  # fmt: skip


def equal_effects(rng: np.random.Generator) -> dict[str, bool]:
    """Return whether equal marginal effects of two like groups are rejected."""
    n = 1000
    x, g = rng.normal(size=n), rng.integers(0, 2, n)
    y = (rng.random(n) < expit(0.8 * x - 0.5)).astype(int)
    model = binary.fit("y ~ x * g", pd.DataFrame({"x": x, "g": g, "y": y}))
    test = binary.effects_by_group(model, "x", "g").equality()
    return {"difference of marginal effects": test["p_value"] < 0.05}


def rare(rng: np.random.Generator) -> dict[str, bool]:
    """Return which tests reject a nil effect with some six events in 120 rows."""
    x, z = rng.integers(0, 2, 120), rng.normal(size=120)
    y = (rng.random(120) < 0.05).astype(int)
    data = pd.DataFrame({"x": x, "z": z, "y": y})
    if y.sum() < 2:
        return {}
    penalised = binary.firth("y ~ x + z", data).p_values["x"] < 0.05
    return {"Firth, penalised likelihood ratio (rare events)": penalised}


def compared(rng: np.random.Generator) -> dict[str, bool]:
    """Return which matching estimators reject a nil effect under measured confounding."""
    a, b = rng.normal(size=(2, 600))
    t = (rng.random(600) < expit(0.7 * a - 0.4 * b)).astype(int)
    data = pd.DataFrame({"a": a, "b": b, "t": t, "y": a + b + rng.normal(size=600)})
    study = matching.study(data, treatment="t", outcome="y", covariates="a + b")
    effects = {
        "weighting (ATE)": matching.weighted(study),
        "doubly robust (ATE)": matching.doubly_robust(study),
        "weighting (overlap)": matching.weighted(study, "overlap"),
        "nearest neighbour (ATE), score as known": matching.nearest(study, "ate"),
    }
    return {name: e.to_frame()["p_value"].iloc[0] < 0.05 for name, e in effects.items()}


def scenarios() -> Iterator[tuple[str, int, Callable[[np.random.Generator], dict[str, bool]]]]:
    """Yield setting, repetitions and the function that plays one sample."""
    yield "a = b = 0, n = 500", REPEATS, lambda rng: products(rng, 0, 0)
    yield "a = 0, b = 0.6, n = 500", REPEATS, lambda rng: products(rng, 0, 0.6)
    yield "a = 0, b = 0.6, n = 300", BOOTSTRAP_REPEATS, lambda rng: intervals(rng, 0, 0.6)
    yield "coverage error, a = 0.5, b = 0.6, n = 300", BOOTSTRAP_REPEATS, coverage
    yield "50 villages of 12, exposure by village", REPEATS, clustered
    yield "like groups, n = 1000", REPEATS, equal_effects
    yield "one hidden cause spreads in one group, n = 2000", REPEATS, groups
    yield "six events in 120", REPEATS, rare
    yield "measured confounding, n = 600", REPEATS, compared


def simulate() -> list[dict]:
    """Return the rejection rates, one row a test and setting."""
    rows = []
    streams = np.random.SeedSequence(SEED).spawn(9)
    for stream, (setting, repeats, play) in zip(streams, scenarios(), strict=True):
        rng = np.random.default_rng(stream)
        frame = pd.DataFrame([play(rng) for _ in range(repeats)])
        for test in frame.columns:
            kept = frame[test].dropna().astype(float)
            error = float(np.sqrt(0.05 * 0.95 / len(kept)))
            row = {"setting": setting, "test": test, "repetitions": len(kept), "nominal": 0.05}
            rows.append(row | {"rejected": round(float(kept.mean()), 4), "error": round(error, 4)})
            print(f"  {setting}: {test}: {kept.mean():.3f}", flush=True)
    return rows


def main() -> None:
    """Run all simulations and write them with the key of their code."""
    record = {
        "kind": "simulated",
        "sources": list(SOURCES),
        "key": code_key(SOURCES),
        "seed": SEED,
        "rows": simulate(),
    }
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
