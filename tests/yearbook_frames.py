"""A made-up panel in the style of yearbooks, for tests of what reads a user's own file."""

import numpy as np
import pandas as pd

YEARS = list(range(2005, 2019))


def yearbook(units=8, seed=4):
    """A made-up table in yearbook style: money in 10k yuan, households with broadband."""
    rng = np.random.default_rng(seed)
    rows = []
    for unit in range(units):
        growth = rng.normal(0.12, 0.02, len(YEARS)).cumsum()
        net = rng.normal(0.2, 0.05, len(YEARS)).cumsum()
        rows += [
            {
                "city": f"City {unit}",
                "year": year,
                "gdp_10k_yuan": round(1e6 * (1 + unit) * np.exp(growth[t])),
                "general_budget_revenue_10k_yuan": round(5e4 * (1 + unit) * np.exp(growth[t])),
                "internet_broadband_households": round(20_000 * np.exp(net[t])),
                "registered_population_10k": 400.0 + unit + t / 10,
            }
            for t, year in enumerate(YEARS)
        ]
    return pd.DataFrame(rows)


def with_incomes(table, seed=5):
    """Return the table with incomes of townspeople and villagers in yuan, which rise as well."""
    rng = np.random.default_rng(seed)
    noise = rng.normal(0, 0.03, (2, len(table)))
    since = table["year"] - YEARS[0]
    town = np.round(9000 * np.exp(0.09 * since + noise[0]))
    return table.assign(
        urban_income_yuan=town,
        rural_income_yuan=np.round(0.35 * town * np.exp(0.01 * since + noise[1])),
    )
