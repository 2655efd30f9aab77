"""The completeness check: which number of a paper's text no cell and no exclusion accounts for."""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from netpoverty.data.published import schema
from netpoverty.data.published.build import lines_of
from netpoverty.data.published.registry import Paper
from netpoverty.errors import InputError

PAPERS_VARIABLE = "NETPOVERTY_PAPERS"
_TOKEN = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)*")


@dataclass(frozen=True, slots=True)
class Token:
    """One run of digits of the text: what it says and where it stands."""

    text: str
    line: int
    column: int
    context: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.text!r} in “{self.context}”"


@dataclass(frozen=True, slots=True)
class Account:
    """What accounts for one token: a cell, a label or an exclusion, and where it looks for it."""

    token: str
    lines: tuple[int, int]
    kind: str
    by: str


@dataclass(frozen=True)
class Completeness:
    """The outcome for one paper.

    `unaccounted` are numbers of the text that nothing accounts for; `unfound` accounts whose
    number the text does not hold at the place they name; `disordered` places whose numbers the
    text prints in another order (two cells exchanged); `unlike` cells whose printed string,
    signs and stars included, the text does not have; `matched` pairs of token and account.
    """

    paper: str
    unaccounted: tuple[Token, ...]
    unfound: tuple[Account, ...]
    disordered: tuple[str, ...]
    unlike: tuple[str, ...]
    matched: tuple[tuple[Token, Account], ...]

    @property
    def complete(self) -> bool:
        """Whether every number has its account, every account its number, in printed order."""
        return not (self.unaccounted or self.unfound or self.disordered or self.unlike)

    def rows(self) -> list[dict[str, object]]:
        """Return one row a number of the text, for review: what it is accounted for by."""
        return [
            {
                "paper": self.paper,
                "line": token.line,
                "token": token.text,
                "kind": account.kind,
                "by": account.by,
                "context": token.context,
            }
            for token, account in sorted(
                self.matched, key=lambda pair: (pair[0].line, pair[0].column)
            )
        ]

    def __str__(self) -> str:
        counts: dict[str, int] = defaultdict(int)
        for _, account in self.matched:
            counts[account.kind] += 1
        told = ", ".join(
            f"{n} by {kind}" for kind, n in sorted(counts.items(), key=lambda c: -c[1])
        )
        lines = [f"{self.paper}: {len(self.matched)} numbers accounted for ({told})"]
        lines += [f"  nothing accounts for {token}" for token in self.unaccounted]
        lines += [f"  not in the text: {a.token!r} ({a.by}), lines {a.lines}" for a in self.unfound]
        lines += [f"  the text prints in another order: {place}" for place in self.disordered]
        lines += [f"  the text prints it otherwise: {cell}" for cell in self.unlike]
        return "\n".join(lines)


def tokens(text: str) -> list[Token]:
    """Return every run of digits of a text, thousands separators and decimals included.

    >>> [token.text for token in tokens("In 2018, 1,035 people (0.028%) lived in 3.2.1")]
    ['2018', '1,035', '0.028', '3.2.1']
    """
    found = []
    for number, line in enumerate(text.split("\n"), start=1):
        for match in _TOKEN.finditer(line):
            context = line[max(0, match.start() - 30) : match.end() + 30].strip()
            found.append(Token(match.group(), number, match.start(), context))
    return found


def accounts(paper: Paper) -> Iterator[Account]:
    """Yield an account for every digit that the registry holds of one paper."""
    for name, table in paper.tables.items():
        yield from _table_accounts(f"{paper.id}.{name}", table)
    for name, equation in paper.content.equations.items():
        yield from _equation_accounts(f"{paper.id}.{name}", equation)
    for name, sentence in paper.sentences.items():
        yield from _in(sentence.at, sentence.label, "figure number", f"{paper.id}.{name}")
    for cell in paper.cells:
        if cell.place.lines:
            kind = "claim" if cell.kind == "claim" else "cell"
            yield from _each(cell.place.lines, cell.printed, kind, cell.id)
    for entry in paper.exclusions:
        by = f"{entry.reason}: {entry.context}" if entry.context else entry.reason
        for token in entry.tokens:
            yield from _in(entry.at, token, "exclusion", by)


def _in(at: str, text: str, kind: str, by: str) -> Iterator[Account]:
    lines = lines_of(at)
    if lines:
        yield from _each(lines, text, kind, by)


def _each(lines: tuple[int, int], text: str, kind: str, by: str) -> Iterator[Account]:
    for match in _TOKEN.finditer(text):
        yield Account(match.group(), lines, kind, by)


def _table_accounts(by: str, table: schema.Table) -> Iterator[Account]:
    yield from _in(table.at, table.label, "table number", by)
    for level in table.stars.values():
        yield from _in(table.at, level, "star key", by)
    for column in table.columns:
        yield from _in(table.at, column, "column label", by)
    for row in table.rows:
        yield from _in(table.at, row, "row label", by)
    for codes in table.codes.values():
        for code in codes:
            yield from _in(table.at, code, "code", by)


def _equation_accounts(by: str, equation: schema.Equation) -> Iterator[Account]:
    yield from _in(equation.at, equation.label, "equation number", by)
    for digit in equation.limits:
        yield from _in(equation.at, digit, "limit of a sum or an index", by)
    for term in equation.terms:
        yield from _in(equation.at, term, "lag", by)


def match(found: Iterable[Token], given: Iterable[Account]) -> tuple[list, list, list]:
    """Pair tokens with accounts one to one: same digits, and the token on the account's lines.

    Among the accounts open at a token, the one whose lines end first takes it, which pairs as
    many as any assignment can. Returns pairs, tokens left over, accounts left over.
    """
    waiting: dict[str, list[Account]] = defaultdict(list)
    for account in given:
        waiting[account.token].append(account)
    pairs, left = [], []
    for token in found:
        open_ones = [a for a in waiting[token.text] if a.lines[0] <= token.line <= a.lines[1]]
        if open_ones:
            best = min(open_ones, key=lambda account: account.lines[1])
            waiting[token.text].remove(best)
            pairs.append((token, best))
        else:
            left.append(token)
    return pairs, left, [account for rest in waiting.values() for account in rest]


def out_of_order(paper: Paper, found: list[Token]) -> tuple[str, ...]:
    """Return the places whose cells do not follow one another in the text as in the registry."""
    places: dict[tuple[str, tuple[int, int]], list[str]] = defaultdict(list)
    for cell in paper.cells:
        if cell.place.lines and cell.kind != "claim":
            name = ".".join(cell.id.split(".")[:2])
            places[name, cell.place.lines] += _TOKEN.findall(cell.printed)
    wrong = []
    for (name, (first, last)), wanted in places.items():
        printed = iter(token.text for token in found if first <= token.line <= last)
        if not all(text in printed for text in wanted):
            wrong.append(name)
    return tuple(wrong)


def not_as_printed(paper: Paper, text: str) -> tuple[str, ...]:
    """Return the cells whose string, spaces aside, does not stand on their lines of the text.

    An estimate printed without a sign must not follow a minus.
    """
    lines = text.split("\n")
    wrong = []
    for cell in paper.cells:
        if cell.place.lines and cell.kind != "claim":
            first, last = cell.place.lines
            there = re.sub(r"\s", "", "".join(lines[first - 1 : last]))
            wanted = re.escape(re.sub(r"\s", "", cell.printed))
            if cell.kind == "estimate":
                wanted = f"(?<![−±]){wanted}(?![*])"
            if not re.search(wanted, there):
                wrong.append(cell.id)
    return tuple(wrong)


def check_text(paper: Paper, text: str) -> Completeness:
    """Hold one paper of the registry against its text."""
    found = tokens(text)
    pairs, left, unfound = match(found, accounts(paper))
    wrong = out_of_order(paper, found)
    unlike = not_as_printed(paper, text)
    return Completeness(paper.id, tuple(left), tuple(unfound), wrong, unlike, tuple(pairs))


def check_paper(paper: Paper, folder: str | Path | None = None) -> Completeness:
    """Hold one paper against its text in `folder` (by default the one NETPOVERTY_PAPERS names)."""
    base = Path(folder or os.environ.get(PAPERS_VARIABLE, ""))
    name = paper.content.text
    files = sorted(base.glob(name)) if name and base.is_dir() else []
    if len(files) != 1:
        where = f"{base.as_posix()} ({PAPERS_VARIABLE})"
        raise InputError(f"text of {paper.id}: {len(files)} files match {name!r} in {where}.")
    return check_text(paper, files[0].read_text(encoding="utf-8"))
