"""Four studies of the Internet and poverty in China, as code that a reader can question.

The rooms, from the ground up: `survey` (inference under a design), `poverty` (measures),
`models` (estimators), `policy` (qualitative coding), `data` (published, simulated, real),
`ledger` (what a printed page can support), `chapter` (what a notebook imports to show
something), `publish` (running notebooks, building the site).
"""

from .grammars import build_when_asked

build_when_asked()

__version__ = "0.1.0"
