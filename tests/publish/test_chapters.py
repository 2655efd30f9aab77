"""Every chapter runs at the extremes of its parameters, and says what its numbers say."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from netpoverty.chapter.record import records_in
from netpoverty.publish.execute import execute
from netpoverty.publish.parameters import check_parameters
from netpoverty.publish.project import code_cells, find_project, read_page

ROOT = Path(__file__).resolve().parents[2]

SMALL = {"households": "800", "bootstrap_draws": "50"}
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


def _runs():
    return [
        pytest.param(name, given, id=f"{name}-{next(iter(given.items()))}")
        for name, settings in EXTREMES.items()
        for given in settings
    ]


@pytest.mark.parametrize(("name", "given"), _runs())
def test_a_chapter_runs_at_an_extreme(name, given):
    page = find_project(ROOT).chapter(name)
    parameters = check_parameters(page.parameters, given, name)
    done = execute(page, parameters, ROOT, lambda *_: None)
    assert list(records_in(done.notebook))
    for cell in code_cells(done.notebook):
        streams = [o for o in cell["outputs"] if o["output_type"] == "stream"]
        assert not streams, f"cell {cell['id']} prints: {streams[0]['text'][:200]}"


def test_settings_cover_every_chapter():
    assert set(EXTREMES) == set(find_project(ROOT).chapters)


@pytest.mark.parametrize("given", [{"reading": "as-printed"}, {"ordering": "CII-LGR"}])
def test_parameters_that_do_not_fit_together_stop_in_one_sentence(given):
    from netpoverty.publish.execute import CellFailed

    page = find_project(ROOT).chapter("sichuan")
    with pytest.raises(
        CellFailed, match=r"InputError: (reading|variable in ordering): got .*; allowed: "
    ):
        execute(page, check_parameters(page.parameters, given, "sichuan"), ROOT, lambda *_: None)


@pytest.mark.parametrize("page", find_project(ROOT).pages.values(), ids=lambda page: page.name)
def test_committed_outputs_are_complete(page):
    for cell in code_cells(page.notebook):
        assert cell["execution_count"] is not None, f"cell {cell['id']}: run `make refresh`"
        assert not [o for o in cell["outputs"] if o["output_type"] in ("stream", "error")]
        for output in cell["outputs"]:
            if "image/png" in output.get("data", {}):
                assert len(cell["metadata"]["mystnb"]["image"]["alt"].split()) >= 5


def test_a_changed_package_function_is_noticed(tmp_path):
    """nbval compares committed outputs; here one function is changed under its feet."""
    notebook = tmp_path / "sichuan.ipynb"
    page = read_page(ROOT / "notebooks" / "sichuan.ipynb")
    needed = {"parameters", "setup", "choices", "roots"}
    page.notebook["cells"] = [cell for cell in page.notebook["cells"] if cell["id"] in needed]
    notebook.write_text(json.dumps(page.notebook))
    assert _nbval(notebook, changed=False) == 0
    assert _nbval(notebook, changed=True) == 1


def _nbval(notebook, changed):
    site = notebook.parent / ("changed" if changed else "unchanged")
    site.mkdir()
    if changed:
        (site / "sitecustomize.py").write_text(
            "import dataclasses\n"
            "from netpoverty.models import var\n"
            "kept = var.ar_roots\n"
            "def changed(*given, **options):\n"
            "    found = kept(*given, **options)\n"
            "    return dataclasses.replace(found, modulus=found.modulus * 1.001)\n"
            "var.ar_roots = changed\n"
        )
    path = os.pathsep.join([str(site), str(ROOT / "src")])
    command = [sys.executable, "-m", "pytest", "--nbval", "-q", "-p", "no:cacheprovider"]
    options = ["-o", "addopts=", "--rootdir", str(notebook.parent), str(notebook)]
    done = subprocess.run(
        command + options,
        env=os.environ | {"PYTHONPATH": path},
        cwd=notebook.parent,
        capture_output=True,
        text=True,
    )
    return done.returncode
