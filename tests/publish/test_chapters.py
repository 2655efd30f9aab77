"""Committed outputs are complete, and parameters that do not fit together are refused."""

import json
import os
import subprocess
import sys
from pathlib import Path

import extremes
import pytest

from netpoverty.publish.execute import execute
from netpoverty.publish.parameters import check_parameters
from netpoverty.publish.project import code_cells, find_project, read_page

ROOT = Path(__file__).resolve().parents[2]


def test_settings_cover_every_chapter():
    assert set(extremes.EXTREMES) == set(find_project(ROOT).chapters)


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
    options = ["-o", "addopts=-p netpoverty", "--rootdir", str(notebook.parent), str(notebook)]
    done = subprocess.run(
        command + options,
        env=os.environ | {"PYTHONPATH": path},
        cwd=notebook.parent,
        capture_output=True,
        text=True,
    )
    return done.returncode
