"""What of real households may be shown: no number of the chapter rests on a few of them.

Worlds pass through unchanged. Of a real file, a number is left out where it rests on 1 to 9
households, or where all but 1 to 9 of its group have what it counts; so is one of two points
along k that differ by 1 to 9.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ..data.privacy import MINIMUM_CELL, few, rest_on_few, with_partner
from ..poverty.alkire_foster import AlkireFoster
from ..poverty.alkire_foster.cutoffs import TOLERANCE

if TYPE_CHECKING:
    from .household_study import HouseholdStudy

NOT_SHOWN = "not shown"
REST = "others, few each"


def in_words(frame: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Return a table in which a number left out of a real file is named so."""
    if kind != "real":
        return frame
    return frame.astype(object).where(frame.notna(), NOT_SHOWN)


def pooled(labels: pd.Series) -> pd.Series:
    """Return labels of real households with each group of fewer than ten joined to another.

    Groups in order are joined to the smaller neighbour, others to the next smallest, so no table
    or figure by group rests on a few households, and no total gives a small group back.

    >>> pooled(pd.Series(["East"] * 40 + ["West"] * 3 + ["Central"] * 20)).value_counts().to_dict()
    {'East': 40, 'Central or West': 23}
    """
    ordered = isinstance(labels.dtype, pd.CategoricalDtype)
    sizes = labels.value_counts()
    names = list(labels.cat.categories) if ordered else sorted(sizes.index, key=str)
    made, count = labels.astype(object), {name: int(sizes.get(name, 0)) for name in names}
    while len(names) > 1 and min(count.values()) < MINIMUM_CELL:
        place = names.index(min(names, key=count.get))
        others = [
            i for i in range(len(names)) if abs(i - place) == 1 or (i != place and not ordered)
        ]
        low, high = sorted((place, min(others, key=lambda i: count[names[i]])))
        name = f"{names[low]} or {names[high]}"
        made = made.where(~made.isin([names[low], names[high]]), name)
        count[name] = count.pop(names[low]) + count.pop(names[high])
        names[low : high + 1] = [name, *names[low + 1 : high]]
    return pd.Series(pd.Categorical(made, names), made.index) if ordered else made


def poor_counts(
    measured: AlkireFoster, groups: pd.Series, cutoffs: Iterable[float] = ()
) -> pd.DataFrame:
    """Return the number of poor households at each k (rows) by group, with "all" at the end.

    cutoffs : values of k, by default those of `measured`
    """
    scores, labels = measured.scores(), groups.astype(str)
    ks = dict.fromkeys(map(float, cutoffs or measured.k))
    poor = {k: (scores >= k - TOLERANCE).groupby(labels).sum() for k in ks}
    counts = pd.DataFrame(poor).T
    return counts.assign(all=counts.sum(axis=1))


def hidden_along_k(
    measured: AlkireFoster, groups: pd.Series, first: Sequence[float] = ()
) -> pd.DataFrame:
    """Return where a measure by group of real households is left out, by k and group.

    first : values of k whose numbers stand elsewhere; they are decided before those of `measured`

    What is shown at two values of k differs by nobody or by ten households and more, in each
    group, in all, and in what is left when the groups shown are taken from all.
    """
    counts = poor_counts(measured, groups, [*first, *measured.k])
    sizes = groups.astype(str).value_counts().reindex(counts.columns)
    sizes["all"] = sizes.sum()
    hidden = counts.astype(bool)
    for place, (k, found) in enumerate(counts.iterrows()):
        hidden.loc[k] = _hidden_row(found, sizes, counts[:place], hidden[:place])
    return hidden.loc[list(measured.k)]


def _hidden_row(
    found: pd.Series, sizes: pd.Series, counts: pd.DataFrame, out: pd.DataFrame
) -> pd.Series:
    """Return what is left out at one k.

    found, sizes : poor and all households by group; counts, out : poor households at the k decided
    before, with what was left out there
    """
    steps = few_between(counts.to_numpy(), found.to_numpy()) & ~out
    hidden = few(found, sizes) | steps.any()
    parts = sizes.index.drop("all")
    hidden[parts] = with_partner(hidden[parts], found[parts], sizes[parts])
    # Where all groups together are not enough to hide among, the total goes too.
    hidden["all"] |= rest_on_few(hidden[parts], found[parts], sizes[parts])
    rest = out[parts] | hidden[parts]
    steps = few_between((counts[parts] * rest).sum(axis=1), (found[parts] * rest).sum(axis=1))
    hidden["all"] |= (steps & ~out["all"]).any()
    return hidden


def poor_from(measured: AlkireFoster, k: float, group: pd.Series) -> np.ndarray:
    """Return which households of a group are poor from a score of k, as booleans."""
    return ((measured.scores() >= k - TOLERANCE) & group).to_numpy()


def few_more(one: np.ndarray, other: np.ndarray) -> bool:
    """Return whether one set of households holds the other and a few more.

    >>> few_more(np.arange(40) < 30, np.arange(40) < 27), few_more(np.arange(40) < 30, np.arange(40) > 12)
    (True, False)
    """
    more, less = int((one & ~other).sum()), int((other & ~one).sum())
    return min(more, less) == 0 and 0 < max(more, less) < MINIMUM_CELL


def few_between(one: object, other: object) -> object:
    """Return whether two counts along k differ by a few, or all but a few of the more are between.

    >>> few_between(pd.Series([40, 40, 40]), pd.Series([40, 36, 4])).tolist()
    [False, True, True]
    """
    return few(abs(one - other), np.maximum(one, other))


def along_k(
    study: HouseholdStudy, names: tuple[str, ...] = ("H", "A", "M0")
) -> dict[str, pd.DataFrame]:
    """Return measures as tables of k by region, as they may be shown."""
    series = {name: study.measured.series(name) for name in names}
    if study.kind != "real":
        return series
    hidden = hidden_along_k(study.measured, study.frame["region"], [study.k])
    return {name: made.mask(hidden[made.columns].to_numpy()) for name, made in series.items()}


def parts_joined(parts: pd.DataFrame, counts: pd.DataFrame, wholes: pd.Series) -> pd.DataFrame:
    """Return parts that add up to one, the small ones joined so that the sum gives none back.

    counts : households behind each part, with the columns of `parts`; wholes : households that
    could stand behind a part, by the rows of `counts`. A part is joined to "others" where it, or
    all but it, rests on a few in some row, and the smallest other follows until no row does

    >>> parts = pd.DataFrame({"a": [0.7], "b": [0.2], "c": [0.1]})
    >>> counts = pd.DataFrame({"a": [90], "b": [30], "c": [3]})
    >>> parts_joined(parts, counts, pd.Series([110])).columns.tolist()
    ['a', 'others, few each']
    """
    rest = counts.rsub(wholes, axis=0)
    small = (few(counts, counts + rest)).any()
    joined = list(counts.columns[small])
    if not joined:
        return parts
    order = [name for name in counts.min().sort_values().index if name not in joined]
    while order and (len(joined) < 2 or _few_joined(counts[joined], rest[joined])):
        joined.append(order.pop(0))
    return parts.drop(columns=joined).assign(**{REST: parts[joined].sum(axis=1)})


def _few_joined(counts: pd.DataFrame, rest: pd.DataFrame) -> bool:
    together, left = counts.sum(axis=1), rest.sum(axis=1)
    return bool(few(together, together + left).any())


def bins_shown(values: np.ndarray, edges: np.ndarray, kind: str) -> np.ndarray:
    """Return edges of a histogram; of real households, each bin is widened until it holds ten.

    >>> bins_shown(np.arange(25) / 25, np.linspace(0, 1, 6), "real").round(1).tolist()
    [0.0, 0.4, 1.0]
    """
    if kind != "real":
        return edges
    counts, _ = np.histogram(values, edges)
    kept, held = [edges[0]], 0
    for count, edge in zip(counts, edges[1:], strict=True):
        held += count
        if held >= MINIMUM_CELL:
            kept.append(edge)
            held = 0
    return np.array([*kept[: max(1, len(kept) - 1)], edges[-1]]) if held else np.array(kept)
