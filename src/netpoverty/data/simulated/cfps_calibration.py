"""Targets of the CFPS world against what it has."""

from __future__ import annotations

import pandas as pd

from netpoverty.data.simulated.cfps_constants import CODEBOOK, CONSTANTS, NBS, value
from netpoverty.data.simulated.declared import calibration_row


def calibration(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the calibration table: official margins, and the assumed ones."""
    income = frame["income_pc_year_cny"]
    rows = [
        calibration_row("rural households", "6700", str(len(frame)), "official", CODEBOOK),
        calibration_row(
            "counties", str(value("counties")), str(frame["county_id"].nunique()), "official",
            "CFPS design",
        ),
        calibration_row(
            "median income per head, yuan", "13066", f"{income.median():.0f}", "official", NBS
        ),
        calibration_row(
            "mean income per head, yuan", "14617", f"{income.mean():.0f}", "official", NBS
        ),
    ]  # fmt: skip
    return pd.DataFrame(rows + _shares(frame) + _regions(frame))


def _shares(frame: pd.DataFrame) -> list[dict]:
    users = frame[frame["internet_respondent"] == 1]
    health = pd.Series(value("health"))
    targets = [
        ("chronic", frame["chronic_illness"].mean()),
        ("uninsured", 1 - frame["insured"].mean()),
        ("trust", frame["trusts_people"].mean()),
        ("business", frame["household_business"].mean()),
        ("online", frame["internet_respondent"].mean()),
        ("car", frame["has_car"].mean()),
        ("water_deprived", 1 - frame["drinking_water"].isin(["tap", "bottled or purified"]).mean()),
        ("fuel_deprived", frame["cooking_fuel"].isin(["firewood", "coal"]).mean()),
    ]
    worst = 100 * (frame["health_self_rated"] == 1).mean()
    size = frame["household_size"].mean()
    rows = [
        *(_per_cent(CONSTANTS[name], achieved) for name, achieved in targets),
        _codebook("worst self-rated health, per cent", 100 * health[0] / health.sum(), worst, 1),
        _codebook("mean household size", value("household_size"), size, 2),
    ]
    for purpose, shares in value("purposes").items():
        ever = 100 * (users[f"internet_{purpose}_frequency"].dropna() > 0).mean()
        what = f"users who ever go online for {purpose}, per cent"
        rows.append(_codebook(what, 100 * (1 - shares[0]), ever, 1))
    return rows


def _codebook(what: str, target: float, achieved: float, digits: int) -> dict:
    shown = (f"{number:.{digits}f}" for number in (target, achieved))
    return calibration_row(what, *shown, "official", CODEBOOK)


def _per_cent(entry, achieved: float) -> dict:
    return calibration_row(
        f"{entry.meaning}, per cent",
        f"{100 * entry.value:.1f}",
        f"{100 * achieved:.1f}",
        entry.status,
        entry.source,
    )


def _regions(frame: pd.DataFrame) -> list[dict]:
    from netpoverty.data.regions import PROVINCES, plain_region

    persons = value("persons_by_province")
    rural = value("rural_share")
    weight = pd.Series({code: count * rural[PROVINCES[code][2]] for code, count in persons.items()})
    by_region = weight.groupby([PROVINCES[code][2] for code in weight.index]).sum() / weight.sum()
    found = plain_region(frame["region"]).value_counts(normalize=True)
    return [
        calibration_row(
            f"households in the {name}, per cent",
            f"{100 * share:.1f}",
            f"{100 * found[name]:.1f}",
            "assumed",
            "codebook persons by province, times the assumed rural part",
        )
        for name, share in by_region.items()
    ]
