"""Random streams: one per variable, so that a new variable does not reshuffle the others."""

from __future__ import annotations

from zlib import crc32

import numpy as np


class Streams:
    """Independent generators by variable name, all from one seed.

    >>> draws = Streams(7)
    >>> bool(draws["age"].random() == Streams(7)["age"].random())
    True
    >>> bool(draws["age"].random() == draws["income"].random())
    False
    """

    def __init__(self, seed: int) -> None:
        self.seed = int(seed)

    def __getitem__(self, name: str) -> np.random.Generator:
        return np.random.default_rng([self.seed, crc32(name.encode())])

    def normal(self, name: str, size: int | tuple[int, ...]) -> np.ndarray:
        """Return standard normal draws of the variable `name`."""
        return self[name].standard_normal(size)

    def uniform(self, name: str, size: int | tuple[int, ...]) -> np.ndarray:
        """Return draws from the uniform distribution on [0, 1) of the variable `name`."""
        return self[name].random(size)
