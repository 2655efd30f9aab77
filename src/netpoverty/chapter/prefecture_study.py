"""The prefecture panels of the chapter on Sichuan: twins by default, or one file of the user's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from ..data.load import load
from ..errors import choose, refuse
from ..models.panel import PanelData, PanelEstimate, estimate_panel, prepare_panel

OUTCOMES = ("PCIR", "PCIV", "LGR")
WORLDS = ("both", "effect", "none")
KEYS = {"unit": "prefecture", "time": "year"}
# Names and units of the print: incomes in 10,000 yuan, GDP and revenue in 100 million yuan.
_PRINTED = {
    "internet_share": ("CII", 1.0),
    "gdp_100m_cny": ("LGDP", 1.0),
    "income_town_pc_year_cny": ("PCIR", 1e-4),
    "income_village_pc_year_cny": ("PCIV", 1e-4),
    "budget_revenue_100m_cny": ("LGR", 1.0),
}


@dataclass(frozen=True)
class PrefectureStudy:
    """The panels that the chapter reads, by name, in the names and units of the print.

    `frames` holds one frame a panel (twins, or one file); `truths` what one more unit of CII
    changes, by outcome, where that is known; `kind` is simulated or real. `where` opens a
    sentence about these panels; `head` opens an alt text.
    """

    frames: Mapping[str, pd.DataFrame]
    truths: Mapping[str, Mapping[str, float]]
    kind: str
    measure: str
    log: bool
    wanted: tuple[str, ...] = OUTCOMES
    _kept: dict = field(default_factory=dict, repr=False, compare=False)

    @property
    def where(self) -> str:
        """Return the words that open a sentence, so that its subject is never a place."""
        return "In these simulated panels" if self.kind == "simulated" else "In this file"

    @property
    def head(self) -> str:
        """Return how an alt text of these panels begins."""
        return "Simulated data: " if self.kind == "simulated" else "Real data: "

    @property
    def first(self) -> pd.DataFrame:
        """Return the first panel."""
        return next(iter(self.frames.values()))

    @property
    def outcomes(self) -> tuple[str, ...]:
        """Return the outcomes of the print that the panels hold, incomes first."""
        return tuple(name for name in self.wanted if self.first[name].notna().any())

    @property
    def years(self) -> int:
        """Return the years in which CII is known for some unit."""
        return int(self.first.dropna(subset=["CII"])["year"].nunique())

    @property
    def units(self) -> int:
        """Return the number of units with known CII."""
        return int(self.first.dropna(subset=["CII"])["prefecture"].nunique())

    def panels(self, outcome: str, log: bool | None = None) -> dict[str, PanelData]:
        """Return each panel prepared for the regression that the paper printed for `outcome`."""
        log = self.log if log is None else log
        if (outcome, log) not in self._kept:
            formula = f"{outcome} ~ CII" + ("" if outcome == "LGDP" else " + LGDP")
            self._kept[outcome, log] = {
                name: prepare_panel(formula, in_logs(frame) if log else frame, **KEYS, gaps="keep")
                for name, frame in self.frames.items()
            }
        return self._kept[outcome, log]

    def fits(
        self, outcome: str, effects: str, covariance: str, log: bool | None = None
    ) -> dict[str, PanelEstimate]:
        """Return the printed regression of `outcome`, fitted to each panel once."""
        key = (outcome, effects, covariance, self.log if log is None else log)
        if key not in self._kept:
            self._kept[key] = {
                name: estimate_panel(panel, effects, covariance)
                for name, panel in self.panels(outcome, log).items()
            }
        return self._kept[key]

    def unit(self, wanted: str = "") -> str:
        """Return the unit whose years are read alone: `wanted`, else Liangshan or the largest."""
        names = sorted(self.first["prefecture"].unique())
        starts = [name for name in names if wanted and name.startswith(wanted)]
        if wanted:
            return starts[0] if len(starts) == 1 else choose("unit", wanted, names)
        home = [name for name in names if name.startswith("Liangshan")]
        return home[0] if home else str(self.first.groupby("prefecture")["LGDP"].mean().idxmax())

    def series(self, name: str, unit: str) -> pd.DataFrame:
        """Return the logarithms of one unit's series, a row a year, years with CII alone."""
        frame = in_logs(self.frames[name]).query("prefecture == @unit")
        held = [column for column in OUTCOMES if frame[column].notna().any()]
        known = frame.dropna(subset=["CII", "LGDP", *held]).set_index("year").sort_index()
        # The longest stretch without a gap.
        stretch = (known.index.to_series().diff() != 1).cumsum()
        return known[stretch == stretch.value_counts().idxmax()][["CII", "LGDP", *held]]


def prefecture_study(
    source: str = "",
    world: str = "both",
    start: int = 2000,
    end: int = 2018,
    *,
    log: bool = False,
    outcome: str = "all",
    seed: int = 1,
) -> PrefectureStudy:
    """Return the panels of the chapter: both twins, one of them, or the file at `source`.

    Parameters
    ----------
    source : path of a yearbook panel; empty for simulated panels
    world : both, effect or none; unused with a source
    start, end : first and last year used
    log : whether the chapter's own regressions take logarithms (Equation (1) does)
    outcome : all, or the one outcome that the panel regressions explain
    seed : of the twins' yearly wiggles

    Raises
    ------
    InputError
        for too few years with Internet use between `start` and `end`

    >>> study = prefecture_study()
    >>> list(study.frames), study.units, study.years, study.outcomes
    (['effect built in', 'none built in'], 3, 13, ('PCIR', 'PCIV', 'LGR'))
    """
    choose("world", world, WORLDS)
    worlds = () if source else {"both": ("effect", "none")}.get(world, (world,))
    if source:
        sets = {"your file": load("panel", source)}
    else:
        sets = {f"{w} built in": load("panel", world=w, settings={"seed": seed}) for w in worlds}
    frames = {name: _printed(data.frame, start, end) for name, data in sets.items()}
    first = next(iter(frames.values()))
    known = first.dropna(subset=["CII", "LGDP"])
    if known.empty or known.groupby("prefecture").size().max() < 8:
        raise refuse("start and end", f"{start} to {end}", "8 years with Internet use or more")
    return PrefectureStudy(
        frames,
        {name: _truth(d.generated.effects) for name, d in sets.items() if d.generated is not None},
        "real" if all(d.kind == "real" for d in sets.values()) else "simulated",
        str(known["internet_measure"].iloc[0]),
        log,
        _wanted(outcome, first),
    )


def in_logs(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with the printed variables as logarithms, missing where not positive."""
    names = [name for name, _ in _PRINTED.values()]
    return frame.assign(**np.log(frame[names].where(frame[names] > 0)))


def deflated(frame: pd.DataFrame) -> pd.DataFrame | None:
    """Return the frame at prices of the last year, or None without a price index."""
    money = ["LGDP", "PCIR", "PCIV", "LGR"]
    if frame["price_index"].isna().all():
        return None
    last = frame.groupby("prefecture")["price_index"].transform("last")
    return frame.assign(**{name: frame[name] * last / frame["price_index"] for name in money})


def _wanted(outcome: str, frame: pd.DataFrame) -> tuple[str, ...]:
    held = [name for name in OUTCOMES if frame[name].notna().any()]
    return tuple(held) if outcome == "all" else (choose("outcome", outcome, held),)


def _printed(frame: pd.DataFrame, start: int, end: int) -> pd.DataFrame:
    made = frame[frame["year"].between(start, end)].reset_index(drop=True)
    return made.assign(**{new: made[old] * unit for old, (new, unit) in _PRINTED.items()})


def _truth(effects: Mapping[str, float]) -> dict[str, float]:
    """Return the built-in direct effect of one unit of CII (a share from 0 to 1) by outcome."""
    point = 100.0  # effects are told for one user more among a hundred residents
    found = {"LGDP": point * effects["gdp_100m_cny"]}
    for old, (new, unit) in _PRINTED.items():
        if f"{old}, direct" in effects:
            found[new] = point * unit * effects[f"{old}, direct"]
    return found
