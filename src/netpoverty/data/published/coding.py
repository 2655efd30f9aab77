"""Reading a coding sheet: strict, every refusal with file and line."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from netpoverty.data.published.marked_yaml import MarkedFile
from netpoverty.data.published.registry import data_folder
from netpoverty.errors import InputError, choose, refuse
from netpoverty.policy.coding import ELEMENTS, Advice, Assertion, Coding, Concept, Link, Rival
from netpoverty.policy.coding import Path as Way
from netpoverty.policy.process_tracing import Evidence

YES_NO = {"yes": True, "no": False}
BASES = ("estimate", "assertion", "none")

# Keys of each kind of entry: those that must stand there, then those that may.
KEYS = {
    "sheet": (
        ("sheet", "title", "outcome", "concepts", "assertions", "paths"),
        ("advice", "evidence", "filed", "exercise"),
    ),
    "concept": (("element", "name"), ()),
    "assertion": (
        ("says", "section", "sentence", "element", "concept", "sign", "acts_on", "strength",
         "reason"),
        ("about_people", "claim", "against", "rival"),
    ),
    "rival": (("element", "concept", "acts_on", "reason"), ()),
    "path": (("says", "section", "sentence", "levers", "difficulty"), ("claim",)),
    "advice": (("claim", "concept", "basis", "reason"), ()),
    "evidence": (("says", "chances"), ()),
}  # fmt: skip
LISTS = {"acts_on", "against", "levers", "exercise"}
GROUPS = {"concepts", "assertions", "paths", "evidence", "rival", "chances", "filed"}


@dataclass(frozen=True)
class Sheet:
    """A coding sheet as read.

    `title` and `file` name it; `coding` is the sheet itself; `evidence` could be sought;
    `filed` gives the element under which the paper files a section; `exercise` names the
    assertions that a reader codes first.
    """

    title: str
    file: str
    coding: Coding
    evidence: tuple[Evidence, ...]
    filed: Mapping[str, str]
    exercise: tuple[str, ...]

    def as_filed(self) -> list[str]:
        """Return the element under which the paper files each assertion, empty where none."""
        return [self.filed.get(a.section, "") for a in self.coding.assertions]


def read_coding(path: str | Path = "", claims: Collection[str] | None = None) -> Sheet:
    """Return a coding sheet, by default the project's own on the county case.

    Parameters
    ----------
    path : a YAML file in the form of `data/published/changting_coding.yml`; empty for that file.
    claims : full names of the claims that may be referred to, such as `changting.weak-law`;
        None to leave references unchecked.

    Raises InputError with file and line for an unknown key or element, a missing place or
    reason, a strength out of range, a name that the sheet does not hold.

    >>> len(read_coding().coding.paths)
    4
    """
    chosen = Path(path) if path else data_folder() / "published" / "changting_coding.yml"
    if not chosen.expanduser().is_file():
        raise refuse("coding", str(path), "a YAML file that exists")
    shown = "/".join(chosen.parts[-3:]) if not path else str(path)
    return _Reader(MarkedFile(chosen.expanduser(), shown), claims).sheet()


class _Reader:
    """Turns marked YAML into a sheet; each step knows the entry that it stands on."""

    def __init__(self, file: MarkedFile, claims: Collection[str] | None) -> None:
        self.file, self.claims = file, claims

    def sheet(self) -> Sheet:
        data = self._entry((), self.file.data, "sheet")
        self.paper = data["sheet"]
        concepts = self._each("concepts", data["concepts"], self._concept)
        assertions = self._each("assertions", data["assertions"], self._assertion)
        self.concepts, self.names = concepts, set(assertions)
        for number, (name, found) in enumerate(assertions.items()):
            self._references(("assertions", name), found, number)
        paths = self._each("paths", data["paths"], self._way)
        given = data.get("advice", [])
        if not isinstance(given, list):
            raise self.file.error(("advice",), "a list is expected.")
        advice = tuple(self._advice(("advice", i), entry) for i, entry in enumerate(given))
        evidence = self._each("evidence", data.get("evidence", {}), self._evidence)
        self._named(("outcome",), "outcome", data["outcome"], concepts)
        coding = Coding(concepts, tuple(assertions.values()), paths, advice, data["outcome"])
        filed = self._filed(data.get("filed", {}))
        exercise = tuple(data.get("exercise", list(assertions)[:6]))
        for name in exercise:
            self._named(("exercise",), "assertion", name, self.names)
        seek = tuple(evidence.values())
        return Sheet(data["title"], self.file.shown, coding, seek, filed, exercise)

    def _filed(self, entries: Any) -> dict[str, str]:
        if not isinstance(entries, Mapping):
            raise self.file.error(("filed",), "sections with their elements are expected.")
        for section, element in entries.items():
            self._named(("filed", section), "element", element, ELEMENTS)
        return dict(entries)

    def _each(self, group: str, entries: Any, read: Callable) -> dict[str, Any]:
        if not isinstance(entries, Mapping) or (not entries and group != "evidence"):
            raise self.file.error((group,), "names with entries are expected.")
        return {name: read((group, name), entry) for name, entry in entries.items()}

    def _concept(self, at: tuple, entry: Any) -> Concept:
        return self._attempt((*at, "element"), Concept, **self._entry(at, entry, "concept"))

    def _assertion(self, at: tuple, entry: Any) -> Assertion:
        given = dict(self._entry(at, entry, "assertion"))
        given["strength"] = self._strength((*at, "strength"), given["strength"])
        given["acts_on"] = tuple(map(Link.read, given["acts_on"]))
        given["against"] = tuple(given.get("against", ()))
        word = given.get("about_people", "no")
        self._attempt((*at, "about_people"), choose, "about_people", word, YES_NO)
        given["about_people"] = YES_NO[word]
        if "rival" in given:
            rival = dict(self._entry((*at, "rival"), given["rival"], "rival"))
            rival["acts_on"] = tuple(map(Link.read, rival["acts_on"]))
            given["rival"] = Rival(**rival)
        return self._built(at, given)

    def _built(self, at: tuple, given: dict[str, Any]) -> Assertion:
        try:
            return Assertion(id=at[-1], **given)
        except InputError as fault:
            # The refusal names its field first, and the field is the line to point to.
            field = str(fault).partition(":")[0]
            raise self.file.error((*at, field), fault) from None

    def _strength(self, at: tuple, text: str) -> int:
        if text not in ("1", "2", "3"):
            raise self.file.error(at, refuse("strength", text, "1, 2 or 3, in quotation marks"))
        return int(text)

    def _references(self, at: tuple, found: Assertion, number: int) -> None:
        self._home(at, found)
        for link in found.acts_on:
            self._named((*at, "acts_on"), "concept acted on", link.concept, self.concepts)
        for other in found.against:
            self._named((*at, "against"), "assertion", other, self.names)
        if found.claim:
            self._claim((*at, "claim"), f"{self.paper}.{found.claim}")
        if found.rival:
            self._home((*at, "rival"), found.rival)
            for link in found.rival.acts_on:
                where = (*at, "rival", "acts_on")
                self._named(where, "concept acted on", link.concept, self.concepts)

    def _home(self, at: tuple, found: Assertion | Rival) -> None:
        self._named((*at, "concept"), "concept", found.concept, self.concepts)
        home = self.concepts[found.concept].element
        if found.element != home:
            allowed = f"{home}, the element of the concept {found.concept}"
            raise self.file.error((*at, "element"), refuse("element", found.element, allowed))

    def _way(self, at: tuple, entry: Any) -> Way:
        given = self._entry(at, entry, "path")
        for field in ("says", "section", "sentence"):
            if not given[field].strip():
                raise self.file.error((*at, field), refuse(field, "nothing", "a text"))
        if not given["levers"]:
            raise self.file.error((*at, "levers"), refuse("levers", "none", "a concept or more"))
        for name in given["levers"]:
            self._named((*at, "levers"), "lever", name, self.concepts)
        self._named((*at, "difficulty"), "difficulty", given["difficulty"], self.concepts)
        if given.get("claim"):
            self._claim((*at, "claim"), f"{self.paper}.{given['claim']}")
        return Way(name=at[-1], **(given | {"levers": tuple(given["levers"])}))

    def _advice(self, at: tuple, entry: Any) -> Advice:
        given = self._entry(at, entry, "advice")
        self._claim((*at, "claim"), given["claim"])
        self._named((*at, "concept"), "concept", given["concept"], self.concepts)
        self._attempt((*at, "basis"), choose, "basis", given["basis"], BASES)
        return Advice(**given)

    def _evidence(self, at: tuple, entry: Any) -> Evidence:
        given = self._entry(at, entry, "evidence")
        return self._attempt((*at, "chances"), Evidence, name=at[-1], **given)

    def _claim(self, at: tuple, name: str) -> None:
        if self.claims is not None and name not in self.claims:
            raise self.file.error(at, refuse("claim", name, "a claim of the registry"))

    def _named(self, at: tuple, thing: str, name: str, known: Collection[str]) -> None:
        self._attempt(at, choose, thing, name, known)

    def _attempt(self, at: tuple, build: Callable, *given: Any, **fields: Any) -> Any:
        try:
            return build(*given, **fields)
        except InputError as fault:
            raise self.file.error(at, fault) from None

    def _entry(self, at: tuple, entry: Any, kind: str) -> dict[str, Any]:
        if not isinstance(entry, Mapping):
            raise self.file.error(at, "keys with values are expected.")
        required, optional = KEYS[kind]
        for key, value in entry.items():
            if key not in (*required, *optional):
                self._attempt((*at, key), choose, "key", key, (*required, *optional))
            self._sort((*at, key), key, value)
        for key in required:
            if key not in entry:
                raise self.file.error(at, f"{key}: is missing.")
        return dict(entry)

    def _sort(self, at: tuple, key: str, value: Any) -> None:
        if key in GROUPS or key == "advice":
            return
        if key in LISTS:
            if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
                raise self.file.error(at, "a list of names is expected.")
        elif not isinstance(value, str):
            raise self.file.error(at, "a text is expected.")


def claim_names(registry) -> frozenset[str]:
    """Return the full names of all claims of a registry, for `read_coding`."""
    return frozenset(
        f"{paper.id}.{name}" for paper in registry.papers.values() for name in paper.claims
    )


__all__ = ["Sheet", "claim_names", "read_coding"]
