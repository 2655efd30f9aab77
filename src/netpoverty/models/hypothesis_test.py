"""One shape for every test statistic: null, statistic, distribution, p-value, convention."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
import pandas as pd
from scipy import stats

from netpoverty.results import Result


@dataclass(frozen=True)
class HypothesisTest(Result):
    """A test that could be computed.

    Parameters
    ----------
    name : the test, with its authors
    statistic : its value
    distribution : the null distribution in words, e.g. "chi2(2)" or "simulated"
    p : p-value
    null, alternative : what is tested against what, in words
    n : observations used
    convention : which small-sample convention the statistic uses
    remarks : further sentences the reader needs
    details : further numbers by name
    """

    name: str
    statistic: float
    distribution: str
    p: float
    null: str
    alternative: str
    n: int
    convention: str = ""
    remarks: tuple[str, ...] = ()
    details: dict[str, float] = field(default_factory=dict)
    title: ClassVar[str] = "Test"

    def to_frame(self) -> pd.DataFrame:
        """Return one row: statistic, distribution under the null, p-value, n."""
        row = {
            "statistic": self.statistic,
            "distribution": self.distribution,
            "p": self.p,
            "n": self.n,
            **self.details,
        }
        return pd.DataFrame([row], index=[self.name])

    def notes(self) -> list[str]:
        """Return null, alternative, convention and remarks."""
        texts = [f"Null: {self.null}. Alternative: {self.alternative}.", self.convention]
        return [text for text in [*texts, *self.remarks] if text]

    def plot(self, ax=None):
        """Draw statistic and p-value as one line of text; a test has no curve of its own."""
        import matplotlib.pyplot as plt

        ax = ax or plt.subplots(figsize=(5, 1.2))[1]
        ax.axis("off")
        ax.text(0, 0.5, f"{self.name}: {self.statistic:.4g}, p = {self.p:.3g}", va="center")
        return ax


def chi2_test(name: str, statistic: float, dof: int, **words) -> HypothesisTest:
    """Return a test whose null distribution is chi-squared.

    >>> chi2_test("LM", 3.841, 1, null="a", alternative="b", n=10).p < 0.0501
    True
    """
    p = float(stats.chi2.sf(statistic, dof))
    return HypothesisTest(name, float(statistic), f"chi2({dof})", p, **words)


def f_test(name: str, statistic: float, dof: tuple[int, int], **words) -> HypothesisTest:
    """Return a test whose null distribution is F."""
    p = float(stats.f.sf(statistic, *dof))
    return HypothesisTest(name, float(statistic), f"F({dof[0]}, {dof[1]})", p, **words)


def normal_test(name: str, statistic: float, tail: str, **words) -> HypothesisTest:
    """Return a test whose null distribution is standard normal; tail: both, left or right."""
    tails = {
        "both": 2 * stats.norm.sf(abs(statistic)),
        "left": stats.norm.cdf(statistic),
        "right": stats.norm.sf(statistic),
    }
    distribution = "N(0, 1)" if tail == "both" else f"N(0, 1), {tail} tail"
    return HypothesisTest(name, float(statistic), distribution, float(tails[tail]), **words)


def gather(tests: list[Result]) -> pd.DataFrame:
    """Return several tests as one frame; a test that could not be computed keeps its reason.

    >>> from netpoverty.results import NotComputable
    >>> gather([NotComputable("Hausman", "one unit")]).loc["Hausman", "reason"]
    'one unit'
    """
    rows = {}
    for test in tests:
        if isinstance(test, HypothesisTest):
            rows[test.name] = {
                "null": test.null,
                "statistic": test.statistic,
                "distribution": test.distribution,
                "p": test.p,
                "reason": "",
            }
        else:
            rows[test.what] = {
                "null": "",
                "statistic": np.nan,
                "distribution": "",
                "p": np.nan,
                "reason": test.reason,
            }
    return pd.DataFrame.from_dict(rows, orient="index")
