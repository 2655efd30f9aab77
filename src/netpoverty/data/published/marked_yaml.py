"""Reading YAML whose values must all be quoted strings, with the line of every entry."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from netpoverty.errors import InputError

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_STRING = "tag:yaml.org,2002:str"
_WORDS = {
    "tag:yaml.org,2002:int": "number",
    "tag:yaml.org,2002:float": "number",
    "tag:yaml.org,2002:bool": "true/false",
    "tag:yaml.org,2002:null": "empty value",
    "tag:yaml.org,2002:timestamp": "date",
}


def read_bytes(path: Path, shown: str) -> bytes:
    """Return what a file holds; one that cannot be read is refused by the name `shown`."""
    try:
        return path.read_bytes()
    except OSError as fault:
        why = "it points to no file" if path.is_symlink() and not path.exists() else fault.strerror
        raise InputError(f"{shown}: the file cannot be read: {why}.") from None


class MarkedFile:
    """One YAML file as plain data, able to say on which line each entry stands.

    `data` holds dicts, lists and strings only; `line(path)` gives the line of an entry and
    `error(path, …)` the sentence that refuses it. Unquoted numbers, dates, truth values and
    empty values are refused, since YAML would drop their printed form (0.50 becomes 0.5).
    """

    def __init__(self, path: Path, shown: str | None = None) -> None:
        self.shown = shown or path.as_posix()
        self._root = self._compose(path)
        self._seen: set[int] = set()
        if not isinstance(self._root, yaml.MappingNode):
            raise InputError(f"{self.shown} line 1: a mapping of keys is expected.")
        self.data: dict[str, Any] = self._plain(self._root)

    def _compose(self, path: Path) -> yaml.Node | None:
        try:
            return yaml.compose(read_bytes(path, self.shown).decode("utf-8"), Loader=_Loader)
        except yaml.YAMLError as fault:
            mark = getattr(fault, "problem_mark", None)
            line = mark.line + 1 if mark else 1
            why = str(getattr(fault, "problem", None) or fault).splitlines()[0]
            raise InputError(f"{self.shown} line {line}: not YAML: {why}.") from None
        except UnicodeDecodeError:
            raise InputError(f"{self.shown} line 1: not text in UTF-8.") from None

    def _plain(self, node: yaml.Node) -> Any:
        if id(node) in self._seen:
            raise self._at(node, InputError("an entry that refers to another one is not allowed."))
        self._seen.add(id(node))
        if isinstance(node, yaml.ScalarNode):
            if node.tag != _STRING:
                raise self._at(node, self._unquoted(node))
            return node.value
        if isinstance(node, yaml.SequenceNode):
            return [self._plain(item) for item in node.value]
        return self._mapping(node)

    def _mapping(self, node: yaml.Node) -> dict[str, Any]:
        plain: dict[str, Any] = {}
        for key, value in node.value:
            name = self._plain(key)
            if not isinstance(name, str):
                raise self._at(key, InputError("a key must be text."))
            if name in plain:
                raise self._at(key, InputError(f"the key {name!r} stands twice."))
            plain[name] = self._plain(value)
        return plain

    @staticmethod
    def _unquoted(node: yaml.ScalarNode) -> InputError:
        word = _WORDS.get(node.tag, f"value tagged {node.tag}")
        given = node.value or "nothing"
        return InputError(f"unquoted {word}: got {given}; allowed: text in quotation marks.")

    def _at(self, node: yaml.Node, fault: InputError) -> InputError:
        return InputError(f"{self.shown} line {node.start_mark.line + 1}: {fault}")

    def line(self, path: tuple[str | int, ...]) -> int:
        """Return the line of the entry at `path`, or of its nearest ancestor that exists."""
        node, line = self._root, 1
        for step in path:
            if isinstance(node, yaml.SequenceNode) and isinstance(step, int):
                node = node.value[step] if step < len(node.value) else None
                line = node.start_mark.line + 1 if node else line
            elif isinstance(node, yaml.MappingNode):
                pair = next((pair for pair in node.value if pair[0].value == step), None)
                line = pair[0].start_mark.line + 1 if pair else line
                node = pair[1] if pair else None
            if node is None:
                break
        return line

    def error(self, path: tuple[str | int, ...], fault: object) -> InputError:
        """Return the refusal of the entry at `path`: file, line, place in the file, reason."""
        steps = [f"no. {step + 1}" if isinstance(step, int) else step for step in path]
        where = f" {' > '.join(steps)}:" if steps else ""
        return InputError(f"{self.shown} line {self.line(path)}:{where} {fault}")
