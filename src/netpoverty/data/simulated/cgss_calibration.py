"""Targets of the CGSS world against what it has."""

from __future__ import annotations

import numpy as np
import pandas as pd

from netpoverty.data.simulated.cgss_constants import NBS, PAPER, TEXT, value
from netpoverty.data.simulated.declared import calibration_row

_READ_AS = {
    "age": "age",
    "female": "women",
    "married": "married",
    "health": "health, printed 342 and read as 3.42",
    "education": "education, on the printed range 1 to 5 (impossible on the codes 1 to 3)",
    "internet": "Internet use, on the codes 1 to 5 (impossible on the printed range 0 to 1)",
    "working_poor": "working poor",
}
_NBS_SCHOOLING = {
    "primary or below": "15.7",
    "junior secondary": "55.4",
    "senior secondary": "16.7",
}


def paper_codes(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a CGSS frame's health and schooling in the codes of the paper's Table 1.

    Codes 4 (senior secondary) and 5 (postgraduate) of `education` are assumed: Table 1 stops at 3,
    while its printed range goes to 5.
    """
    health = {answer: code for code, answer in value("health_codes").items()}
    codes = value("education_codes") | value("education_codes_lost")
    education = {level: code for code, level in codes.items()}
    return pd.DataFrame(
        {
            "health": frame["health_self_rated"].map(health),
            "education": frame["schooling_level"].map(education),
        }
    )


def calibration(
    frame: pd.DataFrame, sample: np.ndarray, worked: np.ndarray, income: np.ndarray, line: float
) -> pd.DataFrame:
    """Return the calibration table: Table 2 of the paper, official figures, the open ones."""
    inside = frame[sample]
    poor = (worked & (income < line))[sample].astype(float)
    values = {
        "age": inside["age_years"],
        "female": inside["female"],
        "married": inside["married"],
        **paper_codes(inside),
        "internet": inside["internet_frequency"],
        "working_poor": pd.Series(poor),
    }
    rows = [
        calibration_row("respondents", "8148", str(len(frame)), "official", "CGSS 2021"),
        calibration_row("migrant workers", "1491", str(len(inside)), "published", PAPER),
    ]
    for name, column in values.items():
        mean, sd, _, _ = value(name)
        meaning = _READ_AS[name]
        rows.append(
            calibration_row(f"{meaning}: mean", mean, f"{column.mean():.2f}", "published", PAPER)
        )
        rows.append(
            calibration_row(f"{meaning}: sd", sd, f"{column.std():.2f}", "published", PAPER)
        )
    rows.append(
        calibration_row(
            "working poor, per cent", "6.98", f"{100 * poor.mean():.2f}", "published", TEXT
        )
    )
    return pd.DataFrame(rows + _official(frame, inside, line))


def _official(frame: pd.DataFrame, inside: pd.DataFrame, line: float) -> list[dict]:
    levels = inside["schooling_level"].value_counts(normalize=True)
    age, monthly = inside["age_years"], (inside["income_year_cny"] / 12).mean()
    young = 100 * (age <= 40).mean()
    online = 100 * (frame["internet_frequency"] >= 3).mean()
    rows = [
        ("mean age of migrant workers", "41.4", f"{age.mean():.1f}", "official", NBS),
        ("migrant workers aged 40 or less, per cent", "49.4", f"{young:.1f}", "official", NBS),
        ("monthly income of migrant workers, yuan", "4072", f"{monthly:.0f}", "official", NBS),
        ("poverty line of the world, yuan a year", "near 14000", f"{line:.0f}", "assumed"),
        ("online sometimes or more, all, per cent", "64", f"{online:.0f}", "assumed"),
    ]
    for level, target in _NBS_SCHOOLING.items():
        achieved = f"{100 * levels.get(level, 0.0):.1f}"
        rows.append((f"migrant workers, {level}, per cent", target, achieved, "official", NBS))
    return [calibration_row(*row) for row in rows]
