"""Readers of the files that people bring."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from netpoverty.data.dataset import Dataset
from netpoverty.errors import refuse


def read(name: str, source: str | Path, choices: Mapping[str, object]) -> Dataset:
    """Return the data set in the file or folder at `source`, or refuse it in one sentence."""
    raise refuse(f"source of {name}", str(source), "a readable file")
