"""The codebook in code: where each tidy variable comes from, and how.

One declaration serves the reader, the writer of survey-style files, the page on the data and
the sentence of an error.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from netpoverty.data.codebook.recodes import Recode
from netpoverty.data.columns import columns_of
from netpoverty.errors import choose

_REPORTING = "members from the chosen age on who answered for themselves on Internet use"
# Tidy variables that are computed from others, and how.
DERIVED = {
    "region": "from province_code, by the division of the National Bureau of Statistics",
    "is_simulated": "whether the file says of itself that it is simulated",
    "internet_respondent": "mobile or computer; a no needs both answers",
    "internet_any_member": "members_online above 0",
    "internet_member_share": "members_online / members_reporting",
    "members_reporting": f"count of {_REPORTING}, the respondent included",
    "members_online": "of these, online by mobile device or computer",
    "members_poor_health": "of these, with the lowest self-rated health",
    "members_chronic_illness": "of these, with a chronic illness",
    "members_uninsured": "of these, without medical insurance",
    "members_employed": "of these, with work",
    "schooling_years_max": "of these, the most years of schooling",
}


@dataclass(frozen=True)
class Item:
    """One tidy variable in a survey's file.

    `tidy` names the tidy variable, `file` the file (famecon, person, famconf, cgss), `source`
    the raw variables it is read from, `asks` the question in our own words, `recode` the way
    between raw and tidy. `aliases` are other names of the first raw variable; an item that is
    not `needed` may be absent from a file; one that does not `write` shares its raw variable
    with another. `assumed` marks what no codebook that we could read confirms.
    """

    tidy: str
    file: str
    source: tuple[str, ...]
    asks: str
    recode: Recode
    aliases: tuple[str, ...] = ()
    needed: bool = True
    writes: bool = True
    assumed: bool = False
    note: str = ""

    def describe(self) -> str:
        """Return the sentence part that an error uses for this variable."""
        return f"{' and '.join(self.source)} ({self.asks})"


def items_of(name: str) -> tuple[Item, ...]:
    """Return the declared items of a survey: cfps or cgss.

    >>> [item.source for item in items_of("cfps") if item.tidy == "cooking_fuel"]
    [('fa4',)]
    """
    from netpoverty.data.codebook.cfps import CFPS_ITEMS
    from netpoverty.data.codebook.cgss import CGSS_ITEMS

    books = {"cfps": CFPS_ITEMS, "cgss": CGSS_ITEMS}
    return books[choose("survey", name, books)]


def item(name: str, tidy: str) -> Item:
    """Return the item behind one tidy variable.

    >>> item("cgss", "internet_frequency").source
    ('A28_5',)
    """
    found = {entry.tidy: entry for entry in items_of(name)}
    return found[choose(f"{name} variable", tidy, found)]


def in_file(items: Iterable[Item], file: str) -> tuple[Item, ...]:
    """Return the items that come from one file."""
    return tuple(entry for entry in items if entry.file == file)


def codebook_frame(name: str) -> pd.DataFrame:
    """Return the codebook of a survey as a table, one row a tidy variable, in schema order.

    Columns: variable, unit, meaning, file, source, question (in our own words), recode,
    standing (official; derived from other variables; assumed where no codebook that we could
    read confirms it).

    >>> codebook_frame("cgss").columns.tolist()[:5]
    ['variable', 'unit', 'meaning', 'file', 'source']
    """
    declared = {entry.tidy: entry for entry in items_of(name)}
    rows = [
        {
            "variable": entry.name,
            "unit": entry.unit,
            "meaning": entry.meaning,
            **(
                _item_row(declared[entry.name])
                if entry.name in declared
                else _derived_row(DERIVED[entry.name])
            ),
        }
        for entry in columns_of(name)
    ]
    return pd.DataFrame(rows)


def _item_row(entry: Item) -> dict[str, str]:
    return {
        "file": entry.file,
        "source": ", ".join(entry.source),
        "question": entry.asks,
        "recode": entry.recode.words() + (f" ({entry.note})" if entry.note else ""),
        "standing": "assumed" if entry.assumed else "official",
    }


def _derived_row(how: str) -> dict[str, str]:
    return {"file": "–", "source": "–", "question": "–", "recode": how, "standing": "derived"}
