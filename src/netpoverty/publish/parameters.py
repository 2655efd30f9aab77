"""Parameters of a chapter: read from the annotated cell, checked before anything starts.

The one line in the notebook is the only definition::

    horizon: int = 12  # periods after the shock; in [1, 60]

papermill's own inspection misreads such lines (a `#` inside a string, `1/3`, a list), so
the cell is read with `ast` and `tokenize`; only literals are ever evaluated.
"""

from __future__ import annotations

import ast
import io
import json
import tokenize
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter, ValidationError

from ..errors import InputError, nearest, refuse
from .rules import Rule, parse_rule

TYPES: dict[str, Any] = {
    "int": int,
    "float": float,
    "str": str,
    "bool": bool,
    "list[int]": list[int],
    "list[float]": list[float],
    "list[str]": list[str],
}


@dataclass(frozen=True)
class Parameter:
    """One parameter: name, type as annotated, default, help and rule."""

    name: str
    type: str
    default: Any
    help: str
    rule: Rule

    def parse(self, given: object, chapter: str) -> Any:
        """Return the value of the declared type, or refuse it in one sentence."""
        value = _literal(given, self.type) if isinstance(given, str) else given
        try:
            strict = TypeAdapter(TYPES[self.type]).validate_python(value, strict=True)
        except ValidationError:
            raise self._refuse(given, chapter) from None
        if not self.rule.accepts(strict):
            raise self._refuse(given, chapter)
        return strict

    def _refuse(self, given: object, chapter: str) -> InputError:
        allowed = f"{self.type}, {self.rule.text}" if self.rule.text != "any" else self.type
        return refuse(f"parameter {self.name} of {chapter}", given, allowed)

    def to_dict(self) -> dict:
        """Return name, type, default, help and rule, as `netpoverty chapters --json` prints."""
        return {
            "name": self.name,
            "type": self.type,
            "default": self.default,
            "help": self.help,
            "allowed": self.rule.text,
        }


def read_parameters(source: str, chapter: str) -> dict[str, Parameter]:
    """Return the parameters that a cell's source defines, in order.

    Raises InputError, naming chapter and line, for anything but annotated literals with a
    comment `help; rule`, and for a default that breaks its own rule.
    """
    try:
        tree = ast.parse(source)
    except SyntaxError as error:
        raise InputError(f"{chapter}: parameters cell, line {error.lineno}: {error.msg}.") from None
    comments = _comments(source)
    found: dict[str, Parameter] = {}
    for node in tree.body:
        where = f"{chapter}: parameters cell, line {node.lineno}"
        parameter = _read_line(node, comments.get(node.end_lineno or node.lineno, ""), where)
        if parameter.name in found:
            raise InputError(f"{where}: {parameter.name} is defined twice.")
        parameter.parse(parameter.default, chapter)
        found[parameter.name] = parameter
    return found


def check_parameters(
    parameters: Mapping[str, Parameter], given: Mapping[str, object], chapter: str
) -> dict[str, Any]:
    """Return the given values, checked; an unknown name is refused with the nearest valid one."""
    checked = {}
    for name, value in given.items():
        if name not in parameters:
            close = nearest(name, parameters)
            hint = f"; the nearest is {close}" if close else ""
            names = ", ".join(parameters) or "no parameters"
            raise refuse(f"parameter of {chapter}", name, f"{names}{hint}")
        checked[name] = parameters[name].parse(value, chapter)
    return checked


def _read_line(node: ast.stmt, comment: str, where: str) -> Parameter:
    if not (isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value):
        raise InputError(f"{where}: expected `name: type = value  # help; rule`.")
    kind = ast.unparse(node.annotation)
    name = node.target.id
    if kind not in TYPES:
        raise refuse(f"{where}: type of {name}", kind, ", ".join(TYPES))
    help_text, separator, rule = comment.rpartition("; ")
    if not separator:
        raise InputError(f"{where}: {name} needs a comment `help; rule` (rule `any` if none).")
    try:
        default = ast.literal_eval(node.value)
    except ValueError:
        raise refuse(f"{where}: default of {name}", ast.unparse(node.value), "a literal") from None
    # An int literal is a fine float default; strict checking would refuse it.
    default = float(default) if kind == "float" and type(default) is int else default
    return Parameter(name, kind, default, help_text.strip(), parse_rule(rule.strip(), where))


def _comments(source: str) -> dict[int, str]:
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return {t.start[0]: t.string.lstrip("# ") for t in tokens if t.type == tokenize.COMMENT}


def _literal(text: str, kind: str) -> object:
    """Turn what was typed on a command line into a value of roughly the right type."""
    if kind == "str":
        return text
    if kind == "bool":
        return {"true": True, "false": False}.get(text.strip().lower(), text)
    if kind.startswith("list"):
        return _list(text, kind)
    return _number(text, kind)


def _number(text: str, kind: str) -> object:
    try:
        return int(text) if kind == "int" else float(text)
    except ValueError:
        return text


def _list(text: str, kind: str) -> object:
    if text.lstrip().startswith("["):
        try:
            return json.loads(text)
        except json.JSONDecodeError:
            return text
    items = [item.strip() for item in text.split(",") if item.strip()]
    return [_literal(item, kind[5:-1]) for item in items]
