"""Process tracing: what a piece of evidence, found or missing, would say between two readings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from netpoverty.errors import choose, refuse
from netpoverty.results import Result

CHANCES = {"almost never": 0.05, "seldom": 0.25, "even": 0.50, "often": 0.75, "almost always": 0.95}
"""How often the evidence would be found if a reading were right, in words."""

TESTS = {
    (True, False): "hoop",
    (False, True): "smoking gun",
    (True, True): "doubly decisive",
    (False, False): "straw in the wind",
}
"""Kind of test by (must be found if the reading is right, seldom found if it is wrong)."""

HIGH, LOW = 0.9, 0.1


@dataclass(frozen=True)
class Evidence:
    """Evidence that could be sought: what it is, and its chance under each of two readings."""

    name: str
    says: str
    chances: Mapping[str, str]

    def __post_init__(self) -> None:
        if len(self.chances) != 2:
            raise refuse("chances", len(self.chances), "the chance under each of two readings")
        for chance in self.chances.values():
            choose("chance", chance, CHANCES)


@dataclass(frozen=True)
class TracingTest(Result):
    """One piece of evidence as a test of one reading against its rival.

    Parameters
    ----------
    evidence : what is sought. reading, rival : the reading tested and the other one.
    kind : one of `TESTS`. found, missing : odds of the reading over its rival are multiplied
    by this if the evidence is found, and by this if it is looked for in vain.
    """

    evidence: Evidence
    reading: str
    rival: str
    kind: str
    found: float
    missing: float

    title = "Process-tracing test"
    convention = "Chances are judgements in words, put on a scale of five steps."

    def to_frame(self) -> pd.DataFrame:
        """Return one row: evidence, kind of test, what finding or missing it does to the odds."""
        row = {
            "evidence": self.evidence.says,
            f"test of {self.reading}": self.kind,
            "odds if found": self.found,
            "odds if missing": self.missing,
        }
        return pd.DataFrame([row]).set_index("evidence")

    @property
    def expected_weight(self) -> float:
        """The expected absolute log10 of the odds' factor, both readings being equally likely."""
        chance = [CHANCES[word] for word in self.evidence.chances.values()]
        seen = sum(chance) / 2
        logs = np.abs(np.log10([self.found, self.missing]))
        return float(seen * logs[0] + (1 - seen) * logs[1])


def tracing_test(evidence: Evidence, reading: str) -> TracingTest:
    r"""Return which test of `reading` a piece of evidence is, and how it moves the odds.

    With $p$ and $q$ the chances of the evidence under the reading and its rival, the odds move
    by $p/q$ if it is found and by $(1-p)/(1-q)$ if not. A *hoop* must be passed ($p \ge 0.9$):
    failing it all but rules the reading out. A *smoking gun* is seldom found otherwise
    ($q \le 0.1$): finding it all but settles the matter.

    Sources: Van Evera (1997), *Guide to Methods for Students of Political Science*; Collier
    (2011), doi 10.1017/S1049096511001429.

    >>> seen = Evidence("fees", "fees fell, use rose", {"price": "almost always", "will": "even"})
    >>> tracing_test(seen, "price").kind, tracing_test(seen, "will").kind
    ('hoop', 'straw in the wind')
    """
    choose("reading", reading, evidence.chances)
    rival = next(name for name in evidence.chances if name != reading)
    p, q = (CHANCES[evidence.chances[name]] for name in (reading, rival))
    kind = TESTS[p >= HIGH, q <= LOW]
    return TracingTest(evidence, reading, rival, kind, p / q, (1 - p) / (1 - q))
