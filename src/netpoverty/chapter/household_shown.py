"""What of real households may be shown: no number of the chapter rests on a few of them.

Worlds pass through unchanged. Of a real file, a number is left out where it rests on 1 to 9
households, or where all but 1 to 9 of its group have what it counts.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..data.privacy import MINIMUM_CELL, few, rest_on_few, with_partner
from ..poverty.alkire_foster import AlkireFoster

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


def poor_counts(measured: AlkireFoster, groups: pd.Series) -> pd.DataFrame:
    """Return the number of poor households at each k (rows) by group, with "all" at the end."""
    poor = {k: measured.poor(k).groupby(groups.astype(str)).sum() for k in measured.k}
    counts = pd.DataFrame(poor).T
    return counts.assign(all=counts.sum(axis=1))


def hidden_along_k(measured: AlkireFoster, groups: pd.Series) -> pd.DataFrame:
    """Return where a measure by group of real households is left out, by k and group."""
    counts = poor_counts(measured, groups)
    sizes = groups.astype(str).value_counts()
    sizes["all"] = sizes.sum()
    small = few(counts, sizes[counts.columns])
    parts = counts.columns.drop("all")
    for k in counts.index:
        found = counts.loc[k, parts]
        hidden = with_partner(small.loc[k, parts], found, sizes[parts])
        small.loc[k, parts] = hidden
        # Where all groups together are not enough to hide among, the total goes too.
        small.loc[k, "all"] |= rest_on_few(hidden, found, sizes[parts])
    return small


def along_k(
    measured: AlkireFoster, groups: pd.Series, kind: str, names: tuple[str, ...] = ("H", "A", "M0")
) -> dict[str, pd.DataFrame]:
    """Return measures as tables of k by group, as they may be shown."""
    series = {name: measured.series(name) for name in names}
    if kind != "real":
        return series
    hidden = hidden_along_k(measured, groups)
    return {name: made.mask(hidden[made.columns].to_numpy()) for name, made in series.items()}


def parts_joined(parts: pd.DataFrame, counts: pd.DataFrame) -> pd.DataFrame:
    """Return parts that add up to one, the small ones joined so that the sum gives none back.

    counts : households behind each part, shaped like `parts`; a part is joined to "others" where
    it rests on a few in some row, and the smallest other follows until no row rests on a few

    >>> parts = pd.DataFrame({"a": [0.7], "b": [0.2], "c": [0.1]})
    >>> parts_joined(parts, pd.DataFrame({"a": [90], "b": [30], "c": [3]})).columns.tolist()
    ['a', 'others, few each']
    """
    small = ((counts > 0) & (counts < MINIMUM_CELL)).any()
    joined = list(counts.columns[small])
    if not joined:
        return parts
    order = [name for name in counts.min().sort_values().index if name not in joined]
    while order and (len(joined) < 2 or counts[joined].sum(axis=1).min() < MINIMUM_CELL):
        joined.append(order.pop(0))
    return parts.drop(columns=joined).assign(**{REST: parts[joined].sum(axis=1)})


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
