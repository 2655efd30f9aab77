"""Published numbers: what four papers and official sources print, with place and rounding.

`load()` gives the registry; `registry.paper("sichuan")` one paper with its tables, equations,
sentences, claims and cells. The files stand in `data/published/`, their format in
`data/README.md`.
"""

from netpoverty.data.published.cells import Cell, Place
from netpoverty.data.published.equations import Equation, System
from netpoverty.data.published.registry import Paper, Registry, data_folder, load, read_paper
from netpoverty.data.published.values import Printed, read_cell, read_number

__all__ = [
    "Cell",
    "Equation",
    "Paper",
    "Place",
    "Printed",
    "Registry",
    "System",
    "data_folder",
    "load",
    "read_cell",
    "read_number",
    "read_paper",
]
