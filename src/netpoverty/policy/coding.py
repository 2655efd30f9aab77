"""Coding sheets: what a qualitative case asserts, as data that can be questioned.

Each assertion is told in the coder's words, stands at a place, belongs to one element of
Smith's model of policy implementation, and acts on something. The strength that a coder gives
it is a judgement and carries its reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import pandas as pd

from netpoverty.errors import InputError, choose, refuse
from netpoverty.results import Result

ELEMENTS = {
    "policy": "idealised policy",
    "agency": "implementing agency",
    "target-group": "target group",
    "environment": "environment",
    "outcome": "outcome",
}
"""Smith's four elements, then what their tension is about: the outcome."""

SIGNS = {"strength": 1, "deficiency": -1}
WEIGHTS = {1: 0.25, 2: 0.50, 3: 0.75}
"""Weight in the model of a strength of 1 (in passing), 2 (stated), 3 (stated as a main cause)."""

SCHEMES = ("attitudes", "barriers")
ATTRIBUTION = "According to the paper"


@dataclass(frozen=True)
class Concept:
    """Something that can be more or less present: the element it belongs to and its name."""

    element: str
    name: str

    def __post_init__(self) -> None:
        choose("element", self.element, ELEMENTS)


@dataclass(frozen=True)
class Link:
    """An arrow of an assertion: the concept acted on, and +1 (helps) or -1 (hinders)."""

    concept: str
    sign: int = 1

    @classmethod
    def read(cls, text: str) -> Link:
        """Return the link that a sheet writes as `participation` or `hinders participation`.

        >>> Link.read("hinders drive")
        Link(concept='drive', sign=-1)
        """
        hinders = text.startswith("hinders ")
        return cls(text.removeprefix("hinders ").strip(), -1 if hinders else 1)


@dataclass(frozen=True)
class Rival:
    """Another reading of an assertion: other element, concept and links, with the reason."""

    element: str
    concept: str
    acts_on: tuple[Link, ...]
    reason: str


@dataclass(frozen=True)
class Assertion:
    """One assertion of a case.

    Parameters
    ----------
    id, says : name and wording, the coder's own. section, sentence : where it stands.
    element, concept, sign : what it is about, and whether it tells a deficiency or a strength.
    acts_on : what it says that concept helps or hinders. strength : 1, 2 or 3; reason : why.
    about_people : whether it judges people; its wording then begins "According to the paper".
    claim : the registry's name of the claim. against : assertions that it contradicts.
    rival : another reading, if there is one.

    Raises InputError for an unknown element or sign, a missing place, wording or reason, a
    strength out of range, and a statement about people that is not attributed.
    """

    id: str
    says: str
    section: str
    sentence: str
    element: str
    concept: str
    sign: str
    acts_on: tuple[Link, ...]
    strength: int
    reason: str
    about_people: bool = False
    claim: str = ""
    against: tuple[str, ...] = ()
    rival: Rival | None = None

    def __post_init__(self) -> None:
        choose("element", self.element, ELEMENTS)
        choose("sign", self.sign, SIGNS)
        for field, allowed in _REQUIRED.items():
            if not getattr(self, field).strip():
                raise refuse(field, "nothing", allowed)
        if self.strength not in WEIGHTS:
            raise refuse("strength", self.strength, "1, 2 or 3")
        if self.about_people and not self.says.startswith(ATTRIBUTION):
            raise refuse("says", self.says, f'wording about people that begins "{ATTRIBUTION}"')

    @property
    def weight(self) -> float:
        """The weight of its strength in the model."""
        return WEIGHTS[self.strength]

    @property
    def place(self) -> str:
        """Section and sentence in one text."""
        return f"{self.section}, sentence {self.sentence}"


_REQUIRED = {
    "says": "the assertion in your own words",
    "section": "a place: the section in which the assertion stands",
    "sentence": "a place: the number of the sentence, such as 1.2",
    "reason": "the reason for the strength, in words",
}


@dataclass(frozen=True)
class Path:
    """A way out that the case proposes: the concepts it would lift, and where it stands."""

    name: str
    says: str
    section: str
    sentence: str
    levers: tuple[str, ...]
    difficulty: str
    claim: str = ""


@dataclass(frozen=True)
class Advice:
    """One piece of a paper's advice on the same sheet: the concept it would lift, the basis."""

    claim: str
    concept: str
    basis: str
    reason: str

    @property
    def paper(self) -> str:
        """The paper that gives it."""
        return self.claim.partition(".")[0]


@dataclass(frozen=True)
class Coding(Result):
    """A coding sheet: concepts, assertions and paths, under one scheme of reading.

    `scheme` is "attitudes" (the reading that follows the case) or "barriers" (the rival one).
    """

    concepts: Mapping[str, Concept]
    assertions: tuple[Assertion, ...]
    paths: Mapping[str, Path]
    advice: tuple[Advice, ...] = ()
    outcome: str = "lasting"
    scheme: str = "attitudes"

    title = "Coding sheet"
    convention = "Wording, element and strength are the coder's reading, not the paper's."

    def __post_init__(self) -> None:
        for what, name in self._names_used():
            choose(what, name, self.concepts)
        known = {a.id for a in self.assertions}
        for assertion in self.assertions:
            for other in assertion.against:
                choose("assertion contradicted", other, known)

    def _names_used(self) -> Iterable[tuple[str, str]]:
        yield "outcome", self.outcome
        for a in self.assertions:
            yield "concept", a.concept
            yield from (("concept acted on", link.concept) for link in a.acts_on)
        for path in self.paths.values():
            yield from (("lever", name) for name in (*path.levers, path.difficulty))
        yield from (("concept", piece.concept) for piece in self.advice)

    def to_frame(self) -> pd.DataFrame:
        """Return the sheet, one row an assertion."""
        rows = [
            (a.id, a.says, a.place, ELEMENTS[a.element], self.concepts[a.concept].name, a.sign,
             _arrows(a.acts_on, self.concepts), a.strength, a.reason, ", ".join(a.against))
            for a in self.assertions
        ]  # fmt: skip
        columns = ["assertion", "in our words", "place", "element", "concept", "sign",
                   "acts on", "strength", "why this strength", "against"]  # fmt: skip
        return pd.DataFrame(rows, columns=columns).set_index("assertion")

    def notes(self) -> list[str]:
        """Return how many assertions there are and whose reading they are."""
        people = sum(a.about_people for a in self.assertions)
        head = f"{len(self.assertions)} assertions, {people} of them about people"
        return [f"{head}; scheme of reading: {self.scheme}.", self.convention]

    def counts(self) -> pd.DataFrame:
        """Return the number of deficiencies and strengths by element."""
        frame = pd.DataFrame([(a.element, a.sign) for a in self.assertions])
        table = pd.crosstab(frame[0], frame[1]).reindex(
            index=list(ELEMENTS), columns=["deficiency", "strength"], fill_value=0
        )
        return table.rename(index=ELEMENTS).rename_axis(index="element", columns=None)

    def contradictions(self) -> tuple[tuple[Assertion, Assertion], ...]:
        """Return each pair of assertions that stand against each other, once."""
        by_id = {a.id: a for a in self.assertions}
        pairs = {tuple(sorted((a.id, other))) for a in self.assertions for other in a.against}
        return tuple((by_id[one], by_id[two]) for one, two in sorted(pairs))

    def read_as(self, scheme: str) -> Coding:
        """Return the sheet under a scheme: "barriers" puts each rival reading in place.

        Raises InputError for a scheme that is not one of `SCHEMES`, and for a sheet that has
        been read as barriers already.
        """
        choose("scheme", scheme, SCHEMES)
        if scheme == self.scheme:
            return self
        if scheme == "attitudes":
            raise InputError("scheme: a sheet read as barriers cannot be turned back.")
        return replace(self, assertions=tuple(map(_as_rival, self.assertions)), scheme="barriers")

    def without(self, name: str) -> Coding:
        """Return the sheet without one assertion."""
        choose("assertion", name, [a.id for a in self.assertions])
        kept = tuple(
            replace(a, against=tuple(o for o in a.against if o != name))
            for a in self.assertions
            if a.id != name
        )
        return replace(self, assertions=kept)


def _as_rival(a: Assertion) -> Assertion:
    if a.rival is None:
        return a
    r = a.rival
    return replace(a, element=r.element, concept=r.concept, acts_on=r.acts_on, rival=None)


def _arrows(links: Iterable[Link], concepts: Mapping[str, Concept]) -> str:
    return "; ".join(
        ("hinders " if link.sign < 0 else "") + concepts[link.concept].name for link in links
    )
