"""Chapters at the extremes of their parameters: the settings, and what every run must be."""

from pathlib import Path

import pytest

from netpoverty.chapter.record import records_in
from netpoverty.publish.execute import execute
from netpoverty.publish.parameters import check_parameters
from netpoverty.publish.project import code_cells, find_project

ROOT = Path(__file__).resolve().parents[2]

# Figures of a third of the book's resolution: what they show is tested, not how sharply.
QUICK = 60
# The fewest households that a world may have: enough poor and enough not poor at every extreme
# below, and a third less work than 800. One world of the two, but where the other stands beside it.
SMALL = {"households": "300", "bootstrap_draws": "50", "world": "effect"}
WORKERS = {"draws": "2", "world": "effect"}
PREFECTURES = {"replications": "40", "draws": "0", "horizon": "8", "seed": "0"}
ONE = {"world": "none", "outcome": "LGR", **PREFECTURES}
# Small sizes, so that each run takes seconds; the parameter under test stands first.
EXTREMES = {
    "context": [{"line_share": "0.3"}, {"line_share": "0.8"}],
    "relative-poverty": [
        {"k": "0.2", "poverty_line": "0.4", **SMALL, "world": "none", "seed": "5"},
        {"k": "0.6", "poverty_line": "0.6", "exposure": "any", "confounding": "strong", **SMALL}
        | {"world": "both"},
        {"k": "0.1", "poverty_line": "0.2", "age_cuts": "[50]", "assumed_gain": "0", **SMALL}
        | {"vulnerability_line": "0.01", "cluster": "county_id", "estimator": "logit"},
        {"k": "0.8", "poverty_line": "1", "assumed_gain": "1", "cluster": "community_id", **SMALL}
        | {"vulnerability_line": "0.99", "estimator": "weighting", "seed": "0", "world": "none"}
        | {"households": "1200"},  # in fewer, too few are poor in eight of ten respects
        {"estimator": "plain difference", "age_cuts": "[20, 80]", "weights": "indicators", **SMALL}
        | {"indicators": '["income", "schooling", "water"]'},
        {"estimator": "matching", "exposure": "share", "confounding": "none", **SMALL}
        | {"world": "both"},
    ],
    "working-poverty": [
        {"line_share": "0.2", "seed": "3", **WORKERS, "world": "both"},
        {"line_share": "1", "median_of": "sample", "hours_min": "0", **WORKERS}
        | {"reference_education": "senior secondary"},
        {"line_share": "0.4", "income_unit": "household", "confounding": "strong", **WORKERS}
        | {"world": "none"},
        {"line_share": "0.6", "internet_scale": "frequent", "confounding": "none", **WORKERS}
        | {"median_of": "workers"},
        {"internet_scale": "ordered", "hours_min": "48", **WORKERS, "world": "both"},
        {
            "weighted_median": "design",
            "hukou_codes": "[1, 3]",
            "reference_health": "good",
            **WORKERS,
        },
        {"worked_codes": "[1, 2, 3, 4]", "age_min": "60", "age_max": "110", **WORKERS},
        {"hours_min": "60", "age_min": "16", "hukou_codes": "[1, 7]", **WORKERS, "seed": "0"}
        | {"reference_education": "primary or below", "world": "none"},
        {
            "weighted_median": "raking",
            "age_max": "30",
            "reference_education": "college",
            "reference_health": "poor",
            **WORKERS,
            "world": "none",
        },
    ],
    "sichuan": [
        {"start": "2011", "system": "cii-lgr-pcir", "lags": "1", "reading": "as-printed", **ONE},
        {"end": "2013", "effects": "pooled", "reading": "minus-minus", "covariance": "robust"}
        | {**PREFECTURES, "world": "effect", "outcome": "PCIR"},
        {"log": "True", "lags": "4", "effects": "two_way", "covariance": "cluster", "start": "1978"}
        | {**ONE, "outcome": "PCIV", "end": "2100", "reading": "minus-plus"},
        {"effects": "first_differences", "covariance": "driscoll-kraay", "unit": "Aba"}
        | {**ONE, "horizon": "60", "convention": "zero-based", "reading": "plus-plus"},
        {"ordering": "GDP-CII", "reading": "plus-minus", "convention": "eviews", **ONE},
    ],
    "changting": [
        {"activation": "linear", "slope": "5", "steps": "1", "draws": "10", "seed": "0"},
        {"rival": "barriers", "activation": "bivalent", "weight_spread": "0", "draws": "10"},
        {"scenarios": "industry", "activation": "saturated", "weight_spread": "1", "draws": "10"},
        {
            "my_codes": "policy,agency,target-group,skip,environment,agency",
            "activation": "trivalent",
            "scenarios": "together",
            "push": "5",
            "draws": "10",
        },
        {"slope": "0.01", "push": "0.01", "activation": "sigmoid", "steps": "1000", "draws": "10"},
    ],
}
# Ends that no run here stands at, with the reason; `test_extremes_cover` holds all others.
SIZE = "a number of repetitions: more of the same, for minutes"
FILE = "a path has no extremes; tests of real files run it"
NOT_RUN = {
    ("relative-poverty", "source"): FILE,
    ("relative-poverty", "bootstrap_draws", 5000): SIZE,
    ("relative-poverty", "households", 20000): "a size: more of the same, for minutes",
    ("working-poverty", "source"): FILE,
    ("working-poverty", "draws", 200): SIZE,
    ("sichuan", "source"): FILE,
    ("sichuan", "draws", 10000): SIZE,
    ("sichuan", "replications", 5000): SIZE,
    ("changting", "draws", 50000): SIZE,
    ("changting", "coding"): "a path has no extremes; tests of coding sheets read others",
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
    done = execute(page, parameters, ROOT, lambda *_: None, dpi=QUICK)
    assert list(records_in(done.notebook))
    for cell in code_cells(done.notebook):
        streams = [o for o in cell["outputs"] if o["output_type"] == "stream"]
        assert not streams, f"cell {cell['id']} prints: {streams[0]['text'][:200]}"
