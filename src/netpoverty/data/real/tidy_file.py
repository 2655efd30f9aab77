"""Tidy parquet files: a world that was written to disk, opened again."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

from netpoverty.data.build import build
from netpoverty.data.dataset import Dataset, Source
from netpoverty.data.real.stata_file import check_exists, file_hash
from netpoverty.data.sample_flow import SampleFlow
from netpoverty.data.schemas import check_frame
from netpoverty.errors import InputError

UNITS = {"cfps": "households", "cgss": "respondents", "panel": "prefecture-years"}


def read_tidy(name: str, path: Path, choices: Mapping[str, object]) -> Dataset:
    """Return the data set in a parquet file that already keeps the schema of `name`.

    A file whose name or label says SIMULATED must say so in `is_simulated` too.

    Raises
    ------
    InputError
        If the file cannot be read, breaks the schema or contradicts itself.
    """
    check_exists(path)
    raw, label = _read(path)
    frame = check_frame(name, raw, path.name)
    simulated = bool(frame["is_simulated"].all())
    if "simulated" in (path.name + label).lower() and not simulated:
        raise InputError(
            f"{path.name}: its name or label says SIMULATED, its column is_simulated does not."
        )
    return build(
        name,
        "simulated" if simulated else "real",
        frame,
        SampleFlow(UNITS[name], len(frame)),
        choices,
        sources=(Source(path.name, file_hash(path), len(frame), frame.shape[1], label),),
        world="read from a tidy file" if simulated else "",
    )


def _read(path: Path) -> tuple[pd.DataFrame, str]:
    try:
        table = pq.read_table(path)
        label = (table.schema.metadata or {}).get(b"label", b"").decode("utf-8", "replace")
        frame = table.to_pandas(ignore_metadata=True)
        words = [name for name in frame if frame[name].dtype == object]
        return frame.astype(dict.fromkeys(words, "str")), label
    except Exception as problem:  # a damaged file ends in errors of many kinds
        what = type(problem).__name__
        raise InputError(f"{path.name}: cannot be read as a parquet file ({what}).") from None
