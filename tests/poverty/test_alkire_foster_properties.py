"""Laws of the measures, on random data; the three ways of summing against each other."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netpoverty.poverty.alkire_foster import (
    Dimension,
    Indicator,
    Relative,
    Specification,
    aggregation,
    alkire_foster,
)
from netpoverty.poverty.alkire_foster.aggregation import aggregate, by_score
from netpoverty.survey import Design

QUICK = settings(derandomize=True, deadline=None, max_examples=30)


@st.composite
def surveys(draw):
    seed = draw(st.integers(0, 10_000))
    n, columns = draw(st.integers(4, 25)), draw(st.integers(1, 5))
    rng = np.random.default_rng(seed)
    data = (rng.random((n, columns)) < rng.uniform(0.2, 0.8)).astype(float)
    weights = (
        rng.dirichlet(np.ones(columns)) if draw(st.booleans()) else np.full(columns, 1 / columns)
    )
    return data, weights / weights.sum(), rng.integers(1, 4, n).astype(float), rng


def design_of(kind: str, n: int, w: np.ndarray) -> Design:
    rows = np.arange(n)
    if kind == "elements":
        return Design(w)
    if kind == "strata":
        return Design(w, strata=rows % 2)
    if kind == "fpc":
        return Design(w, strata=rows % 2, fpc=3 * n)
    return Design(w, strata=rows % 2, clusters=rows // 2 % 6, lonely="centre")


@QUICK
@given(surveys(), st.floats(0.05, 1))
def test_m0_is_h_times_a_and_shares_sum_to_one(survey, k):
    data, weights, w, _ = survey
    made = alkire_foster(data, weights, k, design=w, by=np.arange(len(w)) % 2)
    if made["H"] == 0:
        assert np.isnan(made["A"])
        assert "nobody is poor" in made.to_frame().loc[("all", made.k[0], "A"), "note"]
        return
    assert made["M0"] == pytest.approx(made["H"] * made["A"], rel=1e-12)
    assert made.contributions().values.sum() == pytest.approx(1, rel=1e-12)
    assert made.subgroup_contributions().values.sum() == pytest.approx(1, rel=1e-12)
    assert made.contributions(absolute=True).values.sum() == pytest.approx(made["M0"], rel=1e-12)
    assert weights @ made.headcounts().values == pytest.approx(made["M0"], rel=1e-12)


@QUICK
@given(surveys())
def test_h_and_m0_fall_and_a_rises_in_k(survey):
    data, weights, w, _ = survey
    made = alkire_foster(data, weights, np.linspace(0.05, 1, 12), design=w)
    for measure, sign in (("H", -1), ("M0", -1), ("A", 1)):
        path = made.series(measure)["all"].dropna()
        assert (sign * path.diff().dropna() >= -1e-12).all()


@QUICK
@given(surveys())
def test_union_and_intersection(survey):
    data, weights, w, _ = survey
    made = alkire_foster(data, weights, ["union", "intersection"], design=w)
    assert made["H", made.k[0]] == pytest.approx(np.average(data.any(axis=1), weights=w))
    assert made["H", made.k[-1]] == pytest.approx(np.average(data.all(axis=1), weights=w))


@QUICK
@given(surveys(), st.floats(0.05, 1))
def test_weight_two_is_a_row_twice_and_copies_change_nothing(survey, k):
    data, weights, w, _ = survey
    one = alkire_foster(data, weights, k, design=w)
    rows = np.repeat(np.arange(len(w)), w.astype(int))
    twice = alkire_foster(data[rows], weights, k)
    copied = alkire_foster(np.vstack([data] * 3), weights, k, design=np.tile(w, 3))
    for measure in ("H", "M0"):
        assert one[measure] == pytest.approx(twice[measure], abs=1e-12)
        assert one[measure] == pytest.approx(copied[measure], abs=1e-12)


@QUICK
@given(surveys(), st.floats(0.05, 1), st.randoms(use_true_random=False))
def test_relabelling_changes_nothing(survey, k, random):
    data, weights, w, _ = survey
    people, columns = list(range(len(w))), list(range(len(weights)))
    random.shuffle(people)
    random.shuffle(columns)
    one = alkire_foster(data, weights, k, design=w).to_frame()
    other = alkire_foster(
        data[people][:, columns], weights[columns], k, design=w[people]
    ).to_frame()
    np.testing.assert_allclose(
        one[["estimate", "se"]].to_numpy(), other[["estimate", "se"]].to_numpy(), atol=1e-10
    )


@QUICK
@given(surveys(), st.floats(0.05, 1))
def test_gaps_are_ordered(survey, k):
    data, weights, w, rng = survey
    frame = pd.DataFrame(rng.uniform(0, 2, data.shape)).add_prefix("y")
    parts = [Indicator(name, 1.0, cardinal=True) for name in frame]
    names = dict(zip(frame, weights, strict=True))
    made = alkire_foster(frame, Specification([Dimension("all", parts)], names), k, design=w)
    assert made["M0"] >= made["M1"] - 1e-12
    assert made["M1"] >= made["M2"] - 1e-12


@QUICK
@given(surveys())
def test_breakdown_follows_identification(survey):
    """Raw headcounts do not depend on k; censored ones never exceed raw ones or H."""
    data, weights, w, _ = survey
    made = alkire_foster(data, weights, [0.3, 0.7], design=w)
    raw = made.headcounts(0.3, censored=False).values
    np.testing.assert_allclose(raw, made.headcounts(0.7, censored=False).values)
    np.testing.assert_allclose(raw, w @ data / w.sum())
    for k in made.k:
        censored = made.headcounts(k).values
        assert (censored <= raw + 1e-12).all()
        assert (censored <= made["H", k] + 1e-12).all()


@pytest.mark.parametrize("count", range(2, 16))
def test_exact_ties_count(count):
    """Sums of equal weights miss k in plain floats for six, seven, ten, twelve and others."""
    rows = np.tril(np.ones((count, count)))
    for deprived in range(1, count + 1):
        made = alkire_foster(rows, k=deprived / count)
        assert made["H"] == pytest.approx((count - deprived + 1) / count)


@pytest.mark.parametrize("kind", ["elements", "strata", "fpc", "clusters"])
@pytest.mark.parametrize("grouped", [False, True])
def test_short_ways_equal_the_plain_way(kind, grouped):
    rng = np.random.default_rng(4)
    data = (rng.random((60, 4)) < 0.5).astype(float)
    design = design_of(kind, 60, rng.uniform(1, 3, 60))
    by = rng.integers(0, 3, 60) if grouped else None
    made = alkire_foster(data, [0.4, 0.3, 0.2, 0.1], [0.2, 0.5, 0.9], design=design, by=by)
    short, plain = aggregate(made.population, design), by_score(made.population, design)
    np.testing.assert_allclose(short.values, plain.values, rtol=1e-11)
    np.testing.assert_allclose(short.covariance, plain.covariance, rtol=1e-9, atol=1e-9)
    for name in ("rows", "units", "strata", "poor_units"):
        np.testing.assert_array_equal(getattr(short, name), getattr(plain, name))


@pytest.mark.parametrize("left_out", [False, True])
def test_many_units_are_summed_block_by_block(monkeypatch, left_out):
    """Blocks of seven units, one of them short; the cross-products lose a few digits."""
    rng = np.random.default_rng(14)
    data = (rng.random((300, 4)) < 0.5).astype(float)
    if left_out:
        data[rng.random((300, 4)) < 0.05] = np.nan
    design = Design(rng.uniform(1, 3, 300), strata=np.arange(300) % 2, clusters=np.arange(300) % 60)
    by = rng.integers(0, 3, 300)
    made = alkire_foster(data, k=[0.3, 0.6], design=design, by=by, missing="drop_case")
    monkeypatch.setattr(aggregation, "UNITS_AT_ONCE", 7)
    blocks, plain = aggregate(made.population, design), by_score(made.population, design)
    np.testing.assert_allclose(blocks.values, plain.values, rtol=1e-11)
    np.testing.assert_allclose(blocks.covariance, plain.covariance, rtol=1e-8, atol=1e-8)
    for name in ("rows", "units", "strata", "poor_units"):
        np.testing.assert_array_equal(getattr(blocks, name), getattr(plain, name))


@pytest.mark.parametrize("kind", ["elements", "clusters"])
def test_the_ways_agree_with_rows_left_out(kind):
    rng = np.random.default_rng(5)
    data = (rng.random((60, 4)) < 0.5).astype(float)
    data[rng.random((60, 4)) < 0.1] = np.nan
    design = design_of(kind, 60, rng.uniform(1, 3, 60))
    for choice in ("drop_case", "reweight", "drop_indicator"):
        table = data.copy()
        if choice == "drop_indicator":
            table[:, 1:] = np.nan_to_num(table[:, 1:])
        made = alkire_foster(
            table, k=[0.3, 0.6], design=design, by=rng.integers(0, 2, 60), missing=choice
        )
        short, plain = aggregate(made.population, design), by_score(made.population, design)
        np.testing.assert_allclose(short.values, plain.values, rtol=1e-11)
        np.testing.assert_allclose(short.covariance, plain.covariance, rtol=1e-9, atol=1e-9)


def test_matrix_types_agree():
    rng = np.random.default_rng(6)
    truth = rng.random((50, 5)) < 0.4
    expected = alkire_foster(truth.astype(float), k=[0.2, 0.6]).to_frame()
    for other in (
        truth,
        truth.astype(np.int8),
        pd.DataFrame(truth),
        np.asfortranarray(truth * 1.0),
    ):
        pd.testing.assert_frame_equal(alkire_foster(other, k=[0.2, 0.6]).to_frame(), expected)
    mixed = pd.DataFrame(truth).astype({0: float, 1: "boolean", 2: "Int8", 3: object})
    pd.testing.assert_frame_equal(alkire_foster(mixed, k=[0.2, 0.6]).to_frame(), expected)


def test_many_indicators_take_the_other_way():
    rng = np.random.default_rng(7)
    data = (rng.random((200, 45)) < 0.3).astype(float)
    made = alkire_foster(data, k=0.3)
    score = data.mean(axis=1)
    assert made["H"] == pytest.approx((score >= 0.3 - 1e-9).mean())
    assert made["M0"] == pytest.approx((score * (score >= 0.3 - 1e-9)).mean())


def test_an_estimated_cutoff_enters_the_error():
    """Against the bootstrap, which re-estimates the line in every draw.

    With 300 draws the bootstrap error has a relative noise of 4%: three of these.
    """
    from netpoverty.poverty.alkire_foster import deprive
    from netpoverty.survey import bootstrap

    rng = np.random.default_rng(21)
    n = 1200
    ability = rng.normal(size=n)
    frame = pd.DataFrame(
        {
            "income": np.exp(9 + ability + 0.5 * rng.normal(size=n)),
            "schooling": (8 + 2 * ability + rng.normal(size=n)),
            "ill": (rng.random(n) < 1 / (1 + np.exp(ability + 1))).astype(float),
        }
    )
    spec = Specification(
        [
            Dimension("income", [Indicator("income", Relative(0.6))]),
            Dimension("education", [Indicator("schooling", 6.5)]),
            Dimension("health", [Indicator("ill", lambda s: s == 1)]),
        ]
    )
    design = Design(rng.uniform(1, 2, n), clusters=np.arange(n) // 4)
    k = 1 / 3
    made = alkire_foster(frame, spec, k, design=design).estimates()
    held = alkire_foster(deprive(frame, spec, design).to_frame(), k=k, design=design).estimates()

    def again(weights):
        once = alkire_foster(deprive(frame, spec, weights).to_frame(), k=k, design=weights)
        return [once["H"], once["A"], once["M0"]]

    drawn = bootstrap(design, 300, rng=rng).estimate(again)
    np.testing.assert_allclose(made.values, held.values)
    np.testing.assert_allclose(made.se, drawn.se, rtol=0.12)
    # a line that moves with the sample absorbs part of its shocks: ignoring it overstates
    assert made.se[0] < held.se[0]


CUTOFF_RULES = {
    "gaps, own line of each group": [
        Indicator("income", Relative(0.6, by="group"), cardinal=True),
        Indicator("school", Relative(0.8, of="mean"), cardinal=True),
    ],
    "deprived above a line": [
        Indicator("income", 12_000),
        Indicator("school", 6.5),
        Indicator("burden", Relative(1.5), direction="above"),
    ],
}


@pytest.mark.parametrize("name", list(CUTOFF_RULES))
def test_errors_with_estimated_cutoffs_against_repeated_samples(name):
    """80 samples give the true error with a relative noise of 1/√160 = 8%: three of these."""
    rules = Specification([Dimension(one.name, [one]) for one in CUTOFF_RULES[name]])
    values, errors = [], []
    for seed in range(80):
        rng = np.random.default_rng(seed)
        ability = rng.normal(size=600)
        frame = pd.DataFrame(
            {
                "income": np.exp(9 + ability + 0.5 * rng.normal(size=600)),
                "school": np.maximum(0, 8 + 2 * ability + rng.normal(size=600)),
                "burden": np.exp(-ability + 0.6 * rng.normal(size=600)),
                "group": np.arange(600) % 2,
            }
        )
        design = Design(rng.uniform(1, 2, 600), clusters=np.arange(600) // 4)
        made = alkire_foster(frame, rules, 1 / 3, design=design).estimates()
        values.append(made.values)
        errors.append(made.se)
    np.testing.assert_allclose(np.mean(errors, axis=0), np.std(values, axis=0), rtol=0.24)
