"""The three kinds of number: their words, shapes and colours, in one place."""

from __future__ import annotations

from dataclasses import dataclass

from ..errors import choose


@dataclass(frozen=True)
class Kind:
    """One kind of number: `word` and `shape` always stand together, `meaning` explains."""

    word: str
    shape: str
    colour: str
    meaning: str

    @property
    def badge(self) -> str:
        """Return shape and word, as they stand in figures, tables and prose."""
        return f"{self.shape} {self.word}"


# Colours are from the Okabe–Ito set, dark enough for 4.5:1 on white.
KINDS = {
    "published": Kind(
        "published", "■", "#005a8c", "printed in a paper or an official source, or implied by it"
    ),
    "simulated": Kind(
        "simulated", "◇", "#8f4a00", "from a seeded world whose true effects are known"
    ),
    "real": Kind("real", "●", "#00664b", "from a file of real data that a user supplied"),
}


def kind_of(name: str) -> Kind:
    """Return the kind called `name`; refuse any other word.

    >>> kind_of("simulated").badge
    '◇ simulated'
    """
    return KINDS[choose("kind", name, KINDS)]
