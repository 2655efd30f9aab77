"""Data sets on which published software printed reference values."""

from pathlib import Path

import pandas as pd
import statsmodels
from linearmodels.datasets import mroz as linearmodels_mroz

FIXTURES = Path(__file__).parent / "models" / "fixtures"


def mroz() -> pd.DataFrame:
    """Return Mroz (1987): 753 married women, as in R's wooldridge::mroz.

    linearmodels' copy lost one minus sign: in row 380 family income is below the wife's earnings,
    so that nwifeinc, defined as (faminc − wage·hours)/1000, is negative there.
    """
    data = linearmodels_mroz.load()
    earned = data.faminc - data.wage.fillna(0) * data.hours
    data["nwifeinc"] = data.nwifeinc.where(earned > 0, -data.nwifeinc.abs())
    return data


def framing() -> pd.DataFrame:
    """Return mediation::framing (R): 265 respondents of Brader, Valentino and Suhay (2008)."""
    return pd.read_csv(Path(statsmodels.__file__).parent / "stats/tests/results/framing.csv")


def sex2() -> pd.DataFrame:
    """Return logistf::sex2 (R): 239 rows, expanded from its patterns."""
    patterns = pd.read_csv(FIXTURES / "sex2_patterns.csv")
    rows = patterns.loc[patterns.index.repeat(patterns["count"])]
    return rows.drop(columns="count").reset_index(drop=True)
