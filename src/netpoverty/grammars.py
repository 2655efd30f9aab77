"""Grammars that are built only when somebody asks for them."""

from __future__ import annotations

import importlib
import sys
from importlib.util import find_spec
from types import ModuleType
from typing import Any

COSTLY = "rfc3987_syntax"


class _StandIn(ModuleType):
    """A package that looks like itself and is loaded when anything of it is wanted."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(_loaded(), name)


def build_when_asked() -> None:
    """Let jsonschema be imported without the grammars of internationalised addresses.

    jsonschema, which reads notebooks and charts, imports `rfc3987_syntax` for one check that
    hardly any schema asks for, and that package builds 38 grammars: nearly three seconds in every
    kernel. The stand-in loads the package itself at the first check.
    """
    if COSTLY in sys.modules or (spec := find_spec(COSTLY)) is None:
        return
    stand_in = _StandIn(COSTLY)
    stand_in.__spec__, stand_in.__path__ = spec, spec.submodule_search_locations
    stand_in.is_valid_syntax = _is_valid_syntax
    sys.modules[COSTLY] = stand_in


def _loaded() -> ModuleType:
    if isinstance(sys.modules.get(COSTLY), _StandIn):
        del sys.modules[COSTLY]
    return importlib.import_module(COSTLY)


def _is_valid_syntax(*arguments: Any) -> bool:
    return _loaded().is_valid_syntax(*arguments)
