"""CFPS 2018: household and person files become one row a rural household."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from netpoverty.data.build import build
from netpoverty.data.codebook import Item, in_file
from netpoverty.data.codebook.cfps import CFPS_ITEMS, CFPS_STEERING
from netpoverty.data.dataset import Dataset
from netpoverty.data.real.household_members import member_counts, online
from netpoverty.data.real.raw_checks import check_wave, present, recode, require
from netpoverty.data.real.stata_file import StataFile, open_stata
from netpoverty.data.real.survey_files import candidates, find_one, paths_of
from netpoverty.data.regions import region_of
from netpoverty.data.sample_flow import SampleFlow
from netpoverty.data.schemas import tidy
from netpoverty.errors import InputError

AGRICULTURAL = 1


@dataclass(frozen=True, eq=False)
class _Part:
    """The tidy variables of one file, with the raw columns that steer the reading."""

    file: StataFile
    frame: pd.DataFrame
    remarks: list[str]


def read(source: str | Path, choices: Mapping[str, object]) -> Dataset:
    """Return the rural households of CFPS 2018, read from the folder or files at `source`.

    Reads `*cfps2018famecon*.dta` and `*cfps2018person*.dta`; the roster
    `*cfps2018famconf*.dta` fills in registration where it is there. Only the columns of the
    codebook are read.

    Raises
    ------
    InputError
        Naming the file, the variable and what was expected.
    """
    files = candidates(paths_of(source))
    famecon = _open(find_one(files, "cfps2018famecon", "cfps household file"))
    person = _open(find_one(files, "cfps2018person", "cfps person file"))
    roster = find_one(files, "cfps2018famconf", "cfps family roster", optional=True)
    households = _part(famecon, "famecon", CFPS_ITEMS, ("fa101",))
    people = _part(person, "person", _schooling_items(choices), ())
    sources = [famecon.source, person.source]
    simulated = famecon.simulated or person.simulated
    if roster is not None:
        roster_file = _open(roster)
        _fill_hukou(people.frame, roster_file)
        sources.append(roster_file.source)
    frame, flow = _assemble(households.frame, people.frame, choices)
    return build(
        "cfps",
        "simulated" if simulated else "real",
        tidy("cfps", dict(frame.items()), is_simulated=simulated),
        flow,
        choices,
        sources=tuple(sources),
        world="read from survey-style files" if simulated else "",
        remarks=tuple(households.remarks + people.remarks),
    )


def _open(path: Path) -> StataFile:
    file = open_stata(path)
    check_wave(file, "fid18", "2018")
    return file


def _schooling_items(choices: Mapping[str, object]) -> tuple[Item, ...]:
    if choices["schooling"] == "imputed":
        return CFPS_ITEMS
    from dataclasses import replace

    return tuple(
        replace(item, source=("cfps2018eduy",)) if item.tidy == "schooling_years" else item
        for item in CFPS_ITEMS
    )


def _part(file: StataFile, kind: str, items: tuple[Item, ...], optional: tuple) -> _Part:
    mine = in_file(items, kind)
    steering = CFPS_STEERING[kind]
    require(file, steering)
    columns = present(file, mine)
    extra = [name for name in optional if file.has(name)]
    used = [name for names in columns.values() for name in names]
    raw = file.columns([*steering, *extra, *used])
    values, remarks = recode(file, raw, mine, columns)
    steer = {f"raw_{name}": raw[name].astype("float64") for name in [*steering, *extra]}
    part = _Part(file, pd.DataFrame(values | steer), remarks)
    key = "household_id" if kind == "famecon" else "raw_pid"
    _refuse_repeats(file, part.frame[key], key.removeprefix("raw_"))
    return part


def _refuse_repeats(file: StataFile, ids: pd.Series, what: str) -> None:
    repeated = int(ids.dropna().duplicated().sum())
    if repeated:
        raise InputError(
            f"{file.path.name}: {repeated} repeated values of {what}; expected: one row each."
        )


def _fill_hukou(people: pd.DataFrame, roster: StataFile) -> None:
    """Fill missing registration from the roster, which also knows people without interview."""
    require(roster, {"pid": "person number", "hukou_a18_p": "registration status"})
    raw = roster.columns(["pid", "hukou_a18_p"]).drop_duplicates("pid")
    known = raw.set_index("pid")["hukou_a18_p"]
    known = known[known.isin([1, 3, 5, 79])]
    people["hukou_code"] = people["hukou_code"].fillna(people["raw_pid"].map(known))


def _assemble(
    households: pd.DataFrame, people: pd.DataFrame, choices: Mapping[str, object]
) -> tuple[pd.DataFrame, SampleFlow]:
    flow = SampleFlow("households", len(households))
    people = people.assign(online=online(people))
    if choices["rural_by"] != "hukou":
        households, flow = _rural(households, flow, choices["rural_by"])
    households, flow = flow.keep(households, "province known", households["province_code"].notna())
    households = households.assign(respondent_id=_respondents(households, people, choices))
    frame, flow = _with_respondent(households, people, flow)
    if choices["rural_by"] == "hukou":
        frame, flow = flow.keep(
            frame, "respondent's registration known", frame["hukou_code"].notna()
        )
        frame, flow = flow.keep(
            frame, "respondent registered as agricultural", frame["hukou_code"] == AGRICULTURAL
        )
    return _with_members(frame, people, int(choices["member_age_min"])), flow


def _rural(
    households: pd.DataFrame, flow: SampleFlow, rural_by: str
) -> tuple[pd.DataFrame, SampleFlow]:
    if rural_by == "residence":
        # −9 means that the code is missing, not that the dwelling is rural.
        known = households["raw_urban18"].isin([0, 1])
        households, flow = flow.keep(households, "urban or rural known", known)
        return flow.keep(households, "rural", households["raw_urban18"] == 0)
    committee = households["raw_fa1"]
    if "raw_fa101" in households:
        committee = committee.mask(committee == -8, households["raw_fa101"])
    known = committee.isin([1, 5, 77])
    households = households.assign(raw_fa1=committee)
    households, flow = flow.keep(households, "community type known", known)
    return flow.keep(households, "village committee", households["raw_fa1"] == 5)


def _respondents(
    households: pd.DataFrame, people: pd.DataFrame, choices: Mapping[str, object]
) -> pd.Series:
    """Return who stands for each household."""
    if choices["respondent"] == "financial":
        return households["respondent_id"]
    order = {"oldest": "age_years", "top_earner": "raw_income"}[choices["respondent"]]
    able = people[people["raw_selfrpt"].eq(1) & people[order].ge(0)]
    first = able.sort_values([order, "raw_pid"], ascending=[False, True])
    chosen = first.drop_duplicates("raw_fid18").set_index("raw_fid18")["raw_pid"]
    found = households["household_id"].map(chosen)
    return found.fillna(households["respondent_id"])


def _with_respondent(
    households: pd.DataFrame, people: pd.DataFrame, flow: SampleFlow
) -> tuple[pd.DataFrame, SampleFlow]:
    one = people.drop(columns="raw_fid18").rename(columns={"raw_pid": "respondent_id"})
    frame = households.merge(one, on="respondent_id", how="left", indicator="found")
    frame, flow = flow.keep(frame, "respondent in the person file", frame["found"] == "both")
    frame, flow = flow.keep(frame, "respondent answered in person", frame["raw_selfrpt"] == 1)
    known = frame["age_years"].notna() & frame["female"].notna()
    frame, flow = flow.keep(frame, "respondent's age and sex known", known)
    return flow.keep(frame, "respondent's Internet use known", frame["online"].notna())


def _with_members(frame: pd.DataFrame, people: pd.DataFrame, age_min: int) -> pd.DataFrame:
    counts = member_counts(_members(frame, people, age_min))
    frame = frame.merge(counts, on="household_id", how="left", validate="one_to_one")
    return frame.assign(
        region=region_of(frame["province_code"]),
        internet_respondent=frame["online"],
        internet_any_member=(frame["members_online"] > 0).astype("float64"),
        internet_member_share=frame["members_online"] / frame["members_reporting"],
        **{name: frame[name].fillna(-9) for name in ("county_id", "community_id", "psu_id")},
        **_purposes_of_users(frame),
    ).drop(columns=[name for name in frame if name.startswith("raw_")] + ["found", "online"])


def _members(frame: pd.DataFrame, people: pd.DataFrame, age_min: int) -> pd.DataFrame:
    people = people[people["raw_selfrpt"].eq(1) & people["online"].notna()]
    listed = people[people["age_years"].ge(age_min)]
    listed = listed.assign(household_id=listed["raw_fid18"])
    # Respondents belong to their household even where the person file lists them elsewhere.
    own = frame[["household_id", "respondent_id"]].rename(columns={"respondent_id": "raw_pid"})
    own = own.merge(people, on="raw_pid")
    return pd.concat([own, listed]).drop_duplicates(["household_id", "raw_pid"])


def _purposes_of_users(frame: pd.DataFrame) -> dict[str, pd.Series]:
    names = [n for n in frame if n.startswith("internet_") and n.endswith("_frequency")]
    return {name: frame[name].where(frame["online"] == 1, np.nan) for name in names}
