"""A forked kernel computes what a fresh one computes, and starts from nothing but imports."""

import os
import subprocess
import sys
import time
from base64 import b64decode
from pathlib import Path

import psutil
import pytest

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
    assert forked[1][0]["data"]["image/png"]
    fresh = type("Fresh", (kernels.EndingKernelManager,), {"started": []})
    monkeypatch.setattr(kernels, "kernel_manager", lambda pictures, dpi: fresh)
    assert forked == outputs(tmp_path, LOOK, FIGURE)


def test_the_collector_leaves_what_was_imported_before_alone(tmp_path):
    (said,) = outputs(tmp_path, "import gc\nprint(gc.get_freeze_count() > len(gc.get_objects()))")
    assert said[0]["text"] == "True\n"


def test_what_one_run_leaves_behind_another_does_not_see(tmp_path):
    first = "import netpoverty, os\n"
    outputs(tmp_path, first + "netpoverty.left = os.environ['LEFT'] = 'behind'")
    (seen,) = outputs(tmp_path, first + "print(hasattr(netpoverty, 'left'), 'LEFT' in os.environ)")
    assert seen[0]["text"] == "False False\n"


def test_kernels_share_numpys_global_state_and_no_generator(tmp_path):
    """A draw without a seed gives every page of a book the same numbers: a page does not depend on
    how many kernels started before it. A generator without a seed is a page's own."""
    draws = "import numpy as np\nprint(np.random.random(3))"
    assert outputs(tmp_path, draws) == outputs(tmp_path, draws)
    own = "import numpy as np\nprint(np.random.default_rng().random(3))"
    assert outputs(tmp_path, own) != outputs(tmp_path, own)


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


SLOW = FIGURE.replace(
    "ax.plot([1, 3, 2])",
    "class Slow(plt.Line2D):\n"
    "    def draw(self, renderer):\n"
    "        time.sleep(SECONDS)\n"
    "        super().draw(renderer)\n"
    "ax.add_line(Slow([1, 2, 3], [1, 3, 2]))",
).replace("figure, ax", "import time\nfigure, ax", 1)
# Which processes there are, in a file of the folder of the run: kernel first, then its forks.
WRITTEN = """import os, psutil
with open("writing", "w") as note:
    print(os.getpid(), *[each.pid for each in psutil.Process().children()], file=note)
os.rename("writing", "forks")"""


def written(folder):
    return list(map(int, (folder / "forks").read_text().split()))


def ended(*processes, within=5):
    """Wait until every process has ended; return whether they all have."""
    end = time.monotonic() + within
    while any(psutil.pid_exists(process) for process in processes) and time.monotonic() < end:
        time.sleep(0.05)
    return not any(psutil.pid_exists(process) for process in processes)


def test_a_figure_is_drawn_while_its_kernel_goes_on_and_no_fork_is_left(tmp_path):
    """The last cell is done long before the slow figure; the run ends with it all the same."""
    shown, _ = outputs(tmp_path, SLOW.replace("SECONDS", "0.5"), WRITTEN)
    assert shown[0]["data"]["image/png"] and "picture" not in shown[0]["metadata"]["netpoverty"]
    kernel, *drawing = written(tmp_path)
    assert drawing and ended(kernel, *drawing, within=0)


def test_every_figure_stands_in_its_own_place(tmp_path):
    """More figures than are drawn at once, shown by two threads."""
    many = """import threading
import matplotlib.pyplot as plt
from netpoverty.chapter import display
found = {}
def show(n):
    found[n] = display.beside.start(lambda: bytes([n]))
threads = [threading.Thread(target=show, args=(n,)) for n in range(20)]
[each.start() for each in threads]; [each.join() for each in threads]
for n in range(20):
    display.emit({"text/plain": str(n)}, {"picture": found[n]})"""
    (shown,) = outputs(tmp_path, many)
    drawn = {int(o["data"]["text/plain"]): b64decode(o["data"]["image/png"])[0] for o in shown}
    assert drawn == {n: n for n in range(20)}


def test_a_figure_that_cannot_be_drawn_is_named(tmp_path):
    unknown = FIGURE.replace("ax.plot([1, 3, 2])", "ax.set_title('$\\\\nosuchsign$')")
    with pytest.raises(CellFailed, match=r"code cell 2 [^\0]*cannot be drawn: [^\0]*nosuchsign"):
        outputs(tmp_path, "a = 0", unknown)


def test_what_drawing_says_stands_before_the_figure(tmp_path):
    """Printed, logged or warned: as many figures as are drawn at once, and one more."""
    words = "ax.set_title('\\uffff', family=['No such face', 'DejaVu Sans'])"
    letters = FIGURE.replace("ax.plot([1, 3, 2])", words)
    for shown in outputs(tmp_path, *[letters] * 7):
        assert [each["output_type"] for each in shown] == ["stream", "display_data"]
        assert shown[0]["name"] == "stderr" and "Glyph 65535" in shown[0]["text"]
        assert "No such face" in shown[0]["text"]
        assert "/" not in shown[0]["text"], "a warning names no file of this machine"


def test_warnings_that_a_notebook_silences_stay_silent(tmp_path):
    letters = FIGURE.replace("ax.plot([1, 3, 2])", "ax.set_title('\\uffff')")
    shown = outputs(tmp_path, "import warnings\nwarnings.simplefilter('ignore')", letters)[1]
    assert [each["output_type"] for each in shown] == ["display_data"]


def test_a_figure_whose_fork_is_ended_is_missed(tmp_path):
    lost = FIGURE.replace(
        "ax.plot([1, 3, 2])", "ax.plot([1, 3, 2])\nax.draw = lambda renderer: os._exit(9)"
    )
    with pytest.raises(CellFailed, match=r"code cell 1 .*the figure was not drawn"):
        outputs(tmp_path, "import os\n" + lost)


def test_a_run_that_fails_keeps_the_figures_that_were_drawn(tmp_path):
    with pytest.raises(CellFailed, match="ZeroDivisionError") as failed:
        outputs(tmp_path, FIGURE, "1 / 0")
    (shown,) = next(code_cells(failed.value.notebook))["outputs"]
    assert shown["data"]["image/png"] and "picture" not in shown["metadata"]["netpoverty"]


BROKEN_OFF = """import os, signal, sys, tempfile, time, threading
from pathlib import Path
sys.path.insert(0, {tests!r})
from test_kernels import SLOW, WRITTEN, outputs
folder = Path({folder!r})
tempfile.tempdir = str(folder)
if __name__ == "__main__":
    def end():
        while not (folder / "forks").exists():
            time.sleep(0.05)
        time.sleep(0.5)
        os.kill(os.getpid(), signal.{signal})
    threading.Thread(target=end, daemon=True).start()
    outputs(folder, SLOW.replace("SECONDS", "60"), WRITTEN, *{last!r})
"""


CELL = ("import time; time.sleep(60)",)


@pytest.mark.parametrize(
    ("signal", "last"),
    [
        pytest.param("SIGINT", (), id="interrupted while figures are awaited"),
        pytest.param("SIGKILL", CELL, id="killed in a cell", marks=pytest.mark.slow),
        pytest.param("SIGINT", CELL, id="interrupted in a cell", marks=pytest.mark.slow),
        pytest.param("SIGKILL", (), id="killed while figures are awaited", marks=pytest.mark.slow),
    ],
)
def test_a_run_that_is_broken_off_leaves_nothing_behind(tmp_path, signal, last):
    """By its reader or by the machine, in a cell or while its figures are awaited."""
    tests = str(Path(__file__).parent)
    script = tmp_path / "script.py"
    script.write_text(
        BROKEN_OFF.format(tests=tests, folder=str(tmp_path), last=last, signal=signal)
    )
    started = subprocess.run([sys.executable, str(script)], capture_output=True, timeout=60)
    assert started.returncode != 0
    kernel, *drawing = written(tmp_path)
    assert drawing and ended(kernel, *drawing)
    if signal == "SIGINT":
        assert {each.name for each in tmp_path.iterdir()} == {"script.py", "forks"}


def test_a_thread_that_goes_on_holds_no_run(tmp_path):
    endless = "import threading, time\nthreading.Thread(target=time.sleep, args=(60,)).start()"
    started = time.monotonic()
    outputs(tmp_path, WRITTEN, endless)
    assert ended(*written(tmp_path), within=0) and time.monotonic() - started < 30


def test_a_kernel_that_dies_takes_its_forks_along(tmp_path):
    with pytest.raises(Exception, match=r"[Kk]ernel died"):
        outputs(tmp_path, SLOW.replace("SECONDS", "60"), WRITTEN, "os._exit(3)")
    assert ended(*written(tmp_path))
