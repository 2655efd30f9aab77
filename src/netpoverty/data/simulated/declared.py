"""Constants of a world with their standing: published, official or assumed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from netpoverty.errors import choose

STATUSES = ("published", "official", "assumed")


@dataclass(frozen=True)
class Declared:
    """One constant of a generator: value, meaning, where it stands, from which source.

    `status` is published (printed in one of the papers), official (a statistical office or a
    survey's codebook) or assumed (chosen here, since nobody printed it).

    >>> Declared(14617.0, "mean rural income", "official", "National Bureau of Statistics").value
    14617.0
    """

    value: object
    meaning: str
    status: str
    source: str = ""

    def __post_init__(self) -> None:
        choose("status of a constant", self.status, STATUSES)


def declared_frame(constants: Mapping[str, Declared]) -> pd.DataFrame:
    """Return one row a constant: name, value, meaning, status, source."""
    rows = [
        (name, str(entry.value), entry.meaning, entry.status, entry.source)
        for name, entry in constants.items()
    ]
    return pd.DataFrame(rows, columns=["constant", "value", "meaning", "status", "source"])


def calibration_row(
    quantity: str, target: object, achieved: object, kind: str, source: str = ""
) -> dict[str, object]:
    """Return one row of a calibration table: target against what the world has."""
    choose("kind of target", kind, STATUSES)
    return {
        "quantity": quantity,
        "target": target,
        "achieved": achieved,
        "kind": kind,
        "source": source,
    }
