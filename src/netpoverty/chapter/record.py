"""Recording a result once, for prose, other pages, comparison and `results.json`.

A record is an output of its cell in the form that glue reads, with its value, unit and
kind in the output's metadata; the runner collects it from the executed notebook.
"""

from __future__ import annotations

import ast
import contextlib
import math
import re
from collections.abc import Iterator, Mapping

from ..errors import InputError, refuse
from ..results import format_number
from .kinds import kind_of

# Kinds that say nothing of people: of no sentence of theirs may people be the subject.
UNOBSERVED = ("simulated", "judgement")
PREFIX = "application/papermill.record/"
NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def record(name: str, value: object, unit: str = "", kind: str = "published") -> None:
    """Record a result under a stable name, so that prose can glue it.

    Parameters: `name` in lower-case words joined by hyphens, unique in the notebook;
    `value` a number, a truth value or a short text; `unit` such as "years" or "%";
    `kind` one of published, simulated, real, judgement. Raises InputError for a bad name or kind,
    or for a value that is no such thing.

    In prose: `` {glue:text}`name` `` shows the value with four significant digits.
    """
    plain = _plain(name, value)
    _emit(name, plain, unit, kind, {"text/plain": _as_glued(plain)})


def sentence(name: str, markdown: str, kind: str = "published") -> None:
    """Record a sentence that was chosen by results.

    In prose: `` {glue:md}`name:myst` `` renders it with its mathematics.
    """
    if kind in UNOBSERVED:
        check_simulated_sentence(markdown)
    _emit(name, markdown, "", kind, {"text/plain": markdown, "text/markdown": markdown})


SUBJECT = re.compile(
    r"(?:^|[.;:]\s+)(?:In|Across|Among|For)?\s*(?:rural\s+|poor\s+|the\s+)*"
    r"(?:China|Chinese|farmers?|migrants?|migrant workers|villagers?|peasants?)\b",
    re.IGNORECASE,
)


def check_simulated_sentence(text: str) -> None:
    """Refuse a sentence from a simulated world or a model whose subject is China or its people.

    >>> check_simulated_sentence("In this simulated world logit found -11 points.")
    >>> check_simulated_sentence("Farmers gain 6 points.")
    Traceback (most recent call last):
    netpoverty.errors.InputError: ...
    """
    if SUBJECT.search(text):
        raise refuse(
            "a sentence from a simulated result",
            repr(text[:60]),
            "one whose subject is the simulated world or the model, never China, farmers or migrants",
        )


def records_in(notebook: Mapping) -> Iterator[dict]:
    """Yield each record of an executed notebook: name, value, unit and kind."""
    for cell in notebook["cells"]:
        for output in cell.get("outputs", ()):
            found = output.get("metadata", {}).get("netpoverty", {})
            if "record" in found:
                yield dict(found["record"])


def _as_glued(value: object) -> str:
    """Return what glue shows as it stands: it evaluates text, and would read 2,300 as a pair.

    >>> _as_glued("2,300"), _as_glued("Aba"), _as_glued(0.5)
    ("'2,300'", 'Aba', '0.5000')
    """
    text = format_number(value)
    if isinstance(value, str):
        with contextlib.suppress(ValueError, SyntaxError):
            ast.literal_eval(text)
            return repr(text)
    return text


def _plain(name: str, value: object) -> object:
    if hasattr(value, "item") and getattr(value, "ndim", 0) == 0:
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        raise refuse(f"record {name!r}", value, "a finite number; say in words what is undefined")
    if not isinstance(value, bool | int | float | str):
        raise refuse(f"record {name!r}", type(value).__name__, "a number, a truth value or a text")
    return value


def _emit(name: str, value: object, unit: str, kind: str, bundle: dict) -> None:
    from IPython.display import display

    if not NAME.fullmatch(name):
        raise refuse("the name of a record", name, "lower-case words joined by hyphens")
    kind_of(kind)
    # Four digits: enough to notice a change, few enough to be the same on every processor.
    stored = float(f"{value:.3e}") if isinstance(value, float) else value
    metadata = {
        "scrapbook": {"name": name, "mime_prefix": PREFIX},
        "netpoverty": {"record": {"name": name, "value": stored, "unit": unit, "kind": kind}},
    }
    display({PREFIX + mime: text for mime, text in bundle.items()}, raw=True, metadata=metadata)


__all__ = ["InputError", "check_simulated_sentence", "record", "records_in", "sentence"]
