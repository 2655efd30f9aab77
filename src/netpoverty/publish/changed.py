"""When a file of the book last changed, as its history says."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

UNKNOWN = "not recorded"


@dataclass(frozen=True)
class History:
    """The day of the last commit of each file below `root`, and the files changed since.

    Both are empty where there is no history to read, as in an unpacked archive.
    """

    days: dict[str, str]
    uncommitted: frozenset[str]

    def last_changed(self, *places: str) -> str:
        """Return the day on which a file, or any file of a folder, last changed.

        >>> History({"data/a.yml": "2026-11-20", "data/b.yml": "2026-11-21"}, frozenset()
        ...     ).last_changed("data")
        '2026-11-21'
        """
        days = [day for file, day in self.days.items() if _below(file, places)]
        if any(_below(file, places) for file in self.uncommitted):
            return f"after {max(days)}, not yet committed" if days else "not yet committed"
        return max(days, default=UNKNOWN)


def read_history(root: Path) -> History:
    """Return the history of the files below `root`; an empty one where git has none."""
    log = _git(root, "log", "--relative", "--format=%x00%cs", "--name-only", "--no-renames")
    days: dict[str, str] = {}
    for entry in log.split("\0")[1:]:
        day, *files = entry.split("\n")
        for file in filter(None, files):
            days.setdefault(file, day)
    status = _git(root, "-c", "status.relativePaths=true", "status", "--porcelain", "--", ".")
    return History(days, frozenset(line[3:] for line in status.splitlines()))


def _git(root: Path, *words: str) -> str:
    command = ["git", "-C", str(root), *words]
    try:
        done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
    except OSError:
        return ""
    return done.stdout if done.returncode == 0 else ""


def _below(file: str, places: tuple[str, ...]) -> bool:
    return any(file == place or file.startswith(f"{place}/") for place in places)
