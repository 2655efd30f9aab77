"""How bad input is refused: one sentence that names the thing, the value and what is allowed."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class InputError(ValueError):
    """Input that cannot be used, told in one sentence."""


def refuse(thing: str, given: object, allowed: str) -> InputError:
    """Return the error that says what was given for `thing` and what is allowed.

    >>> raise refuse("k", 1.5, "a share in (0, 1]")
    Traceback (most recent call last):
    netpoverty.errors.InputError: k: got 1.5; allowed: a share in (0, 1].
    """
    shown = given if isinstance(given, str) and " " in given else repr(given)
    return InputError(f"{thing}: got {shown}; allowed: {allowed.rstrip('.')}.")


def nearest(name: str, names: Iterable[str]) -> str | None:
    """Return the valid name closest to a mistyped one, or None when none is close.

    >>> nearest("horizn", ["horizon", "seed"])
    'horizon'
    """
    found = difflib.get_close_matches(name, list(names), n=1, cutoff=0.5)
    return found[0] if found else None


def choose(thing: str, given: str, allowed: Iterable[str]) -> str:
    """Return `given` if it is one of `allowed`, else refuse it with the nearest name.

    >>> choose("effects", "within", ["pooled", "within"])
    'within'
    """
    options = list(allowed)
    if given in options:
        return given
    close = nearest(str(given), options)
    hint = f" (did you mean {close!r}?)" if close else ""
    raise refuse(thing, given, f"one of {', '.join(map(str, options))}{hint}")
