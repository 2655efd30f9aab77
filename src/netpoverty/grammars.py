"""Grammars that are built only when somebody asks for them."""

from __future__ import annotations

import importlib
import sys
from importlib.util import find_spec
from types import ModuleType
from typing import Any

COSTLY = "rfc3987_syntax"


def build_when_asked() -> None:
    """Let jsonschema be imported without the grammars of internationalised addresses.

    jsonschema, which reads notebooks and charts, imports `rfc3987_syntax` for one check that
    hardly any schema asks for, and that package builds 38 grammars: nearly three seconds in every
    kernel. The stand-in imports the package itself at the first check.
    """
    if COSTLY in sys.modules or find_spec(COSTLY) is None:
        return
    stand_in = ModuleType(COSTLY)
    stand_in.is_valid_syntax = _is_valid_syntax
    sys.modules[COSTLY] = stand_in


def _is_valid_syntax(*arguments: Any) -> bool:
    if not hasattr(sys.modules.get(COSTLY), "__path__"):
        sys.modules.pop(COSTLY, None)
    return importlib.import_module(COSTLY).is_valid_syntax(*arguments)
