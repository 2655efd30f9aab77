"""Sentences of the chapter on Sichuan on curves: bands, slips, the row of the roots."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from ..models import var
from ..results import format_number
from .prefecture_study import PrefectureStudy

IDLE = "none built in"


def off_zero(
    bands: Mapping[tuple[str, str], var.ResponseBands], shown: Mapping[str, Sequence[str]]
) -> dict[tuple[str, str, str], tuple[int, ...]]:
    """Return, by system, panel and variable, the periods in which the band lies off zero.

    Periods are counted from 1, the impact.
    """
    found = {}
    for (system, panel), band in bands.items():
        off = (band.low > 0) | (band.high < 0)
        for variable in shown[system]:
            periods = np.flatnonzero(off[:, band.names.index(variable)]) + 1
            found[system, panel, variable] = tuple(map(int, periods))
    return found


def left_said(study: PrefectureStudy, off: Mapping[tuple[str, str, str], tuple[int, ...]]) -> str:
    """Return which bands leave zero, in which periods, and which of them sound a false alarm."""
    if not off:
        return f"{study.where}, no band could be made."
    left = {key: periods for key, periods in off.items() if periods}
    if not left:
        return f"{study.where}, none of the {len(off)} bands leaves zero in any period."
    told = "; ".join(
        f"{variable} of {system} in {_periods(periods)} ({panel})"
        for (system, panel, variable), periods in left.items()
    )
    said = f"{study.where}, {len(left)} of {len(off)} bands leave{'s' * (len(left) == 1)} zero: {told}."
    if all(periods == (1,) for periods in left.values()):
        who = "It does so" if len(left) == 1 else "All do so"
        said += f" {who} in the period of the push alone, and in no year after it."
    false = sum(panel == IDLE for _, panel, _ in left)
    if false:
        who = (
            f"{false} of these" if false < len(left) else ("That" if false == 1 else "All of these")
        )
        alarm = "is a false alarm" if false == 1 else "are false alarms"
        said += f" {who} {alarm}: in `none` one more user changes nothing."
    return said


def _periods(periods: Sequence[int]) -> str:
    if len(periods) == 1:
        return f"period {periods[0]}"
    return f"periods {', '.join(map(str, periods[:-1]))} and {periods[-1]}"


def moves_said(study: PrefectureStudy, moves: float) -> str:
    """Return how far the ordering moves the decomposition of the forecast error."""
    return (
        f"{study.where}, the share of forecast error due to CII moves by up to "
        f"{format_number(moves, 2)} points with the ordering alone."
    )


def slips_said(searches: Sequence[var.SlipSearch], slips: pd.DataFrame) -> str:
    """Return how many trials were made of single slips, and which sentences one would mend.

    Parameters
    ----------
    searches : one for each sentence, or story, that fails in every case
    slips : one row a trial that would mend a sentence; `claim` names it
    """
    if not searches:
        return "No sentence fails in every case, so there is nothing to mend."
    many, tried = len(searches), sum(search.tried for search in searches)
    one = "sentence or story fails" if many == 1 else "sentences or stories fail"
    said = (
        f"{many} {one} in every case. Each natural slip was tried alone in each case, {tried} trials "
        f"in all, and in {len(slips)} of them a sentence would hold."
    )
    mended = [s.claim.words.rstrip(".") for s in searches if s.found]
    if not mended:
        return said
    listed = "; ".join(f"*{words}*" for words in mended)
    rest = many - len(mended)
    none = f" For {'the other' if rest == 1 else f'the other {rest}'} none was found." * bool(rest)
    return f"{said} All of these trials mend {listed}.{none}"


def roots_row_said(verdicts: Mapping[str, var.Verdict]) -> str:
    """Return why the sentence on the roots holds where it does, if the system has one."""
    verdict = verdicts.get("roots-test")
    if verdict is None:
        return "The paper makes no sentence on the roots of this system."
    holds = verdict.where()
    readings = list(dict.fromkeys(case.reading for case in holds))
    said = (
        f"The row of the AR roots holds {'*never*' if not holds else f'*{verdict.status}*'} by the signs "
        "alone, since roots hang neither on λ nor on an ordering: "
    )
    where = f", those of {' and '.join(f'*{name}*' for name in readings)}" * bool(holds)
    return (
        f"{said}in {len(holds)} of {len(verdict.cases)} cases{where}, at the digits as printed; where rounding leaves "
        "the roots open, it leaves this row open. Where it holds, the *equations* settle; that the data "
        "are stationary does not follow from it."
    )
