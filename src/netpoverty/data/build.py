"""A tidy frame becomes a data set: schema checked, gates passed, rows counted."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from netpoverty.data.dataset import Dataset
from netpoverty.data.sample_flow import SampleFlow
from netpoverty.data.samples import select
from netpoverty.data.schemas import check_frame
from netpoverty.errors import InputError


def build(
    name: str,
    kind: str,
    frame: pd.DataFrame,
    flow: SampleFlow,
    choices: Mapping[str, object],
    **more: object,
) -> Dataset:
    """Return the data set made of a tidy frame: checked against its schema, led through its gates.

    `more` goes to `Dataset` (sources, truth, world, remarks).
    """
    where = ", ".join(source.file for source in more.get("sources", ())) or f"{name} world"
    checked = check_frame(name, frame, where)
    sample, flow = select(name, checked, flow, choices)
    if sample.empty:
        raise InputError(f"{where}: no row is left after the rules of the sample.")
    return Dataset(name, kind, checked, sample, flow, choices=choices, **more)
