"""Which indicators make up poverty: headcounts, contributions, by indicator or dimension."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from netpoverty.errors import choose
from netpoverty.poverty.alkire_foster.formulas import contributions, headcounts
from netpoverty.poverty.alkire_foster.result import EVERYBODY, AlkireFoster
from netpoverty.survey.estimate import mean
from netpoverty.survey.results import Estimates, jacobian


def indicator_headcounts(
    result: AlkireFoster, k: float | None = None, group: object = None, censored: bool = True
) -> Estimates:
    """Return the share of people deprived in each indicator, censored to the poor or raw.

    With reweighted rows a deprivation counts by the weight that was observed of its row, so
    that M0 = Σ ω_j h_j(k) keeps holding. Alkire & Foster (2011),
    doi:10.1016/j.jpubeco.2010.11.006.

    >>> from netpoverty.poverty.alkire_foster import alkire_foster
    >>> made = alkire_foster([[1, 1], [0, 1], [0, 0], [0, 0]], k=1)
    >>> indicator_headcounts(made).values.tolist()
    [0.25, 0.25]
    >>> indicator_headcounts(made, censored=False).values.tolist()
    [0.25, 0.5]
    """
    row, column = result.place(k, group)
    if not censored:
        return _raw(result, row)
    totals, count = result.by_group(result.totals.values)[row, column], len(result.names)
    slopes = jacobian(lambda t: headcounts(t, count), totals)
    values = headcounts(totals, count)
    return result.estimates_at(row, column, result.names, values, slopes, "Censored headcounts")


def _raw(result: AlkireFoster, row: int) -> Estimates:
    people = result.population
    inside = people.group >= 0 if result.groups[row] == EVERYBODY else people.group == row
    frame = pd.DataFrame(people.patterns[people.codes], columns=list(result.names))
    made = mean(frame, result.design, where=inside, share=True, level=result.level)
    return replace(made, title=f"Raw headcounts, {result.groups[row]}", dropped=result.dropped)


def indicator_contributions(
    result: AlkireFoster,
    k: float | None = None,
    group: object = None,
    of: str = "indicator",
    absolute: bool = False,
) -> Estimates:
    """Return what each indicator or dimension contributes to M0.

    Absolute parts ω_j h_j(k) sum to M0, relative ones φ_j = ω_j h_j(k)/M0 to one; the latter are
    undefined where nobody is poor. The breakdown follows identification: only deprivations
    of the poor count. Alkire & Foster (2011), doi:10.1016/j.jpubeco.2010.11.006.

    >>> from netpoverty.poverty.alkire_foster import alkire_foster
    >>> made = alkire_foster([[1, 1], [0, 1], [0, 0], [0, 0]], k=0.5)
    >>> indicator_contributions(made, absolute=True).values.tolist()
    [0.125, 0.25]
    """
    choose("of", of, ("indicator", "dimension"))
    row, column = result.place(k, group)
    labels, sums = _sums_by(result.names if of == "indicator" else result.dimension_of)
    totals, count = result.by_group(result.totals.values)[row, column], len(result.names)

    def parts(t: np.ndarray) -> np.ndarray:
        if absolute:
            return sums @ (result.weights * headcounts(t, count))
        return contributions(t, result.weights, sums)

    slopes = np.nan_to_num(jacobian(parts, totals))
    title = f"{'Part' if absolute else 'Share'} of M0 by {of}"
    return result.estimates_at(row, column, labels, parts(totals), slopes, title)


def _sums_by(labels: tuple[str, ...]) -> tuple[list[str], np.ndarray]:
    names = list(dict.fromkeys(labels))
    return names, np.array([[float(label == name) for label in labels] for name in names])
