"""What the door hands out: a tidy frame that knows where it comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

import pandas as pd

from netpoverty.data.privacy import MINIMUM_CELL, suppress_small
from netpoverty.data.sample_flow import SampleFlow
from netpoverty.results import Result

NAMES = {
    "cfps": "CFPS 2018, rural households",
    "cgss": "CGSS 2021, respondents",
    "panel": "prefecture panel",
}
_SHAPES = {"simulated": "◇", "real": "●"}


@dataclass(frozen=True)
class Source:
    """One file that was read: its name without folder, hash, size and label."""

    file: str
    sha256: str
    rows: int
    columns: int
    label: str = ""


@dataclass(frozen=True, eq=False)
class Dataset(Result):
    """A tidy frame with its kind, its sample flow, its sources and the choices made.

    `name` is cfps, cgss or panel; `kind` is simulated or real. `frame` keeps the schema of
    `name`; `sample` holds the rows that passed every gate of the paper, with the columns that
    depend on a choice; its index points into `frame`. For a simulated world only, `truth` holds
    what the generator knows (potential outcomes), row by row with `frame`, and `generated` is
    the world itself. `world` says which world, in words.
    """

    name: str
    kind: str
    frame: pd.DataFrame = field(repr=False)
    sample: pd.DataFrame = field(repr=False)
    flow: SampleFlow = field(repr=False)
    sources: tuple[Source, ...] = ()
    choices: Mapping[str, object] = field(default_factory=dict)
    truth: pd.DataFrame | None = field(default=None, repr=False)
    generated: object = field(default=None, repr=False)
    world: str = ""
    remarks: tuple[str, ...] = ()
    title: ClassVar[str] = "Data"

    @property
    def is_simulated(self) -> bool:
        """Return whether the rows were generated."""
        return self.kind == "simulated"

    @property
    def badge(self) -> str:
        """Return the words that stand beside every figure made from these data."""
        what = f"{NAMES[self.name]}: {self.world}" if self.world else NAMES[self.name]
        origin = " + ".join(source.file for source in self.sources)
        shape = _SHAPES[self.kind]
        return f"{shape} {self.kind} — {what}" + (f" ({origin})" if origin else "")

    @property
    def sample_truth(self) -> pd.DataFrame | None:
        """Return the truth of the rows in `sample`; None for real data."""
        return None if self.truth is None else self.truth.loc[self.sample.index]

    @property
    def published_flow(self) -> SampleFlow:
        """Return the flow as it may be printed: small steps of real people are pooled."""
        describes_people = self.name != "panel" and not self.is_simulated
        return self.flow.published() if describes_people else self.flow

    def to_frame(self) -> pd.DataFrame:
        """Return the sample flow as it may be printed."""
        return self.published_flow.to_frame()

    def notes(self) -> list[str]:
        """Return badge, files with their hashes, choices and remarks."""
        files = [f"{s.file}: {s.rows:,} rows, sha256 {s.sha256[:16]}…" for s in self.sources]
        choices = ", ".join(
            f"{name} = {value}" for name, value in self.choices.items() if value not in ("", {})
        )
        return [
            self.badge,
            *files,
            *([f"Choices: {choices}."] if choices else []),
            *self.published_flow.notes(),
            *self.remarks,
        ]

    def preview(self, rows: int = 5) -> pd.DataFrame:
        """Return what a page may show of the sample: rows of a world, a summary of real data.

        A row of microdata is never shown: for real data each variable gives its number of
        answers and its mean, left out below ten answers, or ten yeses or noes.
        """
        if self.is_simulated:
            return self.sample.head(rows)
        numbers = self.sample.select_dtypes("number").filter(regex="^(?!.*_id$)")
        table = pd.DataFrame({"answers": numbers.count(), "mean": numbers.mean()})
        shown = suppress_small(table, "answers", complementary=False)
        yes, no = (numbers == 1).sum(), (numbers == 0).sum()
        binary = yes + no == table["answers"]
        rare = binary & (yes.between(1, MINIMUM_CELL - 1) | no.between(1, MINIMUM_CELL - 1))
        return shown.assign(mean=shown["mean"].mask(rare))

    def plot(self, ax=None):
        """Draw the sample flow; return the axes."""
        return self.published_flow.plot(ax)
