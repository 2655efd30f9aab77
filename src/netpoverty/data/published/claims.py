"""Claims: what a paper states in words, told in ours, with what can be checked of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from netpoverty.data.published import schema
from netpoverty.data.published.build import Builder
from netpoverty.data.published.cells import Cell, Place
from netpoverty.data.published.checks import Check, read_check
from netpoverty.data.published.marked_yaml import MarkedFile
from netpoverty.data.published.names import look_up
from netpoverty.errors import InputError


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
    return {name: _claim(builder, name, entry, entries) for name, entry in entries.items()}


def _claim(builder: Builder, name: str, entry: schema.Claim, entries: Collection[str]) -> Claim:
    path = ("claims", name)
    for other in entry.contradicts:
        builder.attempt((*path, "contradicts"), look_up, "claim", other, entries)
    return Claim(
        id=name,
        paper=builder.paper,
        place=builder.place(path, "claim", entry, sentence=entry.sentence),
        says=entry.says,
        checks=tuple(
            builder.attempt((*path, "check", i), read_check, check)
            for i, check in enumerate(entry.check)
        ),
        numbers=tuple(entry.numbers),
        contradicts=tuple(entry.contradicts),
        note=entry.note,
    )


def check_references(
    file: MarkedFile, paper: str, claims: Mapping[str, Claim], known: Mapping[str, Collection[str]]
) -> None:
    """Refuse a check that names a cell, table, equation or system that no file holds.

    `known` gives the names by their sort: cell (full ids), table, equation, system.
    """
    for name, claim in claims.items():
        for i, check in enumerate(claim.checks):
            try:
                for sort, one in check.references():
                    full = full_id(one, paper, known["cell"]) if sort == "cell" else one
                    look_up(sort, full, known[sort])
            except InputError as fault:
                raise file.error(("claims", name, "check", i), fault) from None


def full_id(cell: str, paper: str, cells: Collection[str]) -> str:
    """Return the full id of a cell named with or without its paper.

    >>> full_id("rate.poor", "small", {"small.rate.poor"})
    'small.rate.poor'
    """
    return cell if cell in cells else f"{paper}.{cell}"
