"""What the measures refuse, what they say about small groups, missing values, edges."""

import numpy as np
import pandas as pd
import pytest

from netpoverty.errors import InputError
from netpoverty.poverty.alkire_foster import (
    Dimension,
    Indicator,
    Relative,
    Specification,
    alkire_foster,
    independent_difference,
)
from netpoverty.survey import Design

DATA = [[0, 1], [1, 1], [0, 0], [1, 0]]
FRAME = pd.DataFrame({"income": [1.0, 2, 3, 4], "school": [9.0, 3, 12, 6], "rural": [1, 1, 0, 0]})


def spec(**options) -> Specification:
    return Specification([Dimension("d", [Indicator("income", 2.5, **options)])])


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: alkire_foster(DATA, k=0), r"k: got 0; allowed: a share .* in \(0, 1\]"),
        (lambda: alkire_foster(DATA, k=1.5), r"in \(0, 1\]"),
        (lambda: alkire_foster(DATA, k="most"), "union, intersection or all"),
        (lambda: alkire_foster(DATA, [0.5, 0.6]), "a sum of 1.1; allowed: weights that sum to one"),
        (lambda: alkire_foster(DATA, [1.5, -0.5]), "numbers above 0"),
        (lambda: alkire_foster(DATA, [1.0]), "one for each of 2"),
        (lambda: alkire_foster(pd.DataFrame(DATA, columns=["a", "b"]), {"a": 1.0}), "names"),
        (lambda: alkire_foster([[0, 2], [1, 1]]), "2 in column x2"),
        (lambda: alkire_foster([[0.5, 1], [1, 1]]), "0.5 in column x1"),
        (lambda: alkire_foster([["a", "b"]]), "not numbers"),
        (lambda: alkire_foster(np.zeros((0, 2))), "at least one of each"),
        (lambda: alkire_foster([[np.nan, 1], [1, 1]]), r"missing values \(x1 1\)"),
        (lambda: alkire_foster(DATA, design=[1, 1, 1, -1]), "1 negative weights"),
        (lambda: alkire_foster(DATA, design=[1, 1]), "as many rows as the data, 4"),
        (lambda: alkire_foster(DATA, by=["a", "a", "b"]), "one label for each of 4 rows"),
        (
            lambda: alkire_foster(DATA, by=pd.Categorical(["a"] * 4, ["a", "west"])),
            "empty group west",
        ),
        (
            lambda: alkire_foster(DATA, design=Design(np.ones(4), clusters=[1, 1, 1, 1])),
            "single sampling unit",
        ),
        (lambda: alkire_foster(FRAME, spec(column="wage")), "'wage'; allowed: one of income"),
        (lambda: alkire_foster(DATA, spec()), "a DataFrame of achievements"),
        (lambda: Indicator("a", 1, direction="over"), "one of below, above"),
        (lambda: Indicator("a", 1, direction="above", cardinal=True), "deprived below a number"),
        (lambda: Specification([]), "at least one"),
        (
            lambda: Specification(
                [Dimension("d", [Indicator("a", 1, weight=0.5), Indicator("b", 1)])]
            ),
            "all of them or none",
        ),
        (lambda: spec().select(["health"]), "'health'; allowed: some of income"),
        (lambda: alkire_foster(DATA)["M3"], "one of H, A, M0"),
        (lambda: alkire_foster(DATA, k=[0.5, 1])["H"], "one of 0.5, 1"),
        (lambda: alkire_foster(DATA)["H", 0.9], "one of 0.3333"),
        (lambda: alkire_foster(DATA)["H", None, "East"], "one of all"),
        (lambda: alkire_foster(DATA).subgroup_contributions(), "a measurement by groups"),
    ],
)
def test_bad_input_gets_one_clear_sentence(call, sentence):
    with pytest.raises(InputError, match=sentence) as told:
        call()
    assert "\n" not in str(told.value)


def test_nobody_poor_leaves_intensity_undefined():
    made = alkire_foster(np.zeros((5, 3)), k=0.5)
    assert made["H"] == 0
    assert np.isnan(made["A"])
    frame = made.to_frame().loc[("all", 0.5)]
    assert frame.loc["A", "note"] == "undefined: nobody is poor at this k"
    assert "exact binomial" in frame.loc["H", "note"]
    assert frame.loc["H", "high"] == pytest.approx(1 - 0.025 ** (1 / 5))
    assert np.isnan(frame.loc["H", "se"])
    assert np.isnan(made.contributions().values).all()
    assert "undefined" in made.contributions().to_frame().iloc[0]["note"]
    assert "nobody is poor" in made.estimates().summary()


def test_a_small_group_says_so():
    by = ["east", "east", "east", "west"]
    frame = alkire_foster(DATA, k=0.5, by=by).to_frame()
    assert np.isnan(frame.loc[("west", 0.5, "H"), "se"])
    assert "fewer than two sampling units" in frame.loc[("west", 0.5, "H"), "note"]
    clustered = alkire_foster(
        DATA * 2, k=0.5, by=by * 2, design=Design(np.ones(8), clusters=[1, 1, 2, 3, 4, 4, 5, 3])
    ).to_frame()
    assert "fewer than two" in clustered.loc[("west", 0.5, "M0"), "note"]
    assert clustered.loc[("east", 0.5, "M0"), "se"] > 0


def test_one_poor_unit_gives_no_error_for_intensity():
    """Its residuals cancel inside the unit, so the formula would print zero."""
    data = [[1, 1], [0, 1], [0, 0], [0, 0]]
    made = alkire_foster(data, k=0.5, design=Design(np.ones(4), clusters=[1, 1, 2, 3]))
    row = made.to_frame().loc[("all", 0.5, "A")]
    assert row["estimate"] == 0.75
    assert np.isnan(row["se"])
    assert "fewer than two sampling units" in row["note"]


@pytest.mark.parametrize("clustered", [False, True])
def test_poor_people_who_are_all_alike_give_no_error_for_intensity(clustered):
    data = np.vstack([[1, 1, 0]] * 5 + [[0, 1, 0]] * 7)
    design = Design(np.linspace(1, 2, 12), clusters=np.arange(12) % 4 if clustered else None)
    made = alkire_foster(data, k=0.5, design=design)
    for row in (made.to_frame().loc[("all", 0.5, "A")], made.estimates().to_frame().loc["A"]):
        assert row["estimate"] == pytest.approx(2 / 3)
        assert np.isnan(row["se"])
        assert "nothing varies" in row["note"]
    assert made.to_frame().loc[("all", 0.5, "H"), "se"] > 0


def test_missing_values_are_chosen_and_reported():
    data = pd.DataFrame(
        {"a": [1, 0, 1, np.nan], "b": [1, 0, np.nan, np.nan], "c": [1, 0, 0, np.nan]}
    )
    dropped = alkire_foster(data, k=0.5, missing="drop_case")
    assert dropped.n == 2
    assert dropped["H"] == 0.5
    assert dropped.dropped == {"a missing indicator": 2}
    text = dropped.summary()
    assert "a 1, b 2, c 1" in text
    assert "drop case" in text
    weighed = alkire_foster(data, k=0.5, missing="reweight")
    assert weighed.n == 3
    assert weighed.scores().tolist()[:3] == pytest.approx([1, 0, 0.5])
    assert weighed["H"] == pytest.approx(2 / 3)
    assert weighed["M0"] == pytest.approx(0.5)
    assert weighed.weights @ weighed.headcounts().values == pytest.approx(weighed["M0"])
    assert weighed.dropped == {"every indicator missing": 1}
    fewer = alkire_foster(data.iloc[:3], k=0.5, missing="drop_indicator")
    assert fewer.names == ("a", "c")
    assert fewer["H"] == pytest.approx(2 / 3)
    assert "indicators left out: b" in fewer.summary()


def test_directions_predicates_and_relative_cutoffs():
    rules = Specification(
        [
            Dimension("income", [Indicator("income", Relative(0.5, where="rural"))]),
            Dimension("school", [Indicator("school", 8, direction="above")]),
            Dimension("rural", [Indicator("rural", lambda s: s == 1)]),
        ],
        {"income": 0.5, "school": 0.3, "rural": 0.2},
    )
    made = alkire_foster(FRAME, rules, "union")
    assert made.cutoffs["income"].values.tolist() == [0.75]  # half the rural median of 1.5
    assert made.headcounts(censored=False).values.tolist() == [0, 0.5, 0.5]
    assert made.scores().tolist() == pytest.approx([0.5, 0.2, 0.3, 0])
    assert "Relative" in rules.summary()


def test_negative_achievements_are_counted_in_words():
    frame = pd.DataFrame({"income": [-5.0, 1, 5]})
    made = alkire_foster(frame, spec(cardinal=True), 1)
    assert made["M1"] == pytest.approx((1 + 0.6) / 3)
    assert "1 achievements below 0 counted as 0" in made.summary()


def test_independent_samples_add_their_variances():
    rng = np.random.default_rng(1)
    one, two = ((rng.random((40, 3)) < p).astype(float) for p in (0.6, 0.4))
    first, second = alkire_foster(one, k=0.6), alkire_foster(two, k=0.6)
    gap = independent_difference(first, second)
    variances = first.estimates().se ** 2 + second.estimates().se ** 2
    np.testing.assert_allclose(gap.se**2, variances)
    relative = independent_difference(first, second, relative=True)
    assert relative["H"] == pytest.approx(first["H"] / second["H"] - 1)


def test_relative_difference_by_the_delta_method():
    rng = np.random.default_rng(2)
    data, by = (rng.random((80, 3)) < 0.5).astype(float), np.arange(80) % 2
    made = alkire_foster(data, k=0.6, by=by)
    gap = made.difference(0, 1, relative=True)
    one, two = (made.estimates(group=g) for g in (0, 1))
    assert gap["H"] == pytest.approx(one["H"] / two["H"] - 1)
    ratio = one["H"] / two["H"]
    # groups of an element sample share no row: their covariance is of order 1/n² of the rest
    by_hand = ratio * np.hypot(one.se[0] / one["H"], two.se[0] / two["H"])
    assert gap.se[0] == pytest.approx(by_hand, rel=0.05)


def test_plot_returns_its_axes():
    axes = alkire_foster(DATA, k=[0.5, 1], by=["a", "a", "b", "b"]).plot()
    assert len(axes.lines) == 3
    axes.figure.clear()
