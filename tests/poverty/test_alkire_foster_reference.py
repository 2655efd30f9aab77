"""Published and independently computed Alkire–Foster results.

All are closed forms: tolerances are half a unit of the last digit given.
"""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from netpoverty.poverty.alkire_foster import Dimension, Indicator, Specification, alkire_foster
from netpoverty.survey import Design

FIXTURES = Path(__file__).parent / "fixtures"

ACHIEVEMENTS = pd.DataFrame(
    [[13.1, 14, 4, 1], [15.2, 7, 5, 0], [12.5, 10, 1, 0], [20, 11, 3, 1]], columns=list("abcd")
)
CUTOFFS = [13, 12, 3, 1]


def four_by_four() -> Specification:
    indicators = [
        Indicator(name, cutoff, cardinal=True) for name, cutoff in zip("abcd", CUTOFFS, strict=True)
    ]
    return Specification([Dimension(one.name, [one]) for one in indicators])


@pytest.mark.parametrize(
    ("k", "expected"),
    [
        (1, [0.75, 0.583333, 0.4375, 0.2107371795, 0.1658910667]),
        (2, [0.5, 0.75, 0.375, 0.2055288462, 0.1654570390]),
        (3, [0.25, 1, 0.25, 0.1169871795, 0.0921063445]),
        (4, [0.25, 1, 0.25, 0.1169871795, 0.0921063445]),
    ],
)
def test_four_people(k, expected):
    """Alkire & Foster (2011), doi:10.1016/j.jpubeco.2010.11.006: the canonical example."""
    made = alkire_foster(ACHIEVEMENTS, four_by_four(), k / 4)
    for measure, value, half in zip(
        ("H", "A", "M0", "M1", "M2"), expected, [5e-11, 5e-7, 5e-11, 5e-11, 5e-11], strict=True
    ):
        assert made[measure] == pytest.approx(value, abs=half)


def test_four_people_to_all_digits():
    made = alkire_foster(ACHIEVEMENTS, four_by_four(), 0.5)
    assert made["M1"] == pytest.approx(0.20552884615384615, abs=1e-16)
    assert made["M2"] == pytest.approx(0.1654570389546351, abs=1e-16)
    assert made.headcounts(censored=False).values.tolist() == [0.25, 0.75, 0.25, 0.5]
    assert made.headcounts().values.tolist() == [0.25, 0.5, 0.25, 0.5]
    np.testing.assert_allclose(
        made.contributions().values, [1 / 6, 1 / 3, 1 / 6, 1 / 3], rtol=1e-15
    )
    assert made["M1"] / made["M0"] == pytest.approx(0.5480769, abs=5e-8)
    assert made["M2"] / made["M0"] == pytest.approx(0.4412188, abs=5e-8)


def test_four_units_one_exactly_on_k():
    """R package mpindex, tests/testthat/test-compute-mpi.R: H and A tell rows from columns."""
    columns = {"a1": [0, 1, 1, 0], "a2": [0, 0, 1, 1], "b1": [0, 0, 1, 0], "b2": [0, 1, 1, 0]}
    made = alkire_foster(pd.DataFrame(columns), k=0.5)
    assert (made["H"], made["A"], made["M0"]) == (0.5, 0.75, 0.375)


WOMEN = pd.read_csv(FIXTURES / "nlsw88.csv")


def women_specification(weights="equal") -> Specification:
    return Specification(
        [
            Dimension("wage", [Indicator("wage", 4, column="wage_usd_per_hour", cardinal=True)]),
            Dimension(
                "college", [Indicator("college", 1, column="college_graduate", cardinal=True)]
            ),
            Dimension("hours", [Indicator("hours", 26, column="hours_per_week", cardinal=True)]),
        ],
        weights,
    )


def test_the_fixture_is_the_published_sample():
    """Pattern counts by marriage as published for Stata's nlsw88, listwise."""
    rows = WOMEN.assign(
        pattern=(WOMEN.wage_usd_per_hour < 4).astype(int).astype(str)
        + (WOMEN.college_graduate < 1).astype(int).astype(str)
        + (WOMEN.hours_per_week < 26).astype(int).astype(str)
    )
    counts = rows.groupby(["pattern", "married"]).size()
    single, married = counts.xs(0, level=1).tolist(), counts.xs(1, level=1).tolist()
    assert single == [167, 5, 435, 24, 9, 6, 123, 32]
    assert married == [263, 49, 720, 142, 15, 17, 170, 65]


@pytest.mark.parametrize(
    ("weights", "k", "h", "a", "m0"),
    [
        ("equal", 1 / 3, 0.8082070, 0.4576895, 0.3699078),
        ("equal", 0.4, 0.2582516, 0.7225101, 0.1865894),
        ("equal", 2 / 3, 0.2582516, 0.7225101, 0.1865894),
        ("equal", 0.7, 0.0432649, 1, 0.0432649),
        ("equal", 1, 0.0432649, 1, 0.0432649),
        ("half", 0.5, 0.2689563, 0.7114428, 0.1913470),
        ("half", 0.75, 0.1842105, 0.8087167, 0.1489741),
        ("half", 1, 0.0432649, 1, 0.0432649),
    ],
)
def test_women_of_1988(weights, k, h, a, m0):
    """Published in guilhermejacob/context, section 6.3, replicating Jindra (2015, OPHI)."""
    chosen = {"wage": 0.5, "college": 0.25, "hours": 0.25} if weights == "half" else "equal"
    made = alkire_foster(WOMEN, women_specification(chosen), k)
    for measure, value in (("H", h), ("A", a), ("M0", m0)):
        assert made[measure] == pytest.approx(value, abs=5e-8)


def test_errors_of_the_women():
    """Published with all 2,246 rows in the design: four without hours are outside the domain.

    Leaving them out of the design as well would change the seventh digit (n/(n − 1)).
    """
    without_hours = pd.DataFrame(np.nan, index=range(4), columns=WOMEN.columns)
    everyone = pd.concat([WOMEN, without_hours], ignore_index=True)
    made = alkire_foster(everyone, women_specification(), [1 / 3, 2 / 3], missing="drop_case")
    assert (made.n, made.design.n) == (2242, 2246)
    frame = made.to_frame()["se"]
    low, high = frame.loc["all", 1 / 3], frame.loc["all", 2 / 3]
    assert low["H"] == pytest.approx(0.008316807, abs=5e-10)
    assert low["A"] == pytest.approx(0.004573443, abs=5e-10)
    assert low["M0"] == pytest.approx(0.0053, abs=5e-5)
    assert high["M0"] == pytest.approx(0.0068, abs=5e-5)


def test_breakdown_of_the_women():
    made = alkire_foster(WOMEN, women_specification(), [1 / 3, 2 / 3, 1], by="married")
    raw = made.headcounts(2 / 3, censored=False)
    np.testing.assert_allclose(raw.values, [0.19492, 0.76316, 0.15165], atol=5e-6)
    censored = made.headcounts(2 / 3)
    np.testing.assert_allclose(censored.values, [0.18421, 0.24799, 0.12756], atol=5e-6)
    for k, shares in (
        (1 / 3, [0.17564, 0.68770, 0.13666]),
        (2 / 3, [0.32908, 0.44303, 0.22789]),
    ):
        np.testing.assert_allclose(made.contributions(k).values, shares, atol=5e-6)
    for k, share, half in ((1 / 3, 0.65796, 5e-6), (2 / 3, 0.67968, 5e-6), (1, 0.6701, 5e-5)):
        assert made.subgroup_contributions(k)[1] == pytest.approx(share, abs=half)


def test_gaps_of_the_women():
    """Computed from the raw wages and hours with cutoffs 4, 1, 26.

    Wages here are exp(log wage) to six decimals, which moves a mean gap by less than 1e-7.
    """
    made = alkire_foster(WOMEN, women_specification(), [1 / 3, 2 / 3, 1])
    for k, m1, m2 in (
        (1 / 3, 0.2859332, 0.2676266),
        (2 / 3, 0.1101836, 0.0937731),
        (1, 0.0225575, 0.0178418),
    ):
        assert made["M1", k] == pytest.approx(m1, abs=1.1e-7)
        assert made["M2", k] == pytest.approx(m2, abs=1.1e-7)


@pytest.fixture(scope="module")
def tiny():
    """A stratified cluster sample of 24, made by a rule; values from an independent program."""
    i = np.arange(24)
    data = pd.DataFrame(
        {"x1": 7 * i % 10 < 4, "x2": 3 * i % 8 < 3, "x3": 5 * i % 9 < 3, "x4": 11 * i % 7 < 2}
    ).astype(float)
    design = Design(1 + (i % 5) / 2, strata=i // 12, clusters=i // 4)
    return alkire_foster(
        data,
        [1 / 3, 1 / 6, 1 / 4, 1 / 4],
        0.4,
        design=design,
        by=np.where(13 * i % 3 == 0, "a", "b"),
    )


@pytest.mark.parametrize(
    ("group", "measure", "value", "se"),
    [
        ("all", "M0", 0.3262411348, 0.05526557827),
        ("all", "H", 0.5744680851, 0.08930577445),
        ("all", "A", 0.5679012346, 0.02699653929),
        ("a", "M0", 0.3666666667, 0.07726018252),
        ("a", "H", 0.5333333333, 0.0731985293),
        ("a", "A", 0.6875, 0.08313983068),
        ("b", "M0", 0.3072916667, 0.05031896946),
        ("b", "H", 0.59375, 0.10720748315),
        ("b", "A", 0.5175438596, 0.02123385345),
    ],
)
def test_tiny_survey(tiny, group, measure, value, se):
    row = tiny.to_frame().loc[(group, 0.4, measure)]
    assert row["estimate"] == pytest.approx(value, abs=5.1e-11)
    assert row["se"] == pytest.approx(se, abs=5.1e-12)
    joint = tiny.estimates(group=group)
    assert joint[measure] == row["estimate"]
    assert joint.se[joint.position(measure)] == pytest.approx(row["se"], rel=1e-12)


def test_tiny_survey_breakdown(tiny):
    hk = tiny.headcounts()
    assert hk.degrees_of_freedom[0] == 4
    np.testing.assert_allclose(
        hk.values, [0.3936170213, 0.3404255319, 0.2765957447, 0.2765957447], atol=5.1e-11
    )
    # the gradient is taken by central differences, good to about ten digits
    np.testing.assert_allclose(
        hk.se, [0.05455497006, 0.0592955082, 0.10722316383, 0.07249424296], rtol=1e-9
    )
    np.testing.assert_allclose(
        tiny.contributions().values,
        [0.402173913, 0.1739130435, 0.2119565217, 0.2119565217],
        atol=5.1e-11,
    )
    row = tiny.to_frame().loc[("all", 0.4, "M0")]
    assert row["low"] == pytest.approx(0.1941435009, abs=5.1e-11)
    assert row["high"] == pytest.approx(0.4932096962, abs=5.1e-11)
    shares = tiny.subgroup_contributions(measure="N")
    assert shares["a"] == pytest.approx(0.3191489362, abs=5.1e-11)
    assert shares["b"] == pytest.approx(0.6808510638, abs=5.1e-11)
    poverty = tiny.subgroup_contributions()
    assert poverty["a"] == pytest.approx(0.3191489362 * 0.3666666667 / 0.3262411348, rel=1e-9)
    gap = tiny.difference("a", "b")
    assert gap["M0"] == pytest.approx(0.059375, abs=5.1e-11)
    assert gap.se[gap.position("M0")] == pytest.approx(0.06027713, abs=5.1e-9)
