"""Checks on a survey file before and while its columns become tidy variables."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pandas as pd

from netpoverty.data.codebook import Item
from netpoverty.data.real.stata_file import StataFile
from netpoverty.errors import InputError

_NAMED_UNITS = ("community_id", "county_id")  # some releases give these as text
STRANGE_SHARE = 0.01  # above this share of rows an unknown code is a wrong file, not a slip


def require(file: StataFile, what: dict[str, str]) -> None:
    """Refuse a file that lacks a column, naming the first one with what it should hold.

    `what` maps column name to its content in words.
    """
    missing = [name for name in what if not file.has(name)]
    if missing:
        more = f" (with it {len(missing) - 1} more)" if len(missing) > 1 else ""
        raise InputError(
            f"{file.path.name}: the column {missing[0]} is missing{more}; "
            f"expected: {what[missing[0]]}{file.close_to(missing[0])}."
        )


def present(file: StataFile, items: Iterable[Item]) -> dict[str, tuple[str, ...]]:
    """Return for each item the lower-case columns that hold it; refuse a file that lacks one.

    Of a multiple answer (`…_s_1`, `…_s_2`, …) the first column is enough.
    """
    columns, missing = {}, {}
    for item in items:
        first = next((n for n in (item.source[0], *item.aliases) if file.has(n)), None)
        rest = [name for name in item.source[1:] if file.has(name) or "_s_" not in name]
        wanted = [first or item.source[0], *rest]
        lacking = [name for name in wanted if not file.has(name)]
        if not lacking:
            columns[item.tidy] = tuple(name.lower() for name in wanted)
        elif item.needed:
            missing |= {name: f"{item.asks} → {item.tidy}" for name in lacking}
    require(file, missing)
    return columns


def recode(
    file: StataFile, raw: pd.DataFrame, items: Iterable[Item], columns: dict[str, tuple[str, ...]]
) -> tuple[dict[str, pd.Series], list[str]]:
    """Return tidy variables by name, with remarks on values that were set to missing.

    Raises
    ------
    InputError
        If values that the codebook does not know make up more than 1% of the rows.
    """
    values, remarks = {}, []
    for item in items:
        if item.tidy not in columns:
            remarks.append(f"{file.path.name} has no {item.source[0]}: {item.tidy} is missing.")
            continue
        part = _numbers(file, raw[list(columns[item.tidy])], item)
        remarks += _judge(file, part, item)
        values[item.tidy] = item.recode.read(part)
    return values, remarks


def _numbers(file: StataFile, part: pd.DataFrame, item: Item) -> pd.DataFrame:
    name = part.columns[0]
    if item.tidy == "province_code" and item.file == "cgss":
        labels = file.value_labels.get(name)
        return part if labels is None else part.assign(**{name: part[name].map(labels)})
    if item.tidy in _NAMED_UNITS and not pd.api.types.is_numeric_dtype(part[name]):
        return part.assign(**{name: _numbered(part[name])})
    try:
        return part.astype("float64")
    except (TypeError, ValueError):
        sample = next(value for value in part.stack().dropna() if not _is_number(value))
        raise InputError(
            f"{file.path.name}: {file.names[name]} holds text ({str(sample)[:20]!r}); expected: the raw codes "
            f"of {item.describe()}."
        ) from None


def _numbered(names: pd.Series) -> pd.Series:
    """Return names as numbers from 1, in sorted order; an empty name is missing."""
    codes, _ = pd.factorize(names.replace("", None), sort=True)
    return pd.Series(codes + 1.0, index=names.index).replace(0.0, float("nan"))


def _is_number(value: object) -> bool:
    try:
        float(value)
    except (TypeError, ValueError):
        return False
    return True


def _judge(file: StataFile, part: pd.DataFrame, item: Item) -> list[str]:
    strange = item.recode.strange(part)
    if strange.empty:
        return []
    share, worst = len(strange) / len(part), strange.value_counts().index[0]
    shown = f"{worst:g}" if isinstance(worst, float) else repr(worst)
    if share > STRANGE_SHARE:
        raise InputError(
            f"{file.path.name}: {file.names[part.columns[0]]} has values that no code explains in "
            f"{share:.1%} of rows, most often {shown}; expected: {item.recode.words()} "
            f"({item.asks})."
        )
    return [
        f"{file.names[part.columns[0]]}: values outside the codebook (under 1% of rows) set to missing."
    ]


def check_wave(file: StataFile, key: str, wave: str) -> None:
    """Refuse a CFPS file of another wave: its household number carries the year.

    A file carries the numbers of earlier waves too, so the latest one tells. `key` is the
    column of the wanted wave (fid18), `wave` its year (2018).
    """
    stem = re.sub(r"\d+$", "", key)
    waves = sorted(name for name in file.names if re.fullmatch(rf"{stem}[12]\d", name))
    if waves and waves[-1] != key:
        raise InputError(
            f"{file.path.name}: this is wave 20{waves[-1][-2:]} (column {waves[-1]}); "
            f"expected: wave {wave} (column {key})."
        )
