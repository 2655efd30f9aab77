"""What a notebook imports to show something: `record`, `sentence`, `show`, `table`, `explore`."""

from .controls import Control, radio, select, shares, slider
from .figures import LINES, MARKERS, PALETTE, show, use_style
from .interactive import explore
from .kinds import KINDS, Kind, kind_of
from .record import record, records_in, sentence
from .tables import Table, table
from .verdicts import ChapterVerdicts, verdicts_of

__all__ = [
    "KINDS",
    "LINES",
    "MARKERS",
    "PALETTE",
    "ChapterVerdicts",
    "Control",
    "Kind",
    "Table",
    "explore",
    "kind_of",
    "radio",
    "record",
    "records_in",
    "select",
    "sentence",
    "shares",
    "show",
    "slider",
    "table",
    "use_style",
    "verdicts_of",
]
