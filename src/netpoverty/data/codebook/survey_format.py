"""Tidy frames written back as survey-style files, for practice in cleaning and for tests.

The codebook drives both directions, so a file that is written and read again gives the same
frame. A simulated frame cannot pass for a leak: SIMULATED stands in the file name, the data
label and every variable label, and an `is_simulated` column is there.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pandas as pd
import pyreadstat

from netpoverty.data.codebook import Item, in_file
from netpoverty.data.codebook.cfps import CFPS_ITEMS, CFPS_STEERING
from netpoverty.data.codebook.cgss import CGSS_ITEMS
from netpoverty.data.codebook.survey_persons import people_of, trap_households
from netpoverty.data.schemas import check_frame

MARK = "SIMULATED"
CFPS_FILES = {
    "famecon": "cfps2018famecon_202101.dta",
    "person": "cfps2018person_202012.dta",
    "famconf": "cfps2018famconf_202008.dta",
}
CGSS_FILE = "CGSS2021.dta"


def write_cfps(frame: pd.DataFrame, folder: str | Path, traps: int = 0) -> list[Path]:
    """Write a tidy CFPS frame as household, person and roster files; return their paths.

    Parameters
    ----------
    frame
        One row a rural household, in the schema of cfps.
    folder
        Where the three files go; made if it is not there.
    traps
        Number of extra households of each kind that cleaning must drop: urban, of unknown
        residence, answered by a proxy, of a respondent without age.

    Raises
    ------
    InputError
        If the frame breaks its schema, or counts members that a household cannot have.
    """
    frame = check_frame("cfps", frame)
    people = people_of(frame)
    raw = {
        "famecon": _raw(frame, in_file(CFPS_ITEMS, "famecon")).assign(urban18=0.0, fa1=5.0),
        "person": _raw(people, in_file(CFPS_ITEMS, "person")).assign(
            pid=people["pid"],
            fid18=people["fid18"],
            selfrpt=1.0,
            income=-8.0,
            cfps2018eduy=people["schooling_years"],
        ),
    }
    if traps:
        raw = trap_households(raw["famecon"], raw["person"], traps)
    person = raw["person"]
    raw["famconf"] = person[["fid18", "pid"]].assign(hukou_a18_p=person["qa301"].replace(-8, -9))
    simulated = bool(frame["is_simulated"].all())
    labels = _labels(CFPS_ITEMS) | CFPS_STEERING["famecon"] | CFPS_STEERING["person"]
    labels["hukou_a18_p"] = "registration status, from the roster"
    return [
        _write(raw[kind], Path(folder) / name, labels, CFPS_ITEMS, simulated, "CFPS 2018")
        for kind, name in CFPS_FILES.items()
    ]


def write_cgss(frame: pd.DataFrame, path: str | Path) -> Path:
    """Write a tidy CGSS frame as a survey-style file; return its path.

    A folder as `path` gets the distributor's file name.
    """
    frame = check_frame("cgss", frame)
    target = Path(path)
    target = target if target.suffix == ".dta" else target / CGSS_FILE
    raw = _raw(frame, CGSS_ITEMS)
    simulated = bool(frame["is_simulated"].all())
    return _write(raw, target, _labels(CGSS_ITEMS), CGSS_ITEMS, simulated, "CGSS 2021")


def _raw(frame: pd.DataFrame, items: Iterable[Item]) -> pd.DataFrame:
    columns: dict[str, pd.Series] = {}
    for item in items:
        if not item.writes:
            continue
        written = item.recode.write(frame[item.tidy])
        for name, values in zip(item.source, written, strict=True):
            # Two variables may share a column (an amount with its top code): the later wins.
            columns[name] = values if name not in columns else values.fillna(columns[name])
    return pd.DataFrame(columns, index=frame.index)


def _labels(items: Iterable[Item]) -> dict[str, str]:
    return {name: item.asks for item in items if item.writes for name in item.source}


def _value_labels(items: Iterable[Item], names: Iterable[str]) -> dict[str, dict[int, str]]:
    labels: dict[str, dict[int, str]] = {}
    for item in items:
        if item.writes and item.source[0] in set(names) and item.recode.labels():
            merged = labels.get(item.source[0], {}) | item.recode.labels()
            labels[item.source[0]] = merged
    return labels


def _write(
    raw: pd.DataFrame,
    path: Path,
    labels: dict[str, str],
    items: Iterable[Item],
    simulated: bool,
    survey: str,
) -> Path:
    if simulated:
        raw = raw.assign(is_simulated=1.0)
        path = path if MARK in path.name else path.with_name(f"{MARK}_{path.name}")
    prefix = f"{MARK}: " if simulated else ""
    path.parent.mkdir(parents=True, exist_ok=True)
    pyreadstat.write_dta(
        raw,
        str(path),
        file_label=f"{prefix}{survey} style",
        column_labels=[(prefix + labels.get(name, name))[:80] for name in raw],
        variable_value_labels=_value_labels(items, raw.columns),
        version=14,
    )
    return path
