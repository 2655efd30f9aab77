"""True coverage of VAR bands and true size of Granger's test, recorded with the code's key.

`python -m benchmarks sizes` writes `results/sizes_var.json`. About five minutes on one core.
"""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
from statsmodels.tsa.api import VAR

from benchmarks._key import ROOT, code_key
from netpoverty.models import var
from netpoverty.models.var.bands import joint, pointwise
from netpoverty.models.var.bootstrap import bootstrap_var

RESULTS = ROOT / "benchmarks" / "results" / "sizes_var.json"
FOLDER = "src/netpoverty/models/var"
SECTIONS = {
    "bands": [
        f"{FOLDER}/{name}.py"
        for name in ("bands", "bootstrap", "decomposition", "estimate", "responses", "series")
    ]
    + ["benchmarks/sizes_var.py"],
    "granger": [f"{FOLDER}/estimate.py", f"{FOLDER}/series.py", "benchmarks/sizes_var.py"],
}
SEED, LEVEL, HORIZON = 2021, 0.9, 10
NAMES = ("x", "y")
TRUTH = np.array([[[0.9, 0.0], [0.2, 0.7]]])
COVARIANCE = np.array([[1.0, 0.3], [0.3, 1.0]])


def keys() -> dict[str, str]:
    """Return the key of each section's code."""
    return {name: code_key(paths) for name, paths in SECTIONS.items()}


def main() -> None:
    """Run every section whose code has changed and write the file."""
    old = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    made = {}
    for name, key in keys().items():
        if old.get(name, {}).get("key") == key:
            made[name] = old[name]
            continue
        print(f"  {name}", flush=True)
        made[name] = {"key": key, "seed": SEED} | MAKERS[name]()
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(made, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def bands(samples: int = 300, draws: int = 299) -> dict:
    """Return how often 90% bands hold the true response of y to x: a period, or the whole curve."""
    rng = np.random.default_rng(SEED)
    rows = []
    for years in (19, 50, 200):
        hits: dict[str, list[np.ndarray]] = {}
        for _ in range(samples):
            fit = var.fit_var(sample(years, rng), NAMES, 1)
            for name, inside in _inside(fit, draws, rng).items():
                hits.setdefault(name, []).append(inside)
        for name, found in hits.items():
            inside = np.array(found)
            rows.append(
                {
                    "band": name,
                    "years": years,
                    "by period": round(float(inside.mean()), 4),
                    "worst period": round(float(inside.mean(axis=0).min()), 4),
                    "whole curve": round(float(inside.all(axis=1).mean()), 4),
                }
            )
    truth = {"lags": TRUTH.tolist(), "covariance": COVARIANCE.tolist()}
    return {"level": LEVEL, "samples": samples, "draws": draws, "truth": truth, "rows": rows}


def sample(years: int, rng: np.random.Generator) -> pd.DataFrame:
    """Return one sample of the true system, after 100 years that are thrown away."""
    shocks = rng.normal(size=(years + 100, 2)) @ np.linalg.cholesky(COVARIANCE).T
    for t in range(1, len(shocks)):
        shocks[t] += TRUTH[0] @ shocks[t - 1]
    return pd.DataFrame(shocks[100:], columns=list(NAMES))


def _responses(lags: np.ndarray, covariance: np.ndarray) -> np.ndarray:
    theta = var.orthogonalised_responses(lags, covariance, NAMES, NAMES, HORIZON)
    return theta[..., 1:, 1, 0]  # the response of y to x, after the impact


def _inside(fit: var.VarFit, draws: int, rng: np.random.Generator) -> dict[str, np.ndarray]:
    truth = _responses(TRUTH, COVARIANCE)
    out = {}
    for label, correct in (("bias-corrected bootstrap", True), ("plain bootstrap", False)):
        drawn = bootstrap_var(fit, draws, rng, correct)
        curves = _responses(drawn.lags, drawn.covariance)[..., None]
        sums, target = curves.cumsum(axis=1), truth.cumsum()
        for kind, make in (("pointwise", pointwise), ("joint", joint)):
            out[f"{label}, {kind}"] = _holds(make(curves, LEVEL), truth)
            if correct:
                out[f"{label}, {kind}, accumulated"] = _holds(make(sums, LEVEL), target)
    out["statsmodels, delta method, pointwise"] = _delta_method(fit, truth)
    return out


def _holds(band: tuple[np.ndarray, np.ndarray], truth: np.ndarray) -> np.ndarray:
    low, high = (edge[:, 0] for edge in band)
    return (low <= truth) & (truth <= high)


def _delta_method(fit: var.VarFit, truth: np.ndarray) -> np.ndarray:
    responses = VAR(fit.series.to_numpy()).fit(fit.order, trend="c").irf(HORIZON)
    errors = np.asarray(responses.stderr(orth=True)).reshape(HORIZON + 1, 2, 2)[1:, 1, 0]
    return np.abs(responses.orth_irfs[1:, 1, 0] - truth) <= 1.6449 * errors


def granger(samples: int = 1000) -> dict:
    """Return how often Granger's test at 5% finds an effect between unrelated series."""
    rng = np.random.default_rng(SEED)
    worlds = {"white noise": 0.0, "persistent, root 0.9": 0.9, "independent random walks": 1.0}
    rows = []
    for world, root in worlds.items():
        for years in (19, 50, 200):
            found = 0
            for _ in range(samples):
                values = rng.normal(size=(years + 50, 2))
                for t in range(1, len(values)):
                    values[t] += root * values[t - 1]
                fit = var.fit_var(pd.DataFrame(values[50:], columns=list(NAMES)), NAMES, 2)
                found += var.granger(fit, "y", "x").p_value < 0.05
            rows.append({"world": world, "years": years, "size": found / samples})
    return {"level": 0.05, "lags": 2, "samples": samples, "rows": rows}


MAKERS = {"bands": bands, "granger": granger}

if __name__ == "__main__":
    main()
