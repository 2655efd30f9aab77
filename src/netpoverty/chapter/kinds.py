"""The three kinds of number, with a mark for judgements: words, shapes, colours, in one place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..errors import choose, refuse


@dataclass(frozen=True)
class Kind:
    """One mark: `word` and `shape` always stand together, `meaning` explains.

    `name` is what code calls it; `frame` the dashes of the frame around what is no observation
    (empty for none); `number` whether it marks a kind of number, which a judgement is not.
    """

    name: str
    word: str
    shape: str
    colour: str
    meaning: str
    frame: str = ""
    number: bool = True

    @property
    def badge(self) -> str:
        """Return shape and word, as they stand in figures, tables and prose."""
        return f"{self.shape} {self.word}"

    @property
    def html(self) -> str:
        """Return the badge as the page shows it."""
        return f"<span class='np-badge np-{self.name}'>{self.badge}</span>"


# Colours are dark enough for 4.5:1 on white; all but the last are from the Okabe–Ito set.
KINDS = {
    kind.name: kind
    for kind in (
        Kind(
            "published",
            "published",
            "■",
            "#005a8c",
            "printed in a paper or an official source, or implied by it",
        ),
        Kind(
            "simulated",
            "simulated",
            "◇",
            "#8f4a00",
            "from a seeded world whose true effects are known",
            "--",
        ),
        Kind("real", "real", "●", "#00664b", "from a file of real data that a user supplied"),
        Kind(
            "judgement",
            "our judgement",
            "▲",
            "#8a2f6e",
            "the book's own coding of a text, and what follows from it: no data",
            ":",
            number=False,
        ),
    )
}


def kind_of(name: str) -> Kind:
    """Return the kind called `name`; refuse any other word.

    >>> kind_of("simulated").badge, kind_of("judgement").badge
    ('◇ simulated', '▲ our judgement')
    """
    return KINDS[choose("kind", name, KINDS)]


def kinds_of(names: str | Sequence[str]) -> tuple[Kind, ...]:
    """Return the kinds that stand side by side in one table or figure, each once.

    >>> [kind.shape for kind in kinds_of(("published", "simulated"))], len(kinds_of("real"))
    (['■', '◇'], 1)
    """
    listed = [names] if isinstance(names, str) else list(dict.fromkeys(names))
    if not listed:
        raise refuse("the kinds of a table or figure", "none", f"some of {', '.join(KINDS)}")
    return tuple(kind_of(name) for name in listed)
