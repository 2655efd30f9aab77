"""Progress of the runs: a bar a chapter on a terminal, a line a chapter elsewhere."""

from __future__ import annotations

import threading
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars


class Progress:
    """Shows how many cells of each chapter are done; a context manager, safe across threads."""

    def __init__(self) -> None:
        self._console = Console(stderr=True, highlight=False)
        columns = [TextColumn("{task.description:<24}"), BarColumn(), MofNCompleteColumn()]
        self._bars = Bars(
            *columns, TimeElapsedColumn(), console=self._console, disable=not self._live
        )
        self._tasks: dict = {}
        self._lock = threading.Lock()

    @property
    def _live(self) -> bool:
        return self._console.is_terminal

    def __enter__(self) -> Progress:
        self._bars.__enter__()
        return self

    def __exit__(
        self, kind: type | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bars.__exit__(kind, error, trace)

    def report(self, name: str, done: int, total: int) -> None:
        """Tell that `done` of `total` cells of a chapter have run; 0 of 0 when it is unchanged."""
        if not total:
            self.say(f"{name}: unchanged, not executed again")
            return
        with self._lock:
            if name not in self._tasks:
                self._tasks[name] = self._bars.add_task(name, total=total)
            self._bars.update(self._tasks[name], completed=done, total=total)
            if done == total and not self._live:
                self._console.print(f"{name}: {total} of {total} cells")

    def say(self, text: str) -> None:
        """Print one line beside the bars."""
        with self._lock:
            self._console.print(text)
