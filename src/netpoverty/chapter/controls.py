"""Controls of an interactive figure: each a native input that a keyboard can move."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..errors import refuse
from ..results import format_number

LONGEST = 200


@dataclass(frozen=True)
class Control:
    """One setting that the reader moves.

    Parameters
    ----------
    name : column of the settings that it chooses among, and the name under which the chart
    reads it; a valid identifier. label : what the reader sees. values : what can be chosen, in
    order. start : the value at first. unit : written after the value. shape : slider, select
    or radio.
    """

    name: str
    label: str
    values: tuple
    start: object
    unit: str
    shape: str

    @property
    def texts(self) -> list[str]:
        """Return each value as tables and readings write it."""
        return [format_number(value) for value in self.values]

    @property
    def heading(self) -> str:
        """Return label and unit, as a table's head shows them."""
        return f"{self.label}, {self.unit}" if self.unit else self.label

    def to_dict(self) -> dict:
        """Return what the page's script needs."""
        return {
            "name": self.name,
            "label": self.label,
            "unit": self.unit,
            "shape": self.shape,
            "values": [v.item() if hasattr(v, "item") else v for v in self.values],
            "texts": self.texts,
            "start": self.values.index(self.start),
        }


def slider(
    name: str, label: str, values: Sequence, start: object = None, unit: str = ""
) -> Control:
    """Return a slider over `values` in their order, which need not be evenly spaced.

    `start` is one of the values, the first if not given. Raises InputError for a name that is
    no identifier, fewer than two values, more than 200, a repeated one, or a foreign start.

    >>> slider("share", "Households online", range(0, 101, 10), 50, "%").texts[:3]
    ['0', '10', '20']
    """
    return _control(name, label, values, start, unit, "slider")


def select(
    name: str, label: str, values: Sequence, start: object = None, unit: str = ""
) -> Control:
    """Return a list to choose one of `values` from; for more than about four. See `slider`."""
    return _control(name, label, values, start, unit, "select")


def radio(name: str, label: str, values: Sequence, start: object = None, unit: str = "") -> Control:
    """Return buttons of which one is chosen; for two to four `values`. See `slider`."""
    return _control(name, label, values, start, unit, "radio")


def shares(
    names: Sequence[str], labels: Sequence[str], values: Sequence, starts: Sequence, unit: str
) -> list[Control]:
    """Return one slider a share of a budget, all over the same `values`.

    >>> [c.start for c in shares(["a", "b"], ["first", "second"], [0, 50, 100], [0, 100], "%")]
    [0, 100]
    """
    each = zip(names, labels, starts, strict=True)
    return [slider(name, label, values, start, unit) for name, label, start in each]


def _control(
    name: str, label: str, values: Sequence, start: object, unit: str, shape: str
) -> Control:
    values = tuple(values)
    texts = [format_number(value) for value in values]
    if not name.isidentifier():
        raise refuse("the name of a control", repr(name), "an identifier such as share")
    if not 2 <= len(values) <= LONGEST or len(set(texts)) < len(texts):
        raise refuse(f"the values of control {name}", texts, f"2 to {LONGEST} different values")
    start = values[0] if start is None else start
    if start not in values:
        raise refuse(f"the start of control {name}", start, f"one of {', '.join(texts)}")
    return Control(name, label, values, start, unit, shape)
