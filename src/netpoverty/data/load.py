"""The one door to data: a path opens a real file, an empty source a simulated world."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from netpoverty.data.build import build
from netpoverty.data.choices import choices_of, settle
from netpoverty.data.columns import COLUMNS
from netpoverty.data.dataset import Dataset
from netpoverty.data.real.tidy_file import UNITS
from netpoverty.data.sample_flow import SampleFlow
from netpoverty.errors import choose, refuse


def load(
    name: str,
    source: str | Path = "",
    world: str = "effect",
    settings: Mapping[str, object] | None = None,
    **choices: object,
) -> Dataset:
    """Return a data set: from your file where `source` names one, else from a simulated world.

    A source that cannot be used is refused; a simulated world never takes its place.

    Parameters
    ----------
    name
        cfps (rural households), cgss (respondents) or panel (prefectures).
    source
        Path of a file, or of a folder for the files of cfps; empty for a simulated world. A
        file that calls itself simulated keeps that badge.
    world
        Which simulated world: effect, none, or another name that the worlds offer; unused with
        a source.
    settings
        Settings of the world (seed, n, confounding, …); unused with a source.
    choices
        Choices that the paper left open, see `netpoverty.data.choices`.

    Returns
    -------
    Dataset
        Tidy frame, sample, sample flow, kind and badge.

    Raises
    ------
    InputError
        Naming the file, the variable and what was expected.

    >>> data = load("panel")
    >>> data.kind, len(data.frame)
    ('simulated', 57)
    >>> load("cgss", "no/such/CGSS2021.dta")
    Traceback (most recent call last):
    netpoverty.errors.InputError: CGSS2021.dta: there is no such file in such.
    """
    choose("data set", name, COLUMNS)
    settled = settle(name, choices)
    if str(source):
        from netpoverty.data.real import read

        return read(name, source, settled)
    _refuse_reading_choices(name, choices)
    return _simulated(name, world, dict(settings or {}), settled)


def _refuse_reading_choices(name: str, given: Mapping[str, object]) -> None:
    for key, choice in choices_of(name).items():
        if choice.needs_file and given.get(key, choice.default) != choice.default:
            raise refuse(
                key, given[key], f"{choice.default!r} in a simulated world; others need a file"
            )


def _simulated(name: str, world: str, settings: dict, choices: dict) -> Dataset:
    # The contract with netpoverty.data.simulated: simulate(name, world, **settings) returns an
    # object with `frame` (in the schema), `truth` (rows as in frame) and `label` (words).
    from netpoverty.data.simulated import simulate

    generated = simulate(name, world, **settings)
    return build(
        name,
        "simulated",
        generated.frame,
        SampleFlow(UNITS[name], len(generated.frame)),
        choices,
        truth=generated.truth,
        generated=generated,
        world=generated.label,
    )
