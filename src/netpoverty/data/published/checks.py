"""The closed vocabulary in which a claim in words says what could be checked of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from netpoverty.errors import choose, refuse

# What a field of a check may hold. "cell" and "cells" name cells of the registry,
# "system"/"equations"/"table" printed places; the rest are words and numbers in quotation marks.
_SIGNS = ("positive", "negative")
_YES_NO = ("yes", "no")


@dataclass(frozen=True, slots=True)
class Form:
    """One kind of check: its meaning, its fields, those that may be left out."""

    meaning: str
    fields: Mapping[str, str | tuple[str, ...]]
    optional: tuple[str, ...] = ()


_RESPONSE = {"system": "system", "shock": "variable", "response": "variable"}
_TWO = {"system": "system", "shock": "variable", "responses": "variables"}
_SPAN = {"from": "period", "to": "period"}

FORMS: dict[str, Form] = {
    # numbers against numbers; every comparison is one of rounding intervals
    "sign": Form("every cell has this sign", {"cells": "cells", "sign": _SIGNS}),
    "greater": Form("each cell is greater than the next", {"cells": "cells"}),
    "equal": Form("the cells print one number", {"cells": "cells"}),
    "same-quantity": Form(
        "the cells state one quantity, perhaps in different units (a share, a per cent)",
        {"cells": "cells"},
    ),
    "sum": Form("the parts add up to the total", {"parts": "cells", "total": "cell"}),
    "difference": Form(
        "`from` less `less` is the result; without a result, the difference is to be computed",
        {"from": "cell", "less": "cell", "result": "cell"},
        ("result",),
    ),
    "ratio": Form(
        "numerator over denominator is the result; without one, the ratio is to be computed",
        {"numerator": "cell", "denominator": "cell", "result": "cell", "unit": "text"},
        ("result", "unit"),
    ),
    "growth": Form(
        "from start to end the figure rises or falls; the rate is to be computed",
        {"start": "cell", "end": "cell", "direction": ("rises", "falls")},
    ),
    "share-of": Form(
        "the share is the part divided by the whole",
        {"part": "cell", "whole": "cell", "share": "cell"},
    ),
    "count-share": Form(
        "some whole number of the n cases gives the printed share",
        {"share": "cell", "n": "cell"},
    ),
    "years-between": Form(
        "the years from start to end are as many as stated (both ends or one end counted)",
        {"start": "cell", "end": "cell", "years": "cell"},
    ),
    "before": Form("the first date is earlier than the second", {"cells": "cells"}),
    "rises": Form("the cells rise from each to the next", {"cells": "cells"}),
    "bound": Form(
        "the cell lies within bounds that the source states",
        {"cell": "cell", "low": "number", "high": "number", "source": "text"},
        ("low", "high"),
    ),
    "official": Form(
        "the cell and the official figure state one quantity",
        {"cell": "cell", "official": "cell"},
    ),
    "beside": Form(
        "the cell is set beside an official figure; the difference is told, no verdict follows",
        {"cell": "cell", "official": "cell"},
    ),
    "dated": Form(
        "the exposure is dated before the outcome",
        {"exposure": "cell", "outcome": "cell"},
    ),
    # regression output
    "significant": Form(
        "every cell is (is not) significant at the level, by its own error and by its stars",
        {"cells": "cells", "level": "number", "is": _YES_NO},
    ),
    "highest-fit": Form(
        "the first cell holds the highest fit of the columns named",
        {"cells": "cells"},
    ),
    "poolable": Form(
        "unit effects can be dropped: the fits of a table imply an F that does not reject pooled",
        {"table": "table", "level": "number"},
    ),
    "reads-as": Form(
        "the text reads the cell as one kind of quantity, the table prints another",
        {"cell": "cell", "text": "text", "table": "text"},
    ),
    # tables of variables
    "codes-match": Form(
        "minimum and maximum are the lowest and highest code that the table of codes gives",
        {"table": "table", "variable": "text", "minimum": "cell", "maximum": "cell"},
    ),
    # equations
    "contains": Form(
        "the variable appears in the system, as a dependent variable or with a lag",
        {"system": "system", "variable": "variable"},
    ),
    "dependent": Form(
        "the variable stands on the left of the equations",
        {"equations": "equations", "variable": "variable"},
    ),
    "graphs": Form(
        "the system has that many impulse responses (variables squared)",
        {"system": "system", "number": "number"},
    ),
    # responses of a printed VAR; periods are counted as EViews does, the impact being period 1
    "response-peak": Form("the response is largest in the period", {**_RESPONSE, "period": "period"}),
    "response-sign": Form(
        "the response has the sign over the span", {**_RESPONSE, "sign": _SIGNS, **_SPAN}, ("from", "to")
    ),
    "response-rises": Form("the response rises over the span", {**_RESPONSE, **_SPAN}, ("from", "to")),
    "response-falls": Form("the response falls over the span", {**_RESPONSE, **_SPAN}, ("from", "to")),
    "response-steepest": Form(
        "the rise into the period is larger than into any other", {**_RESPONSE, "period": "period"}
    ),
    "response-small": Form(
        "over the span the response stays within a share of its largest size (the share is ours)",
        {**_RESPONSE, **_SPAN, "share": "number"},
    ),
    "response-near-zero": Form(
        "after the period the response stays within a share of its largest size (the share is ours)",
        {**_RESPONSE, "after": "period", "share": "number"},
    ),
    "response-immediate": Form(
        "the response at the impact is (is not) more than a tenth of its largest size",
        {**_RESPONSE, "is": _YES_NO},
    ),
    "response-same-peak": Form("the two responses peak in one period", _TWO),
    "response-larger": Form(
        "the first response is above the second over the span", {**_TWO, **_SPAN}, ("from", "to")
    ),
    "responses-converge": Form("all roots of the system lie inside the unit circle", {"system": "system"}),
    # claims that no printed number settles
    "shown-in": Form(
        "the place that the text points to has such a row or column",
        {"table": "table", "label": "text"},
    ),
    "arithmetic": Form("it holds for any data, by the way the quantity is built", {"why": "text"}),
    "causal": Form("causal words; the design that is to carry them", {"design": "text"}),
    "needs": Form("it cannot be checked without what is named", {"what": "text"}),
    "method": Form("the test named does not test what it is read for", {"why": "text"}),
    "defines": Form("it fixes what a variable means", {"variable": "text", "as": "text"}),
    "advice": Form("a recommendation; nothing to check", {}),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Check:
    """One check of a claim: its kind and its fields, as the file gives them."""

    kind: str
    fields: Mapping[str, str | list[str]]

    def __getitem__(self, name: str) -> str | list[str]:
        return self.fields[name]

    def get(self, name: str, default: str = "") -> str | list[str]:
        """Return a field, or the default where it was left out."""
        return self.fields.get(name, default)

    def references(self) -> Iterator[tuple[str, str]]:
        """Yield (sort, name) of every cell, table, equation and system that the check names."""
        sorts = {"cells": "cell", "equations": "equation"}
        for name, sort in FORMS[self.kind].fields.items():
            plain = sorts.get(str(sort), str(sort))
            given = self.fields.get(name, [])
            if plain in ("cell", "table", "equation", "system"):
                for one in [given] if isinstance(given, str) else given:
                    yield plain, one

    def cells(self) -> list[str]:
        """Return every cell that the check names, as the file names it."""
        return [name for sort, name in self.references() if sort == "cell"]


def read_check(entry: Mapping[str, str | list[str]]) -> Check:
    """Return the check that a mapping spells, its kind and fields held against the vocabulary.

    >>> read_check({"kind": "arithmetic", "why": "a fit never falls when a regressor is added"}).kind
    'arithmetic'
    """
    kind = choose("kind of check", str(entry.get("kind", "")), FORMS)
    form = FORMS[kind]
    fields = {name: value for name, value in entry.items() if name != "kind"}
    for name in fields:
        choose(f"field of {kind}", name, form.fields or ["none"])
    for name, sort in form.fields.items():
        if name in fields:
            _check_field(f"{kind}: {name}", fields[name], sort)
        elif name not in form.optional:
            raise refuse(f"field {name} of {kind}", "nothing", _allowed(sort))
    return Check(kind, fields)


def _allowed(sort: str | tuple[str, ...]) -> str:
    return f"one of {', '.join(sort)}" if isinstance(sort, tuple) else f"a {sort}"


def _check_field(name: str, given: str | list[str], sort: str | tuple[str, ...]) -> None:
    if isinstance(sort, tuple):
        choose(name, str(given), sort)
    elif isinstance(given, list) != (sort in ("cells", "variables", "equations")):
        raise refuse(name, given, "a list" if isinstance(given, str) else "one entry, not a list")
    elif sort == "period" and not str(given).isdigit():
        raise refuse(name, given, "a period: 1 is the impact")
    elif sort == "number":
        try:
            float(str(given))
        except ValueError:
            raise refuse(name, given, "a number in quotation marks") from None


def vocabulary() -> list[dict[str, str]]:
    """Return the vocabulary as rows: kind, meaning, fields (optional ones in brackets)."""
    return [
        {
            "kind": kind,
            "meaning": form.meaning,
            "fields": ", ".join(f"[{f}]" if f in form.optional else f for f in form.fields),
        }
        for kind, form in FORMS.items()
    ]
