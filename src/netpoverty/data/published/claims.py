"""Claims: what a paper states in words, told in ours, with what can be checked of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from netpoverty.data.published import schema
from netpoverty.data.published.build import Builder
from netpoverty.data.published.cells import Cell, Place
from netpoverty.data.published.checks import FORMS, Check, read_check
from netpoverty.data.published.equations import Equation
from netpoverty.data.published.marked_yaml import MarkedFile
from netpoverty.errors import InputError, choose


@dataclass(frozen=True)
class Claim:
    """One statement of a paper.

    `says` tells it in our words; `checks` are its parts, which must hold together;
    `contradicts` names claims of the same paper that stand against it; `numbers` are the digits
    that the statement itself prints.
    """

    id: str
    paper: str
    place: Place
    says: str
    checks: tuple[Check, ...]
    numbers: tuple[str, ...] = ()
    contradicts: tuple[str, ...] = ()
    note: str = ""

    @property
    def cell(self) -> Cell:
        """The claim as a cell of the registry, so that every cell can have a verdict."""
        return Cell(
            id=f"{self.paper}.claim.{self.id}",
            paper=self.paper,
            place=self.place,
            printed=", ".join(self.numbers),
            unit="",
            kind="claim",
            about=self.says,
            note=self.note,
        )


def build_claims(builder: Builder, entries: Mapping[str, schema.Claim]) -> dict[str, Claim]:
    """Return the claims of one file, their checks held against the vocabulary."""
    claims = {}
    for name, entry in entries.items():
        path = ("claims", name)
        place = builder.place(path, "claim", entry, sentence=entry.sentence)
        for other in entry.contradicts:
            builder.attempt((*path, "contradicts"), choose, "claim", other, entries)
        checks = tuple(
            builder.attempt((*path, "check", i), read_check, check)
            for i, check in enumerate(entry.check)
        )
        claims[name] = Claim(
            name,
            builder.paper,
            place,
            entry.says,
            checks,
            tuple(entry.numbers),
            tuple(entry.contradicts),
            entry.note,
        )
    return claims


def check_references(
    file: MarkedFile,
    paper: str,
    claims: Mapping[str, Claim],
    cells: Collection[str],
    tables: Collection[str],
    equations: Mapping[str, Equation],
) -> None:
    """Refuse a check that names a cell, table, equation or system that no file holds."""
    systems = {equation.system for equation in equations.values() if equation.system}
    known = {"table": tables, "equations": equations, "system": systems}
    for name, claim in claims.items():
        for i, check in enumerate(claim.checks):
            try:
                for cell in check.cells():
                    choose("cell", full_id(cell, paper, cells), cells)
                for field, sort in FORMS[check.kind].fields.items():
                    given = check.get(field, [])
                    for one in [given] if isinstance(given, str) else given:
                        if sort in known:
                            choose(str(sort), one, known[str(sort)])
            except InputError as fault:
                raise file.error(("claims", name, "check", i), fault) from None


def full_id(cell: str, paper: str, cells: Collection[str]) -> str:
    """Return the full id of a cell named with or without its paper."""
    return cell if cell in cells else f"{paper}.{cell}"
