"""What the chapter on working poverty works with, under the names it uses."""

from . import working_poor_claims as verbal
from . import working_poor_figures as figures
from . import working_poor_mixer as mixer
from . import working_poor_models as models
from . import working_poor_tables as tables
from . import working_poor_words as words

__all__ = ["figures", "mixer", "models", "tables", "verbal", "words"]
