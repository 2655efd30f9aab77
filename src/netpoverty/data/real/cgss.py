"""CGSS 2021: the person file becomes one row a respondent."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from netpoverty.data.build import build
from netpoverty.data.codebook.cgss import CGSS_ITEMS
from netpoverty.data.dataset import Dataset
from netpoverty.data.real.raw_checks import present, recode
from netpoverty.data.real.stata_file import StataFile, open_stata
from netpoverty.data.real.survey_files import find_one, paths_of
from netpoverty.data.regions import region_of
from netpoverty.data.sample_flow import SampleFlow
from netpoverty.data.schemas import tidy
from netpoverty.errors import InputError


def read(source: str | Path, choices: Mapping[str, object]) -> Dataset:
    """Return the respondents of CGSS 2021, read from the file (or its folder) at `source`.

    Column names match whatever their case. Only the columns of the codebook are read.

    Raises
    ------
    InputError
        Naming the file, the variable and what was expected.
    """
    file = open_stata(_path(source))
    _check_wave(file)
    columns = present(file, CGSS_ITEMS)
    values, remarks = _values(file, columns)
    frame = pd.DataFrame(values)
    flow = SampleFlow("respondents", len(frame))
    for rule, name in (
        ("number known", "respondent_id"),
        ("sex known", "female"),
        ("province known", "province_code"),
    ):
        frame, flow = flow.keep(frame, rule, frame[name].notna())
    _refuse_repeats(file, frame)
    frame = frame.assign(
        region=region_of(frame["province_code"]), community_id=frame["community_id"].fillna(-9)
    )
    return build(
        "cgss",
        "simulated" if file.simulated else "real",
        tidy("cgss", dict(frame.items()), is_simulated=file.simulated),
        flow,
        choices,
        sources=(file.source,),
        world="read from a survey-style file" if file.simulated else "",
        remarks=tuple(remarks),
    )


def _path(source: str | Path) -> Path:
    paths = paths_of(source)
    if len(paths) != 1:
        raise InputError(f"cgss: {len(paths)} paths were given; expected: one file or folder.")
    if not paths[0].is_dir():
        return paths[0]
    files = [entry for entry in paths[0].iterdir() if entry.suffix.lower() == ".dta"]
    return find_one(sorted(files), "cgss_?2021", "cgss file")


def _check_wave(file: StataFile) -> None:
    year = re.search(r"cgss[_ -]?(20\d\d)", file.path.name, re.IGNORECASE)
    if year and year[1] != "2021":
        raise InputError(f"{file.path.name}: this is CGSS {year[1]}; expected: CGSS 2021.")
    if file.has("A28_5") or not (file.has("a285") or file.has("a28_05")):
        return
    raise InputError(
        f"{file.path.name}: this is another wave of CGSS (column a285); "
        "expected: CGSS 2021 (column A28_5)."
    )


def _values(file: StataFile, columns: dict) -> tuple[dict[str, pd.Series], list[str]]:
    used = [name for names in columns.values() for name in names]
    try:
        return recode(file, file.columns(used), CGSS_ITEMS, columns)
    except InputError as problem:
        # Old formats do not name their encoding: names of provinces are then GB18030.
        if file.encoding or "province" not in str(problem):
            raise
        file = open_stata(file.path, encoding="GB18030")
        try:
            return recode(file, file.columns(used), CGSS_ITEMS, columns)
        except InputError:
            raise InputError(
                f"{file.path.name}: the names of provinces are unreadable (wrong encoding?); "
                "expected: UTF-8 or GB18030."
            ) from None


def _refuse_repeats(file: StataFile, frame: pd.DataFrame) -> None:
    repeated = int(frame["respondent_id"].duplicated().sum())
    if repeated:
        raise InputError(
            f"{file.path.name}: {repeated} repeated values of id; expected: one row each."
        )
