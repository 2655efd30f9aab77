"""What a notebook imports to show something: `record`, `sentence`, `show`, `table`."""

from .figures import LINES, MARKERS, PALETTE, show, use_style
from .kinds import KINDS, Kind, kind_of
from .record import record, records_in, sentence
from .tables import Table, table

__all__ = [
    "KINDS",
    "LINES",
    "MARKERS",
    "PALETTE",
    "Kind",
    "Table",
    "kind_of",
    "record",
    "records_in",
    "sentence",
    "show",
    "table",
    "use_style",
]
