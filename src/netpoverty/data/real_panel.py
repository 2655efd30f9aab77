"""Yearbook panels of prefectures or cities."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from netpoverty.data.dataset import Dataset
from netpoverty.errors import refuse


def read(source: str | Path, choices: Mapping[str, object]) -> Dataset:
    """Return the panel in the file at `source`."""
    raise refuse("source of panel", str(source), "cfps or cgss files so far")
