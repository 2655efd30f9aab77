"""Estimates recorded from a real file: numbers and their origin, never rows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from netpoverty.errors import InputError


class Specification(BaseModel):
    """One coefficient under one specification; `clusters` counts the units."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)
    units: str
    scale: Literal["logs", "levels"]
    estimator: str
    coefficient: float
    error: float = Field(ge=0)
    p: float = Field(ge=0, le=1)
    n: int = Field(gt=0)
    clusters: int = Field(gt=1)


class RecordedEstimates(BaseModel):
    """Every specification tried on one real file, with the file's hash and the code's version."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)
    kind: Literal["real"]
    source: str
    sample: str
    file_hash: str = Field(pattern=r"^[0-9a-f]{64}$")
    code_version: str
    outcome: str
    regressors: list[str]
    convention: str
    specifications: list[Specification] = Field(min_length=1)


def write_estimates(path: str | Path, content: dict[str, object]) -> RecordedEstimates:
    """Write `content` to `path` after a strict check; raises InputError naming the field."""
    checked = _checked(content, Path(path).name)
    text = json.dumps(checked.model_dump(), indent=1, ensure_ascii=False, allow_nan=False)
    Path(path).write_text(text + "\n", encoding="utf-8")
    return checked


def read_estimates(path: str | Path) -> RecordedEstimates:
    """Return the estimates recorded at `path`; raises InputError naming file and field."""
    try:
        content = json.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise InputError(f"{Path(path).name}: not a readable JSON file.") from problem
    return _checked(content, Path(path).name)


def _checked(content: object, name: str) -> RecordedEstimates:
    try:
        return RecordedEstimates.model_validate(content)
    except ValidationError as problem:
        first = problem.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise InputError(f"{name}, {place}: {first['msg']}.") from problem
