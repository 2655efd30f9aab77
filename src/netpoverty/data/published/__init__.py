"""Published numbers: what four papers and official sources print, with place and rounding.

`load()` gives the registry; `registry.paper("sichuan")` one paper with its tables, equations,
sentences, claims and cells. The files stand in `data/published/`, their format in
`data/README.md`.
"""

from netpoverty.data.published.cells import Cell, Place
from netpoverty.data.published.claims import Claim
from netpoverty.data.published.equations import Equation, System
from netpoverty.data.published.export import (
    claim_rows,
    code_rows,
    doubt_rows,
    download,
    equation_rows,
    exclusion_rows,
    json_text,
    printed_table,
    sentence_rows,
    text_lines,
    write_csv,
)
from netpoverty.data.published.registry import Paper, Registry, data_folder, load, read_paper
from netpoverty.data.published.values import Printed, read_cell, read_number

__all__ = [
    "Cell",
    "Claim",
    "Equation",
    "Paper",
    "Place",
    "Printed",
    "Registry",
    "System",
    "claim_rows",
    "code_rows",
    "data_folder",
    "doubt_rows",
    "download",
    "equation_rows",
    "exclusion_rows",
    "json_text",
    "load",
    "printed_table",
    "read_cell",
    "read_number",
    "read_paper",
    "sentence_rows",
    "text_lines",
    "write_csv",
]
