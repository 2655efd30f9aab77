"""A forked kernel computes what a fresh one computes, and starts from nothing but imports."""

import os
import sys

import pytest
from jupyter_client import AsyncKernelManager

from netpoverty.publish import kernels
from netpoverty.publish.execute import CellFailed, execute
from netpoverty.publish.project import Page, code_cells

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux only")
LOOK = """import os, random, sys
import numpy as np
import matplotlib
print(matplotlib.rcParams["backend"], os.getcwd(), os.environ["OMP_NUM_THREADS"])
print(sys.flags.hash_randomization, hash("prefecture"), sys.path)"""
FIGURE = """import matplotlib.pyplot as plt
from netpoverty.chapter import show

figure, ax = plt.subplots()
ax.plot([1, 3, 2])
show(figure, alt="A line that rises to three, then falls.", name="line", caption="A line")"""


def page(*sources):
    cells = [
        {
            "cell_type": "code",
            "id": f"cell-{n}",
            "metadata": {},
            "source": source,
            "outputs": [],
            "execution_count": None,
        }
        for n, source in enumerate(sources)
    ]
    spec = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    notebook = {"cells": cells, "metadata": spec, "nbformat": 4, "nbformat_minor": 5}
    return Page("demo", None, notebook)


def outputs(folder, *sources):
    done = execute(page(*sources), {}, folder, lambda *_: None)
    return [cell["outputs"] for cell in code_cells(done.notebook)]


def test_a_forked_kernel_gives_the_outputs_of_a_fresh_one(tmp_path, monkeypatch):
    forked = outputs(tmp_path, LOOK, FIGURE)
    monkeypatch.setattr(kernels, "kernel_manager", lambda: AsyncKernelManager)
    assert forked == outputs(tmp_path, LOOK, FIGURE)


def test_the_collector_leaves_what_was_imported_before_alone(tmp_path):
    (said,) = outputs(tmp_path, "import gc\nprint(gc.get_freeze_count() > len(gc.get_objects()))")
    assert said[0]["text"] == "True\n"


def test_what_one_run_leaves_behind_another_does_not_see(tmp_path):
    first = "import netpoverty, os\n"
    outputs(tmp_path, first + "netpoverty.left = os.environ['LEFT'] = 'behind'")
    (seen,) = outputs(tmp_path, first + "print(hasattr(netpoverty, 'left'), 'LEFT' in os.environ)")
    assert seen[0]["text"] == "False False\n"


def test_a_kernel_that_dies_ends_the_run_and_not_the_caller(tmp_path):
    with pytest.raises(Exception, match=r"[Kk]ernel died"):
        outputs(tmp_path, "import os\nos._exit(3)")
    assert outputs(tmp_path, "print(1)")[0][0]["text"] == "1\n"


def test_no_kernel_is_left_after_its_run(tmp_path):
    (said,) = outputs(tmp_path, "import os\nprint(os.getpid())")
    with pytest.raises(ProcessLookupError):
        os.kill(int(said[0]["text"]), 0)


def test_a_failing_cell_is_named(tmp_path):
    with pytest.raises(CellFailed, match=r"code cell 2 .* ZeroDivisionError"):
        outputs(tmp_path, "a = 0", "1 / a")
