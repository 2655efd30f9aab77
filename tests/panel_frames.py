"""Panels on which published software printed reference values, and small drawn ones."""

import numpy as np
import pandas as pd
import statsmodels.api as sm

from netpoverty.models.panel import PanelData, prepare_panel


def grunfeld() -> pd.DataFrame:
    """Return Grunfeld's ten firms and twenty years, as in plm::Grunfeld."""
    data = sm.datasets.grunfeld.load_pandas().data
    return data[data.firm != "American Steel"].reset_index(drop=True)


def grunfeld_panel() -> PanelData:
    """Return investment on value and capital, prepared."""
    return prepare_panel("invest ~ value + capital", grunfeld(), unit="firm", time="year")


def drawn(units: int = 4, years: int = 12, seed: int = 0, unit_spread: float = 1.0) -> pd.DataFrame:
    """Return y = x - z/2 + unit effect + noise, with x and z independent of the effect."""
    rng = np.random.default_rng(seed)
    effect = np.repeat(unit_spread * rng.normal(size=units), years)
    x, z, noise = rng.normal(size=(3, units * years))
    return pd.DataFrame(
        {
            "unit": np.repeat([f"unit {i:02d}" for i in range(units)], years),
            "year": np.tile(np.arange(2000, 2000 + years), units),
            "y": x - z / 2 + effect + noise,
            "x": x,
            "z": z,
        }
    )
