"""Looking up a name among many: the refusal offers the nearest, never the whole list."""

from __future__ import annotations

from collections.abc import Collection

from netpoverty.errors import choose, nearest, refuse

FEW = 12  # more names than this do not make a readable sentence


def look_up(thing: str, given: str, names: Collection[str]) -> str:
    """Return `given` if it is one of `names`, else refuse it with the nearest of them.

    >>> look_up("cell", "table-1.x.2", [f"table-1.x.{i}" for i in range(40)])
    'table-1.x.2'
    """
    if given in names:
        return given
    if len(names) <= FEW:
        return choose(thing, given, sorted(names))
    close = nearest(given, names)
    hint = f" (did you mean {close!r}?)" if close else ""
    raise refuse(thing, given, f"one of the {len(names)} that the registry holds{hint}")
