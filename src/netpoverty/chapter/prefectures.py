"""What the chapter on Sichuan works with, under the names it uses."""

from . import prefecture_charts as charts
from . import prefecture_curves as curves
from . import prefecture_figures as draw
from . import prefecture_tables as tabulate
from . import prefecture_var as series
from . import prefecture_words as words

__all__ = ["charts", "curves", "draw", "series", "tabulate", "words"]
