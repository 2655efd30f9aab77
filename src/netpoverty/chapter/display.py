"""What a cell displays: bundles of content, and pictures that a run need not wait for.

In JupyterLab a picture is drawn where it is shown. In a kernel that was forked for one run,
the kernel goes on computing while a fork of it draws: the output holds the name under which
the caller of the run will find the picture (`publish.drawing` puts it in). Drawing must not
change what a notebook computes: random numbers that a fork draws, the kernel does not miss.
"""

from __future__ import annotations

import base64
import io
import json
import os
import sys
import threading
import time
import warnings
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout, suppress
from pathlib import Path

Draw = Callable[[], bytes]
# More at once would only take turns on the cores, and memory; the next waits for the oldest.
MOST_AT_ONCE = 6
# A fork ends itself after so many seconds of computing, or ten times as many on the clock; its
# picture is then missing, and the run says so.
LONGEST = 60
# Where cores are few, a picture waits for the kernel that it was forked from.
YIELDING = 10
# Set in kernels of which the caller waits for pictures; None: a picture is drawn at once.
beside: Beside | None = None


class Beside:
    """Draws pictures in forks of this process, into files of a folder."""

    def __init__(self, folder: Path):
        self.folder = folder
        self._started = 0
        self._children: list[int] = []
        self._one_at_a_time = threading.Lock()

    def start(self, draw: Draw) -> str:
        """Begin to draw; return the name of the file to be."""
        with self._one_at_a_time:
            place = self.folder / f"{self._started}.json"
            self._started += 1
            while len(self._children) >= MOST_AT_ONCE:
                _await(self._children.pop(0))
            kernel = os.getpid()
            try:
                child = _fork()
            except OSError:  # no memory or no process left: the kernel draws by itself
                _draw_into(draw, place)
                return place.name
            if child == 0:
                _be_drawn(draw, place, kernel)
            self._children.append(child)
        return place.name

    def wait(self) -> None:
        """Wait until every picture is drawn."""
        with self._one_at_a_time:
            for child in self._children:
                _await(child)
            self._children = []


def emit(content: dict, about: dict) -> None:
    """Display a bundle of content by MIME type with what the publisher needs to know of it."""
    from IPython.display import display

    display(content, raw=True, metadata={"netpoverty": about})


def emit_picture(draw: Draw, fingerprint: str, about: dict) -> None:
    """Display the PNG that `draw` returns, or its place while a fork draws it."""
    if beside:
        emit({"text/plain": fingerprint}, {**about, "picture": beside.start(draw)})
    else:
        emit({"image/png": base64_of(draw()), "text/plain": fingerprint}, about)


def emit_chart(
    draw: Callable[[dict], bytes], spec: dict, fingerprint: str, about: dict, private: bool
) -> None:
    """Display the picture of a chart; its specification goes to the caller unless `private`.

    A renderer takes a second to start, once a process; a caller has one for all its runs.
    """
    if beside and not private:
        emit({"text/plain": fingerprint}, {**about, "chart": spec})
    else:
        emit_picture(lambda: draw(spec), fingerprint, about)


def base64_of(content: bytes) -> str:
    """Return bytes as notebooks hold them: in base64.

    >>> base64_of(b"PNG")
    'UE5H'
    """
    return base64.b64encode(content).decode("ascii")


def _fork() -> int:
    with warnings.catch_warnings():
        # Of threads that a fork does not take along: what draws uses none of the kernel's.
        warnings.simplefilter("ignore", DeprecationWarning)
        return os.fork()


def _be_drawn(draw: Draw, place: Path, kernel: int) -> None:
    """Draw into a file, in a fork, and end it: nothing of the kernel runs after."""
    try:
        os.nice(YIELDING)
        threading.Thread(target=_end_in_time, args=(kernel,), daemon=True).start()
        _draw_into(draw, place)
    finally:
        os._exit(0)


def _draw_into(draw: Draw, place: Path) -> None:
    """Write the picture, or why there is none, and what was printed or warned of on the way."""
    printed, warned = io.StringIO(), io.StringIO()
    with redirect_stdout(printed), redirect_stderr(warned), warnings.catch_warnings():
        warnings.showwarning = _told_without_its_file
        try:
            drawn = {"png": base64_of(draw())}
        except Exception as error:
            drawn = {"error": f"{type(error).__name__}: {error}"}
    drawn |= {"stdout": printed.getvalue(), "stderr": warned.getvalue()}
    part = place.with_suffix(".part")
    part.touch(mode=0o600)  # it may show a file that is nobody else's
    part.write_text(json.dumps(drawn), encoding="utf-8")
    part.rename(place)


def _told_without_its_file(message: object, category: type, *_: object) -> None:
    """Tell a warning without the path of the module, which is this machine's."""
    print(f"{category.__name__}: {message}", file=sys.stderr)


def _end_in_time(kernel: int) -> None:
    """End this fork when its kernel is gone, or when it takes too long."""
    end = time.monotonic() + 10 * LONGEST
    while os.getppid() == kernel and time.process_time() < LONGEST and time.monotonic() < end:
        time.sleep(0.2)
    os._exit(1)


def _await(child: int) -> None:
    with suppress(ChildProcessError):  # somebody else waited for it
        os.waitpid(child, 0)
