"""Read before kernels are forked: the registry of the papers, which each chapter asks for."""

from contextlib import suppress

from ..data import published
from ..errors import InputError

# A kernel that needs it will say so itself, in the cell that asks.
with suppress(InputError, OSError):
    published.load()
