"""The dated log of corrections and of authors' replies."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path

from netpoverty.data import published
from netpoverty.data.published import Registry
from netpoverty.data.published.marked_yaml import MarkedFile
from netpoverty.errors import InputError, choose, refuse

KINDS = ("correction", "reply")
_FIELDS = ("date", "kind", "paper", "cell", "text")
_NEEDED = ("date", "kind", "paper", "text")


@dataclass(frozen=True)
class Entry:
    """One line of the log.

    date : the day; kind : correction (by this project) or reply (by an author); paper : its name
    in the registry; cell : the full id of a cell, empty where the entry speaks of more; text : what
    was corrected, or the reply in full.
    """

    date: datetime.date
    kind: str
    paper: str
    text: str
    cell: str = ""

    def row(self) -> dict[str, str]:
        """Return the entry as a row of words."""
        return {
            "date": self.date.isoformat(),
            "kind": self.kind,
            "paper": self.paper,
            "cell": self.cell or "–",
            "what": self.text,
        }


def read_corrections(
    path: str | Path | None = None, registry: Registry | None = None
) -> list[Entry]:
    """Return the log of a file, oldest first.

    Parameters
    ----------
    path : a YAML file with a list `entries` of mappings of quoted strings; the project's own
        `data/corrections.yml` if none is given.
    registry : the papers and cells that entries may name; the project's own if none is given.

    Raises
    ------
    InputError : naming file and line of an entry that has an unknown field, paper or cell, lacks
        a field, has no date of the form 2026-11-21, or stands before an older one.
    """
    registry = registry or published.load()
    path = Path(path) if path else published.data_folder() / "corrections.yml"
    file = MarkedFile(path, path.name)
    if set(file.data) != {"entries"} or not isinstance(file.data["entries"], list):
        raise InputError(f"{file.shown} line 1: one list called entries is expected.")
    found: list[Entry] = []
    for number, given in enumerate(file.data["entries"]):
        try:
            entry = _entry(given, registry)
            if found and entry.date < found[-1].date:
                raise refuse("date", entry.date.isoformat(), f"{found[-1].date} or later")
        except InputError as fault:
            raise file.error(("entries", number), fault) from None
        found.append(entry)
    return found


def _entry(given: object, registry: Registry) -> Entry:
    if not isinstance(given, dict):
        raise refuse("an entry", given, "a mapping with " + ", ".join(_FIELDS))
    for name in given:
        choose("field", name, _FIELDS)
    lacking = [name for name in _NEEDED if not given.get(name)]
    if lacking:
        raise refuse("an entry", f"no {lacking[0]}", "all of " + ", ".join(_NEEDED))
    paper = registry.paper(given["paper"])
    if given.get("cell"):
        paper.cell(given["cell"])
    return Entry(
        _day(given["date"]),
        choose("kind", given["kind"], KINDS),
        given["paper"],
        given["text"],
        given.get("cell", ""),
    )


def _day(text: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise refuse("date", text, "a day such as 2026-11-21") from None
