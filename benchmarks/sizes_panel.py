"""True sizes of panel, few-cluster, unit-root and cointegration methods, recorded with their key.

`python -m benchmarks sizes` writes `results/sizes_panel.json`: one section a family, each with
the key of the code that made it. About five minutes on one core.
"""

from __future__ import annotations

import json

import numpy as np
import pandas as pd

from benchmarks._key import ROOT, code_key
from netpoverty.models import cointegration, panel, spurious, unit_roots
from netpoverty.models.hypothesis_test import HypothesisTest
from netpoverty.models.spurious.errors import ERRORS

RESULTS = ROOT / "benchmarks" / "results" / "sizes_panel.json"
MODELS = "src/netpoverty/models"
SECTIONS = {
    "panel_tests": [f"{MODELS}/panel", f"{MODELS}/hypothesis_test.py"],
    "unit_roots": [f"{MODELS}/unit_roots"],
    "cointegration": [f"{MODELS}/cointegration", f"{MODELS}/unit_roots"],
    "spurious": [f"{MODELS}/spurious", f"{MODELS}/few_clusters/wild.py"],
    "randomisation": [f"{MODELS}/spurious", f"{MODELS}/few_clusters/randomisation.py"],
}
LEVEL, SEED = 0.05, 2021
SHAPES = [(3, 19), (10, 19), (18, 19), (3, 50)]


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
        made[name] = {"key": key, "level": LEVEL, "seed": SEED} | MAKERS[name]()
    RESULTS.write_text(as_text(made), encoding="utf-8")


def as_text(made: dict) -> str:
    """Return the record as JSON with one row a line, so that a change reads well."""
    parts = []
    for name, section in made.items():
        head = json.dumps({k: v for k, v in section.items() if k != "rows"})[:-1]
        rows = ",\n  ".join(json.dumps(row, ensure_ascii=False) for row in section["rows"])
        parts.append(f' "{name}": {head}, "rows": [\n  {rows}\n ]}}')
    return "{\n" + ",\n".join(parts) + "\n}\n"


def panel_tests(draws: int = 300) -> dict:
    """Return how often each specification test rejects when its null is true."""
    rng = np.random.default_rng(SEED)
    rows = []
    for units, years in [(3, 19), (10, 19)]:
        hits: dict[str, list[float]] = {}
        for _ in range(draws):
            for name, p in _panel_p(_null_panel(units, years, rng)).items():
                hits.setdefault(name, []).append(p)
        for name, values in hits.items():
            known = np.array([p for p in values if p == p])
            rejected = round(float((known < LEVEL).mean()), 5) if len(known) else None
            rows.append(
                {
                    "test": name,
                    "units": units,
                    "years": years,
                    "size": rejected,
                    "computed": round(len(known) / draws, 5),
                }
            )
    return {"draws": draws, "rows": rows}


def _null_panel(units: int, years: int, rng: np.random.Generator) -> panel.PanelData:
    y, x, z = rng.normal(size=(3, units * years))
    frame = pd.DataFrame({"y": y, "x": x, "z": z})
    frame["unit"] = np.repeat(np.arange(units), years)
    frame["year"] = np.tile(np.arange(years), units)
    return panel.prepare_panel("y ~ x + z", frame, unit="unit", time="year")


def _panel_p(data: panel.PanelData) -> dict[str, float]:
    tests = [
        panel.f_effects(data),
        panel.breusch_pagan(data),
        panel.honda(data),
        panel.hausman(data),
        panel.hausman(data, "mundlak"),
        panel.wooldridge_autocorrelation(data),
        panel.pesaran_cd(data),
        panel.breusch_pagan_cross(data),
    ]
    return {
        (t.name if isinstance(t, HypothesisTest) else t.what): getattr(t, "p", float("nan"))
        for t in tests
    }


def size_rows(table, **place) -> list[dict]:
    """Return a size table as rows, missing sizes as null."""
    rows = []
    for test, row in table.iterrows():
        sizes = {
            name: (None if row[name] != row[name] else float(row[name]))
            for name in ("independent", "common shocks")
        }
        rows.append({"test": test, **place, **sizes})
    return rows


def unit_roots_sizes(draws: int = 4000) -> dict:
    """Return true sizes of the panel unit-root tests."""
    rows = []
    for units, years in SHAPES:
        for terms in ("constant", "trend"):
            table = unit_roots.size_table(units, years, terms, 1, draws=draws, seed=SEED)
            rows += size_rows(table, units=units, years=years, deterministic=terms)
    return {"draws": draws, "rows": rows}


def cointegration_sizes(draws: int = 4000) -> dict:
    """Return true sizes of Kao's and Pedroni's tests with one regressor."""
    rows = []
    for units, years in SHAPES:
        for terms in ("constant", "trend"):
            table = cointegration.size_table(units, years, 1, terms, 1, draws=draws, seed=SEED)
            rows += size_rows(table, units=units, years=years, deterministic=terms)
    return {"draws": draws, "rows": rows}


def spurious_rates(draws: int = 2000) -> dict:
    """Return how often each estimator finds an effect between unrelated series."""
    rng = np.random.default_rng(SEED)
    rows = []
    for units, number in [(3, draws), (6, draws), (18, draws // 2)]:
        for controls in (0, 1):
            lab = spurious.spurious_laboratory(
                list(spurious.WORLDS),
                units=units,
                controls=controls,
                errors=list(ERRORS),
                draws=number,
                rng=rng,
            ).to_frame()
            lab = lab.assign(units=units, years=19, controls=controls, draws=number)
            rows += json.loads(lab.round(4).to_json(orient="records", force_ascii=False))
    return {"rows": rows}


def randomisation_rates(draws: int = 2000) -> dict:
    """Return how often randomisation inference rejects a true null at 10%.

    At 5% nineteen shifts could never reject: their smallest p-value is 1/19.
    """
    rows = []
    for units in (3, 6):
        rng = np.random.default_rng(SEED)
        table = spurious.randomisation_sizes(units=units, draws=draws, level=0.1, rng=rng)
        table.columns = ["deal units", "permute years", "shift years"]
        rows += [{"world": world, "clusters": units, **row} for world, row in table.iterrows()]
    return {"draws": draws, "level": 0.1, "rows": rows}


MAKERS = {
    "panel_tests": panel_tests,
    "unit_roots": unit_roots_sizes,
    "cointegration": cointegration_sizes,
    "spurious": spurious_rates,
    "randomisation": randomisation_rates,
}


if __name__ == "__main__":
    main()
