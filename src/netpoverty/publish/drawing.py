"""Pictures that kernels left to the caller of a run, put where they belong.

A kernel hands over either the name of a file that a fork of it draws, or a chart's
specification. Charts are drawn here, in a thread of their own, while the run goes on: the
renderer needs no interpreter.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

from ..chapter.display import YIELDING, base64_of
from ..chapter.vega import static_png

Failed = list[tuple[int, str]]


class Drawing:
    """The pictures of one run; a context manager, so that its thread ends with the run."""

    def __init__(self, folder: Path):
        self.folder = folder
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="charts", initializer=_yield)
        self._charts: dict[str, Future] = {}

    def __enter__(self) -> Drawing:
        return self

    def __exit__(self, *_: object) -> None:
        self._thread.shutdown(cancel_futures=True)

    def begin(self, cell: Mapping[str, Any]) -> None:
        """Begin to draw the charts of a cell that is done."""
        for _, about in _left(cell):
            if "chart" in about:
                self._of(about["chart"])

    def finish(self, notebook: dict) -> Failed:
        """Put every picture in its place; return cells of which one failed, with the reason.

        To be called when the kernel has ended. Nothing of what was handed over stays in the
        notebook. What drawing printed, or warned of, stands before its picture.
        """
        failed: Failed = []
        for number, cell in enumerate(notebook["cells"]):
            for output, about in list(_left(cell)):
                drawn = self._drawn(about)
                place = cell["outputs"].index(output)
                cell["outputs"][place:place] = [
                    {"output_type": "stream", "name": name, "text": drawn[name]}
                    for name in ("stdout", "stderr")
                    if drawn.get(name)
                ]
                if "png" in drawn:
                    output["data"]["image/png"] = drawn["png"]
                else:
                    failed.append((number, drawn["error"]))
        return failed

    def _of(self, chart: dict) -> Future:
        key = json.dumps(chart, sort_keys=True)
        if key not in self._charts:
            # A copy: what a notebook holds may be changed while the thread draws.
            self._charts[key] = self._thread.submit(static_png, json.loads(key))
        return self._charts[key]

    def _drawn(self, about: dict) -> dict:
        if "chart" in about:
            chart = self._of(about.pop("chart"))
            try:
                return {"png": base64_of(chart.result())}
            except Exception as error:  # whatever it is, the run says which cell it was
                return {"error": f"the chart cannot be drawn: {error}"}
        place = self.folder / about.pop("picture")
        if not place.exists():
            return {"error": "the figure was not drawn: its process was ended, or could not write"}
        drawn = json.loads(place.read_text(encoding="utf-8"))
        if "error" in drawn:
            drawn["error"] = f"the figure cannot be drawn: {drawn['error']}"
        return drawn


def _yield() -> None:
    """Let kernels go first where a system gives each thread a priority of its own."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), YIELDING)


def _left(cell: Mapping[str, Any]) -> Iterator[tuple[dict, dict]]:
    """Yield each output that waits for its picture, with what is known of it."""
    for output in cell.get("outputs", []):
        about = output.get("metadata", {}).get("netpoverty", {})
        if "chart" in about or "picture" in about:
            yield output, about
