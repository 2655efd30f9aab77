"""What the printed page can support: rules, and one verdict a cell.

`ledger()` judges the project's registry; `rows`, `json_text` and `text_lines` tell it; `audit`
applies the same rules to anyone's table.
"""

from netpoverty.ledger.book import Book
from netpoverty.ledger.corrections import Entry, read_corrections
from netpoverty.ledger.drawing import MARKS, draw_cells
from netpoverty.ledger.implied_tests import ImpliedTest, implied_tests
from netpoverty.ledger.interval import Interval
from netpoverty.ledger.items import LEVELS, display_items
from netpoverty.ledger.runner import (
    SCOPE,
    Ledger,
    audit,
    json_text,
    judge,
    judge_paper,
    ledger,
    rows,
    text_lines,
)
from netpoverty.ledger.significance import p_of_test
from netpoverty.ledger.template import TEMPLATE, write_template
from netpoverty.ledger.verdict import (
    MEANINGS,
    OPEN,
    SEVERITIES,
    VERDICTS,
    Finding,
    Verdict,
    counted,
)

__all__ = [
    "LEVELS",
    "MARKS",
    "MEANINGS",
    "OPEN",
    "SCOPE",
    "SEVERITIES",
    "TEMPLATE",
    "VERDICTS",
    "Book",
    "Entry",
    "Finding",
    "ImpliedTest",
    "Interval",
    "Ledger",
    "Verdict",
    "audit",
    "counted",
    "display_items",
    "draw_cells",
    "implied_tests",
    "json_text",
    "judge",
    "judge_paper",
    "ledger",
    "p_of_test",
    "read_corrections",
    "rows",
    "text_lines",
    "write_template",
]
