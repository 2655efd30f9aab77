"""Chapters at the extremes of their parameters: the settings, and what every run must be."""

from pathlib import Path

import pytest

from netpoverty.chapter.record import records_in
from netpoverty.publish.execute import execute
from netpoverty.publish.parameters import check_parameters
from netpoverty.publish.project import code_cells, find_project

ROOT = Path(__file__).resolve().parents[2]

# The fewest households that a world may have: enough poor and enough not poor at every extreme
# below, and a third less work than 800.
SMALL = {"households": "300", "bootstrap_draws": "50"}
PREFECTURES = {"world": "none", "outcome": "LGR", "replications": "40", "draws": "0"}
PREFECTURES |= {"horizon": "8", "seed": "0"}
# Small sizes, so that each run takes seconds; the parameter under test stands first.
EXTREMES = {
    "context": [{"line_share": "0.3"}, {"line_share": "0.8"}],
    "relative-poverty": [
        {"k": "0.2", "poverty_line": "0.4", "world": "none", "seed": "5", **SMALL},
        {"k": "0.6", "poverty_line": "0.6", "exposure": "any", "confounding": "strong", **SMALL},
        {"weights": "indicators", "indicators": '["income", "schooling", "water"]', **SMALL},
        {"estimator": "matching", "exposure": "share", "confounding": "none", **SMALL},
    ],
    "working-poverty": [
        {"line_share": "0.2", "draws": "2", "seed": "3"},
        {"line_share": "1", "median_of": "sample", "draws": "2"},
        {"line_share": "0.4", "income_unit": "household", "draws": "2"},
        {"line_share": "0.6", "world": "none", "confounding": "strong", "draws": "2"},
        {"internet_scale": "frequent", "confounding": "none", "median_of": "workers", "draws": "2"},
        {"internet_scale": "ordered", "hours_min": "48", "draws": "2"},
        {
            "weighted_median": "design",
            "hukou_codes": "[1, 3]",
            "reference_health": "good",
            "draws": "2",
        },
        {"worked_codes": "[1, 2, 3, 4]", "age_min": "45", "age_max": "110", "draws": "2"},
        {
            "weighted_median": "raking",
            "age_max": "30",
            "reference_education": "college",
            "reference_health": "poor",
            "draws": "2",
        },
    ],
    "sichuan": [
        {"start": "2011", "system": "cii-lgr-pcir", "lags": "1", **PREFECTURES},
        {"end": "2013", "effects": "pooled", "reading": "minus-minus", **PREFECTURES},
        {"log": "True", "lags": "4", "effects": "two_way", "covariance": "cluster", **PREFECTURES},
        {"effects": "first_differences", "covariance": "driscoll-kraay", "unit": "Aba"}
        | {**PREFECTURES, "horizon": "60", "convention": "zero-based", "reading": "plus-plus"},
    ],
    "changting": [
        {"activation": "linear", "slope": "5", "steps": "1", "draws": "10"},
        {"rival": "barriers", "activation": "bivalent", "weight_spread": "0", "draws": "10"},
        {"scenarios": "industry", "activation": "saturated", "weight_spread": "1", "draws": "10"},
        {
            "my_codes": "policy,agency,agency,agency,environment,agency",
            "activation": "trivalent",
            "push": "5",
            "draws": "10",
        },
    ],
}


def runs(*names):
    """Return the runs of some chapters, as parameters of a test."""
    return [
        pytest.param(name, given, id=f"{name}-{next(iter(given.items()))}")
        for name in names
        for given in EXTREMES[name]
    ]


def check_run(name, given):
    """Run a chapter: it ends, records something, and prints nothing beside its outputs."""
    page = find_project(ROOT).chapter(name)
    parameters = check_parameters(page.parameters, given, name)
    done = execute(page, parameters, ROOT, lambda *_: None)
    assert list(records_in(done.notebook))
    for cell in code_cells(done.notebook):
        streams = [o for o in cell["outputs"] if o["output_type"] == "stream"]
        assert not streams, f"cell {cell['id']} prints: {streams[0]['text'][:200]}"
