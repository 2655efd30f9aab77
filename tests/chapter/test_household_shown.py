"""What is shown of real households never rests on a few of them."""

import dataclasses
import itertools
import re

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from survey_frames import cfps_frame

from netpoverty.chapter import household_estimators as comparing
from netpoverty.chapter import household_explore as move
from netpoverty.chapter import household_figures as figures
from netpoverty.chapter import household_future as future
from netpoverty.chapter import household_lessons as lessons
from netpoverty.chapter import household_shown as shown
from netpoverty.chapter import household_study as household_study_module
from netpoverty.chapter import household_tables as tables
from netpoverty.chapter import household_words as words
from netpoverty.chapter.household_study import household_study
from netpoverty.data.codebook.survey_format import write_cfps
from netpoverty.data.load import load
from netpoverty.errors import InputError
from netpoverty.poverty.alkire_foster import Relative, alkire_foster
from netpoverty.poverty.household_index import household_index
from netpoverty.survey.design import Design

INDEX = household_index(Relative(0.5))


@pytest.fixture(scope="module")
def real(tmp_path_factory):
    """A file so small that many groups are."""
    folder = tmp_path_factory.mktemp("survey")
    write_cfps(cfps_frame(600, 3), folder)
    return household_study(load("cfps", folder))


def few(part, whole):
    return 0 < part < 10 or 0 < whole - part < 10


def in_region(study, name):
    return (study.frame["region"] == name) | (name == "all")


def relabelled(study, **columns):
    """Return a study with some columns of its frame replaced, given as functions of it."""
    frame = study.frame.copy()
    for name, made in columns.items():
        frame[name] = made(frame)
    return dataclasses.replace(study, frame=frame)


def tiny_arm(study):
    """Return the study with 3 users in the West and 40 others there, all else in the East."""
    ones = np.flatnonzero(study.frame["online"] == 1)[:3]
    zeros = np.flatnonzero(study.frame["online"] == 0)[:40]
    labels = np.full(len(study.frame), "East", dtype=object)
    labels[[*ones, *zeros]] = "West"
    return relabelled(study, region=lambda _: labels)


def test_no_group_of_a_file_has_fewer_than_ten(real):
    for name in ("region", "age_group", "gender"):
        sizes = real.frame[name].value_counts()
        assert sizes[sizes > 0].min() >= 10


def test_ordered_groups_are_joined_to_a_neighbour():
    ages = pd.Categorical(["a"] * 30 + ["b"] * 4 + ["c"] * 12, ["a", "b", "c"], ordered=True)
    made = shown.pooled(pd.Series(ages))
    assert list(made.cat.categories) == ["a", "b or c"]
    assert made.value_counts().to_dict() == {"a": 30, "b or c": 16}


def test_measures_along_k_rest_on_ten_or_on_nobody(real):
    series = shown.along_k(real)
    for name, frame in series.items():
        for (k, group), value in frame.stack(future_stack=True).items():
            inside = in_region(real, group)
            poor = (real.frame["score"] >= k - 1e-9)[inside].sum()
            if few(poor, inside.sum()):
                assert np.isnan(value), (name, k, group)
    assert series["H"].isna().any(axis=None)
    world = load("cfps", world="effect", settings={"seed": 1, "n": 300})
    assert not shown.along_k(household_study(world))["H"].isna().any(axis=None)


def test_one_hidden_region_takes_another_with_it():
    counts = pd.Series([3, 50, 40], ["a", "b", "c"])
    assert shown.with_partner(counts < 10, counts).tolist() == [True, False, True]


def test_falls_of_a_few_are_missing(real):
    low, high = real.measured.k[5], real.measured.k[6]
    fall = tables.falls_along_k(real, low, high)
    for group, row in fall.iterrows():
        inside = in_region(real, group)
        left = [(real.frame["score"] >= k - 1e-9)[inside].sum() for k in (low, high)]
        if 0 < left[0] - left[1] < 10:
            assert np.isnan(row["fall, points"]), group
    assert fall["fall, points"].isna().any()
    assert "nan" not in words.falls_said(fall, "here")
    assert (shown.in_words(fall, "real") == "not shown").any(axis=None)


def test_contributions_rest_on_ten(real):
    parts = tables.contributions(real)
    assert parts.sum(axis=1).to_numpy() == pytest.approx(1)
    lacking = tables._deprived(real)[real.frame["poor"] == 1]
    for group in parts.index:
        inside = in_region(real, group).reindex(lacking.index)
        for name in set(parts) - {shown.REST}:
            assert not 0 < lacking.loc[inside, name].sum() < 10


def test_groups_with_few_users_are_not_shown(real):
    study = tiny_arm(real)
    found, _ = tables.groups_table(study, {"region": "region"})
    assert found.loc[("region", "West"), "points"] == "not shown"
    assert isinstance(found.loc[("region", "East"), "points"], float)
    rates = figures.rates(study, "online", "region")
    assert rates.empty  # a single hidden group takes the other with it
    said = words.online_said(
        {"region": rates, "gender": figures.rates(study, "online", "gender")}, "here"
    )
    assert "no two groups" in said


def test_traits_of_a_few_users_are_not_in_the_balance(real):
    study = tiny_arm(real)
    names = comparing.balance(study).differences.index
    assert not [name for name in names if "West" in name]
    assert "age_years" in names


def test_purposes_of_a_few_users_are_not_shown(real):
    found = tables.purposes_by(real, "region")
    users = real.frame[real.frame["internet_respondent"] == 1]
    assert not users.empty
    for (group, purpose), value in found.stack().items():
        if purpose in ("study", "work", "social", "entertainment", "commerce"):
            answers = users.loc[users["region"] == group, f"internet_{purpose}_frequency"].dropna()
            assert (value == "not shown") or not few((answers > 0).sum(), len(answers))


def test_no_definition_of_use_leaves_out_a_few(real):
    lonely = relabelled(real, internet_any_member=lambda f: (np.arange(len(f)) > 3).astype(float))
    made = tables.exposures(lonely)
    assert made.loc["any member is online", "model"] == "not shown"
    assert np.isnan(made.loc["any member is online", "estimate"])


def test_bins_of_a_figure_hold_ten(real):
    chance = future.chance_of_poverty(real)
    figure = figures.draw_chances(chance, real.frame["online"], 0.5, "real")
    for patch, use in zip(figure.axes[0].patches, (0, 1), strict=True):
        edges = np.unique(patch.get_xy()[:, 0])
        counts, _ = np.histogram(100 * chance[real.frame["online"] == use], edges)
        assert counts.min() >= 10
        assert counts.sum() == (real.frame["online"] == use).sum()
    plt.close(figure)


def test_what_stands_above_a_threshold_is_named_only_for_many(real):
    above = {"your file": pd.Series(np.arange(len(real.frame)) < 4, real.frame.index)}
    made = future.by_use({"your file": real}, above)
    assert made["your file"].isna().any()
    means = {"your file": pd.Series({0: 0.3, 1: 0.2})}
    said = lessons.vulnerability_said(means, made, 0.5, {"your file": None})
    assert "too few, or all but a few, to be shown stand above 0.5" in said


def test_curves_of_a_few_poor_are_missing(real):
    curves = future.spread_of_use(real, 0.01, 0.2)
    for frame in curves.values():
        assert frame[future.ENDS].isna().any(axis=None) or (frame[future.ENDS] == 0).all(axis=None)
    rich = relabelled(real, income_pc_year_cny=lambda f: np.where(np.arange(len(f)) < 4, 1.0, 9e3))
    curves = future.spread_of_use(rich, 0.5, 0.2)
    change = {"your file": future.change_at_the_end(curves)}
    said = lessons.twist_said(
        change,
        {"your file": future.rise_on_the_way(curves)},
        {"your file": future.halfway(curves)},
        0.2,
    )
    assert "too few to be shown" in said
    assert "nan" not in said
    asked = move.spread_question(move.spread_settings(curves), "here")
    assert asked["answer"] == "it cannot be shown"


def test_the_bar_hides_settings_with_few_poor(real):
    grid = move.bar_settings(real, 0.5, real.measured.names)
    hidden = grid["from most to least"] == move.RANK_HIDDEN
    assert 0 < hidden.sum() < len(grid)
    assert not grid[~hidden].isna().any(axis=None)
    asked = move.bar_question(grid, "here")
    assert "are not shown" in asked["because"]
    assert move.bar_question(grid[hidden], "here")["answer"] == "none that can be shown"


def test_a_file_with_few_users_is_refused_without_their_number():
    for users, words_ in ((4, "fewer than 10 online"), (596, "fewer than 10 not online")):
        online = pd.Series((np.arange(600) < users).astype(float))
        with pytest.raises(InputError, match=words_) as problem:
            household_study_module._refuse_small_arms(online)
        assert not re.search(rf"\b({users}|{600 - users})\b", str(problem.value))


def test_a_cutoff_of_a_file_is_refused_without_the_number_of_poor(real):
    with pytest.raises(InputError, match="fewer than 15 poor"):
        household_study(real.data, k=0.95)


def test_no_total_gives_hidden_groups_back(real):
    """What is left when the shown regions are taken from a shown total is nobody or ten."""
    regions = real.frame["region"]
    hidden = shown.hidden_along_k(real.measured, regions)
    counts = shown.poor_counts(real.measured, regions)
    sizes = regions.astype(str).value_counts()
    assert hidden.drop(columns="all").to_numpy().any()
    for k in counts.index[~hidden["all"]]:
        parts = [name for name in sizes.index if hidden.loc[k, name]]
        poor, everybody = counts.loc[k, parts].sum(), sizes[parts].sum()
        assert poor == 0 or poor >= 10, (k, parts)
        assert poor == everybody or everybody - poor >= 10, (k, parts)


def poor_at(study, k, names):
    regions = study.frame["region"].astype(str)
    return int(((study.frame["score"] >= k - 1e-9) & regions.isin(names)).sum())


def shown_at(hidden):
    """Return what can be told at each k: the groups shown, and what they leave of a shown total."""
    regions = list(hidden.columns.drop("all"))
    told = {}
    for k, out in hidden.iterrows():
        told[k] = [{name} for name in regions if not out[name]]
        if not out["all"]:
            told[k] += [set(regions)]
    return told


def steps_told(study, hidden):
    """Return the differences of counts that two rows of a table give, as sets of regions."""
    regions = set(hidden.columns.drop("all"))
    told = shown_at(hidden)
    for one, other in itertools.combinations(told, 2):
        sets = [names for names in told[one] if names in told[other]]
        if regions in sets:
            rest = regions - set().union(*(names for names in sets if len(names) == 1))
            sets += [rest] if rest else []
        for names in sets:
            yield one, other, names, poor_at(study, one, names), poor_at(study, other, names)


def test_no_two_points_along_k_differ_by_a_few(real):
    """The difference of two shown points is a number too: of the households between them."""
    fine = alkire_foster(real.frame, INDEX, "all", design=real.design, by="region")
    for measured, first in ((real.measured, [real.k]), (fine, []), (fine, [real.k])):
        hidden = shown.hidden_along_k(measured, real.frame["region"], first)
        compared = list(steps_told(real, hidden))
        assert len(compared) > 10
        for one, other, names, more, less in compared:
            assert not few(more - less, more), (one, other, names, more, less)


def test_the_point_that_stands_elsewhere_is_kept(real):
    """H of all at the chosen k is recorded: the curve bends to it and not it to the curve."""
    for k in (0.31, 0.48, 0.62):
        study = household_study(real.data, k=k)
        assert not shown.along_k(study)["H"].loc[study.k].isna()["all"], k


def test_bar_and_curve_give_no_step_of_a_few_together(real):
    grid = move.bar_settings(real, 0.5, real.measured.names)
    grid = grid[(grid["weights"] == "dimensions") & (grid["measure"] == "H")].set_index("k")
    curve = shown.along_k(real, ("H",))["H"]
    regions = list(grid.columns[2:-1])
    compared = 0
    for name, at, k in itertools.product(regions, grid.index, curve.index):
        if pd.notna(grid.loc[at, name]) and pd.notna(curve.loc[k, name]):
            one, other = sorted(poor_at(real, c, [name]) for c in (at, k))
            assert not few(other - one, other), (name, at, k)
            compared += 1
    assert compared > 10


def test_a_part_is_joined_where_all_but_a_few_have_it():
    parts = pd.DataFrame({"a": [0.5, 0.5], "b": [0.3, 0.3], "c": [0.2, 0.2]})
    counts = pd.DataFrame({"a": [97, 60], "b": [50, 50], "c": [40, 40]})
    made = shown.parts_joined(parts, counts, pd.Series([100, 100]))
    assert made.columns.tolist() == ["b", shown.REST]
    whole = shown.parts_joined(parts, counts, pd.Series([97, 90]))
    assert whole.columns.tolist() == ["a", "b", "c"]


def test_contributions_leave_no_complement_of_a_few(real):
    parts = tables.contributions(real)
    poor = real.frame["poor"] == 1
    lacking = tables._deprived(real)[poor]
    groups = [in_region(real, group)[poor] for group in parts.index]
    regions = real.frame["region"].astype(str)
    if "all" in parts.index:
        groups.append(~regions.isin(parts.index)[poor])
    for inside in groups:
        for name in set(parts) - {shown.REST}:
            assert not few(lacking.loc[inside, name].sum(), inside.sum()), name


def test_no_effect_on_a_rest_that_few_have(real, monkeypatch):
    """Without income in the index, 4 are poor: the row says no effect at all."""
    rare = pd.Series((np.arange(len(real.frame)) < 4).astype(float), real.frame.index)

    class Few:
        def poor(self):
            return rare

    monkeypatch.setattr(tables, "alkire_foster", lambda *_: Few())
    monkeypatch.setattr(tables, "effect_row", lambda *_: pd.Series({"estimate": 1.0}))
    row = tables.income_roles(real, real.measured.names, "dimensions").loc["index without income"]
    assert row["model"] == "not shown"
    assert np.isnan(row["estimate"])


def test_a_curve_counts_heads_at_the_line_that_is_shown(real):
    """Weights that move the line: 4 stand below it, though many stand below the unweighted one."""
    place = np.arange(len(real.frame))
    income = np.select([place < 4, place < 40], [1000.0, 4000.0], 9000.0)
    study = relabelled(real, income_pc_year_cny=lambda _: income)
    heavy = Design(np.where((place >= 4) & (place < 40), 500.0, 1.0))
    study = dataclasses.replace(study, design=heavy)
    for frame in future.spread_of_use(study, 0.5, 0.0).values():
        assert frame["line fixed"].isna().all()
    unweighted = dataclasses.replace(study, design=Design(np.ones(len(place))))
    for frame in future.spread_of_use(unweighted, 0.5, 0.0).values():
        assert frame["line fixed"].notna().all()


def test_no_purpose_is_left_out_alone(real):
    """A single share left out would follow from those of the others and of all users."""
    for name in ("region", "age_group", "gender"):
        found = tables.purposes_by(real, name)
        assert not ((found == "not shown").sum() == 1).any(), name


def test_a_small_share_takes_another_with_it(real):
    users = real.frame["internet_respondent"] == 1
    region = real.frame["region"].astype(str)
    chosen = region[users].iloc[0]
    study = relabelled(
        real,
        internet_work_frequency=lambda _: np.where(
            (region == chosen) & (real.frame.index != region[users].index[0]), 0.0, 6.0
        ),
    )
    found = tables.purposes_by(study, "region")["work"]
    assert found[chosen] == "not shown"
    assert (found == "not shown").sum() >= 2


def test_two_weightings_of_the_bar_give_no_few_households_away(tmp_path):
    """Where all poor by one weighting are poor by the other, too, the rest are ten or nobody."""
    compared = 0
    for seed in (4, 5, 6):
        folder = tmp_path / str(seed)
        write_cfps(cfps_frame(600, seed), folder)
        study = household_study(load("cfps", folder))
        names = list(study.measured.names)
        grid = move.bar_settings(study, 0.5, names).query("measure == 'H'")
        region = study.frame["region"].astype(str)
        sets = []
        for weights, rows in grid.groupby("weights"):
            index = household_index(Relative(0.5), names, weights)
            ks = list(rows["k"])
            scores = alkire_foster(study.frame, index, ks, design=study.design).scores()
            sets += [
                (weights, place, (scores >= row["k"] - 1e-9) & (region == place))
                for _, row in rows.iterrows()
                for place in region.unique()
                if pd.notna(row[place])
            ]
        for (one, place, poor), (other, there, too) in itertools.combinations(sets, 2):
            more, less = (poor & ~too).sum(), (too & ~poor).sum()
            if one != other and place == there and min(more, less) == 0:
                compared += 1
                assert not 0 < max(more, less) < 10
    assert compared
