"""What a file of `data/published/` may hold: its keys, strictly, one model a kind of place."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

KIND = Literal["estimate", "moment", "count", "amount", "share", "test", "date", "code", "claim"]
GRADE = Literal["", "official", "secondary", "computed", "not confirmed"]
ROLE = Literal[
    "coefficient", "constant", "r2", "adjusted-r2", "f", "f-p", "n",
    "mean", "standard deviation", "minimum", "maximum",
]  # fmt: skip
SCALE = Literal["whole numbers", "binary", "ordered codes", "unordered codes", "continuous"]
HEDGE = Literal["", "about", "nearly", "more than", "as many as"]
REASON = Literal[
    "year", "citation", "page", "section number", "heading", "equation number", "figure number",
    "table number", "column number", "model number", "enumeration", "subscript", "superscript",
    "summation limit", "lag", "axis tick", "address", "name", "number of others", "code",
    "star key", "repetition",
]  # fmt: skip


class Strict(BaseModel):
    """A mapping with known keys only, whose values are strings as they stand in the file."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Doubt(Strict):
    """An extraction doubt: every reading that the damaged text allows, each by name.

    A reading repairs the extraction (a lost minus, a lost decimal point), never the paper.
    All have equal rights: none is the default.
    """

    readings: dict[str, str] = Field(min_length=1)
    note: str


class Doubtful(Doubt):
    """A printed number that stands with its doubt."""

    printed: str


class Place(Strict):
    """Where something stands: label, section, and the lines of the extracted text."""

    label: str = ""
    section: str = ""
    at: str = ""
    source: str = ""
    grade: GRADE = ""
    note: str = ""


class Table(Place):
    """A table as it stands on the page: columns, rows of cell strings, key for stars.

    Units and kinds are looked up by column, then by row, then `unit` and `kind` for the whole.
    `doubts` and `notes` are keyed "row | column". `codes` holds the codes that a table of
    variables defines, `definitions` their meaning, `scales` how they are measured, `codes_of` under which name
    a table of variables has the codes of a row; `roles` says
    which row or column holds coefficients, fits, means. `implied_n` is the number of cases that
    the stated sample implies, where none is printed.
    """

    title: str
    sample: str = ""
    method: str = ""
    stars: dict[str, str] = {}
    unit: str = "coefficient"
    kind: KIND = "estimate"
    units: dict[str, str] = {}
    kinds: dict[str, KIND] = {}
    columns: list[str] = []
    header: dict[str, list[str]] = {}
    rows: dict[str, list[str]] = {}
    codes: dict[str, dict[str, str]] = {}
    doubts: dict[str, Doubt] = {}
    notes: dict[str, str] = {}
    brackets: Literal["standard error", "t statistic", "p-value"] = "standard error"
    roles: dict[str, ROLE] = {}
    scales: dict[str, SCALE] = {}
    codes_of: dict[str, str] = {}
    definitions: dict[str, str] = {}
    implied_n: str = ""


class Equation(Place):
    """An equation with its terms in printed order, each under the name it is printed with.

    An equation without numbers says its `form` in words; `limits` are the digits printed at its
    sums or its index.
    """

    model: str = ""
    system: str = ""
    dependent: str = ""
    dependent_printed: str = ""
    logs: Literal["yes", "no"] = "no"
    form: str = ""
    limits: list[str] = []
    terms: dict[str, str | Doubtful] = {}


class Figure(Strict):
    """A number in a sentence: the string printed, what it is about, its unit."""

    printed: str
    about: str
    unit: str
    kind: KIND
    hedge: HEDGE = ""
    year: str = ""
    readings: dict[str, str] = {}
    note: str = ""


class Sentence(Place):
    """A sentence (or a figure caption) with the numbers that stand in it."""

    kind: Literal["sentence", "figure", "heading"] = "sentence"
    sentence: str = ""
    figures: dict[str, Figure]


class Claim(Place):
    """A statement of the paper in our own words, with the checks that one can make of it.

    `numbers` are the digits the statement itself prints (a year, a model number). Several
    checks are parts of one sentence and must hold together. `contradicts` names claims of the
    same paper that stand against it.
    """

    sentence: str = ""
    says: str
    numbers: list[str] = []
    check: list[dict[str, str | list[str]]]
    contradicts: list[str] = []


class Assignment(Place):
    """An extraction doubt about which printed thing stands under which heading."""

    slots: list[str]
    readings: dict[str, dict[str, str]]


class Exclusion(Strict):
    """Digits of the text that state nothing: where, which, and for what reason."""

    at: str
    tokens: list[str] = Field(min_length=1)
    reason: REASON
    context: str = ""


class Source(Strict):
    """Whose figures these are."""

    title: str
    authors: str = ""
    year: str = ""
    published_in: str = ""
    doi: str = ""
    key: str = ""
    note: str = ""


class PaperFile(Strict):
    """One file: a paper, or a collection of official figures."""

    paper: str
    kind: Literal["paper", "official"] = "paper"
    chapter: str
    source: Source
    text: str = ""
    tables: dict[str, Table] = {}
    equations: dict[str, Equation] = {}
    assignments: dict[str, Assignment] = {}
    sentences: dict[str, Sentence] = {}
    claims: dict[str, Claim] = {}
    exclusions: list[Exclusion] = []
