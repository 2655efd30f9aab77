"""The claims of chapter 1, computed again from what its figures and tables hold."""

from functools import cached_property

import numpy as np
from held import Fill, Is, Says, number
from told import bare, clear, in_points, rows_of

from netpoverty.chapter import household_future as future
from netpoverty.chapter import household_tables as tables
from netpoverty.chapter.household_study import open_studies
from netpoverty.data import published
from netpoverty.data.columns import PURPOSES

WHERE = {"effect": "in the twin with the effect built in", "none": "in the twin without any effect"}
NAMES = {"effect": "effect built in", "none": "no effect"}
EXEMPT = {}  # record: reason; none so far
ALONE = "Whether an estimate can tell this world from its twin is asked where both are run (`world=both`)."
PERSON = ["age_years", "female", "schooling_years", "household_size", "married"]


class Facts:
    """What the run drew, by world; what it drew nowhere is computed again here."""

    def __init__(self, told, given):
        self.told, self.given = told, given
        self.names = ["effect", "none"] if given["world"] == "both" else [given["world"]]
        self.steps = dict(zip(self.names, told.panels("controls-in-steps"), strict=True))
        self.answers = dict(zip(self.names, told.panels("estimators"), strict=True))
        self.natural = dict(zip(self.names, told.panels("mediation"), strict=True))

    @cached_property
    def studies(self):
        settings = {"seed": int(self.given["seed"]), "confounding": self.given["confounding"]}
        settings["n"] = int(self.given["households"])
        made = open_studies(world=self.given["world"], settings=settings)
        return {name: made[NAMES[name]] for name in self.names}

    @cached_property
    def chances(self):
        """Mean chance of poverty, and share above one half, by world and use."""
        made = {}
        for name, study in self.studies.items():
            chance, use = future.chance_of_poverty(study), study.frame["online"]
            made[name] = [
                (chance[use == u].mean(), (chance[use == u] > 0.5).mean()) for u in (0, 1)
            ]
        return made

    @cached_property
    def shares(self):
        paths = {name: tables.channels(study) for name, study in self.studies.items()}
        draws = int(self.given["bootstrap_draws"])
        made = tables.natural_effects(paths, int(self.given["seed"]), draws)
        return {name: 100 * frame.loc["share"] for name, frame in made.items()}


def checks(told, given):
    """Return, by record or prediction, what it must say."""
    facts = Facts(told, given)
    made = {}
    for part in (_data, _users, _index, _steps, _groups, _estimators, _quoted, _income, _instrument,
                 _hidden, _vulnerability, _channels, _twist):  # fmt: skip
        made |= part(told, facts)
    return made


def _data(told, facts):
    lead = next(iter(facts.studies.values()))
    known = lead.data.sample.dropna(subset=[*PERSON, "weight_household", "income_pc_year_cny"])
    assert len(lead.frame) <= len(known)
    income = lead.frame.sort_values("income_pc_year_cny")
    reached = income["weight_household"].cumsum() >= income["weight_household"].sum() / 2
    median = income["income_pc_year_cny"][reached].iloc[0]
    drawn = told.figures["official-incidence"].astype({"x": int, "y": float}).set_index("x")["y"]
    context = published.load().paper("context")
    bars = told.figures["purposes-published"].astype({"x": float})["x"]
    order = dict(sorted(zip(_rising(context), bars, strict=True), key=lambda pair: -pair[1]))
    first = (
        "stand first"
        if {*order} and set(list(order)[:2]) == {"social", "entertainment"}
        else "do not"
    )
    ranked = ", ".join(f"{name} {share:.1f}" for name, share in order.items())
    size = f"{int(facts.given['households']):,} households"
    twins = (
        f"two made-up worlds of {size} each.",
        "going online lowers poverty in one and does nothing in the other.",
        "the first twin",
    )
    does = {"effect": "lowers poverty", "none": "does nothing"}[facts.names[0]]
    alone = (f"a made-up world of {size}.", f"and going online {does} in it.", "this world")
    worlds, does, first_world = twins if len(facts.names) == 2 else alone
    return {
        "rows": Is(len(lead.frame)),
        "line": Is(round(0.5 * median)),
        "about-data": Says(
            f"nobody can download these data freely, the page runs on {worlds}",
            f"{does} As in a survey, answers are missing: {len(lead.frame):,} households of {first_world} "
            "tell all that weights,",
            "say whether a *method* can be trusted and nothing about any real household",
        ),
        "year-zero": Is(int(drawn.index[drawn == 0].min())),
        "incidence-2018": Is(float(drawn[2018])),
        "relative-2018": Is(context.cell("relative-poverty-2018.rate").printed),
        "codebook-said": Says(first, f"who ever do, is {ranked}."),
    }


def _rising(context):
    return sorted(PURPOSES, key=lambda p: context.cell(f"cfps-purposes.{p}.ever").value)


def _users(told, facts):
    drawn = told.figures["online-by-group"].query("drawn_as == 'line'").astype({"x": float})
    ends = drawn.groupby("series")["x"].agg(["min", "max"])
    widest = (ends["max"] - ends["min"]).idxmax()
    low, high = ends.loc[widest]
    region = drawn[drawn["series"] == "region"].set_index("y_name")["x"]
    first, last = (_place(name) for name in (region.idxmax(), region.idxmin()))
    said = Says(
        f"Counted {WHERE[facts.names[0]]}, the gap is widest by **{widest}** ({low:.0f} to {high:.0f} "
        f"per cent); by region, the {first} leads with {region.max():.0f} and the {last} closes with "
        f"{region.min():.0f} per cent."
    )
    return {"online-widest-by": Is(widest), "online-said": said}


def _place(region):
    return "Centre" if region == "Central" else region


def _index(told, facts):
    drawn = told.figures["along-k"].query("y != ''").astype({"panel": int, "x": float, "y": float})
    at_k = drawn[(drawn["series"] == "all") & np.isclose(drawn["x"], 1 / 3, atol=1e-3)]
    at_k = at_k.set_index("panel")["y"]
    rows = told.tables["falls"][1:]
    regions = {row[0]: list(map(float, row[1:])) for row in rows if row[0] != "all"}

    def top(column):
        return _place(max(regions, key=lambda name: regions[name][column]))

    words = f"*in points* in the {top(2)} and most *as a share of its start* in the {top(3)}: "
    words += "the same region" if top(2) == top(3) else "not the same region"
    grid = told.figures["bar-and-weights"]
    names = [name for name in grid if name in ("Central", "East", "Northeast", "West")]
    whole = grid[grid["Measure"] == "M0"]
    tops = whole[names].astype(float).idxmax(axis=1).value_counts().sort_index()
    forms = whole["from most to least"].nunique()
    claimed = ", ".join(f"{name} at {count}" for name, count in tops.items())
    forms = "one form" if forms == 1 else f"{forms} forms"
    assert (
        told.asked["bar-and-weights"][0] == ("one", "two", "three or more")[min(len(tops), 3) - 1]
    )
    return {
        **{f"{m}-at-k": Is(float(at_k[i]), 1e-5) for i, m in enumerate(("h", "a", "m0"), 1)},
        "falls-said": Says(
            f"Counted {WHERE[facts.names[0]]}, the headcount falls most {words}. The highest start is "
            f"that of the {top(0)}."
        ),
        "why bar-and-weights": Says(
            f"The highest M0 is that of {claimed} of the {len(whole)} settings; the whole order of the "
            f"regions takes {forms}, {WHERE[facts.names[0]]}."
        ),
    }


def _interval(row):
    return f"{in_points(row['estimate'])} points (95%: {bare(row['low'])} to {bare(row['high'])})"


def _steps(told, facts):
    built_in = {name: frame["built in"].iloc[0] for name, frame in facts.steps.items()}
    assert built_in.get("none", 0) == 0 > built_in.get("effect", -1)
    parts, found = [], []
    for name, frame in facts.steps.items():
        plain, age = frame["estimate"].iloc[:2]
        word = f"{'shrink' if abs(age) < abs(plain) else 'grow'} to {in_points(age)} points"
        word = "stay as they are" if in_points(age) == in_points(plain) else word
        parts.append(
            f"{WHERE[name]}, {_interval(frame.iloc[0])} without controls {word} when age and gender "
            f"enter and become {_interval(frame.iloc[-1])} with all of them"
        )
        truth = frame["built in"].iloc[0]
        built = f"{in_points(truth)} points were" if truth else "nothing was"
        found.append(f"by {_interval(frame.iloc[-1])} in a twin world where {built} built in")
    built = ", ".join(
        f"{in_points(frame['built in'].iloc[0])} points {WHERE[name]}"
        for name, frame in facts.steps.items()
    )
    lead = next(iter(facts.steps.values()))["estimate"]
    return {
        "steps-said": Says("; and ".join(parts), f"The dashed line is what was built in: {built}."),
        "gap-plain": Is(f"{in_points(lead.iloc[0])} points"),
        "gap-controlled": Is(f"{in_points(lead.iloc[-1])} points"),
        "found": Says(
            f"by a logit with all controls, users differ from others {', and '.join(found)}"
        ),
    }


def _groups(told, facts):
    head, *rows = told.tables["groups"]
    cells = {row[0]: row[head.index("the same, Holm")] for row in rows}
    p = {name: number(cell.lstrip("< ")) for name, cell in cells.items() if cell != "not tested"}
    differ = [name for name, value in p.items() if value < 0.05]
    text = "no grouping shows a difference that survives at five per cent"
    if differ:
        text = f"the estimated effects differ by {' and '.join(differ)} at five per cent"
    lead = facts.names[0]
    bias = "bias or chance"
    odd = differ and lead == "none"
    return {
        "groups-that-differ": Is(len(differ)),
        "groups-said": Says(
            f"After the adjustment for {len(p)} tests, {WHERE[lead]}, {text}.", *[bias] * bool(odd),
            never=[bias] * (not odd),
        ),
    }  # fmt: skip


def _estimators(told, facts):
    made, counted, errs = {}, [], {}
    for place, (name, frame) in zip(("lead", "other"), facts.answers.items(), strict=False):
        built = frame["built in"].iloc[0]
        hits = list(frame.index[(frame["low"] <= built) & (built <= frame["high"])])
        made[f"estimators-right-{place}"] = Is(len(hits))
        held = f"the truth lies inside the interval of {', '.join(hits)}"
        held = held if hits else "no interval holds the truth"
        errs[name] = frame["estimate"] - built
        closest = errs[name].abs().idxmin()
        counted.append(
            f"{WHERE[name]} ({in_points(built)} points built in), {held}, and the closest is "
            f"{closest}, off by {in_points(errs[name][closest])} points"
        )
    one, *other = facts.answers.values()
    news = ALONE
    if other:
        apart = (one["estimate"] - other[0]["estimate"]).abs()
        worst = np.maximum(*(error.abs() for error in errs.values()))
        telling = list(apart.index[apart > worst])
        news = f"only {', '.join(telling)} can" if telling else "none of the five can"
        news = "all five can" if len(telling) == 5 else news
        news = (
            "Can they tell the two stories apart, that is, do the two estimates differ by more than "
            f"either errs? Here {news}."
        )
    four = one["estimate"].iloc[1:]
    made["estimators-said"] = Says(
        f"The four with controls lie between {in_points(four.min())} points and "
        f"{in_points(four.max())} points {WHERE[facts.names[0]]}. So: {'; and '.join(counted)}. "
        f"{news}",
    )
    return made


def _quoted(told, facts):
    quoted = {name: frame.loc["doubly robust"] for name, frame in facts.answers.items()}
    errors = {name: row["estimate"] - row["built in"] for name, row in quoted.items()}
    told_errors = " and ".join(f"{in_points(e)} points {WHERE[n]}" for n, e in errors.items())
    news, twin = ALONE, ""
    (name, row), *others = quoted.items()
    for _, other in others:
        news = "The larger error is at least as large as the difference between the two estimates, so neither"
        if abs(row["estimate"] - other["estimate"]) > max(map(abs, errors.values())):
            news = "The two twins differ by more than either estimate errs, so the estimate does carry some news"
        twin = (
            f"In the other twin it finds {in_points(other['estimate'])} points where "
            f"{in_points(other['built in'])} points were built in. "
        )
    return {
        "quoted-effect": Is(float(row["estimate"]), 1e-4),
        "error-said": Says(f"estimator *doubly robust*, the error is {told_errors}.", news),
        "answer": Says(
            f"changed by {_interval(row)} {WHERE[name]}. Built in were {in_points(row['built in'])} points. "
            f"{twin}The *logit* with the same controls, which the front page quotes, finds {_logits(facts)}."
        ),
    }


def _logits(facts):
    """Return the logit's estimates, which the steps and the five estimators must share."""
    for name, frame in facts.answers.items():
        assert abs(frame.loc["logit", "estimate"] - facts.steps[name]["estimate"].iloc[-1]) < 0.01
    logits = {name: frame.loc["logit", "estimate"] for name, frame in facts.answers.items()}
    return " and ".join(
        f"{in_points(value)} points {WHERE[name]}" for name, value in logits.items()
    )


def _income(told, facts):
    rows, parts = rows_of(told.tables["income"], "data", "income"), []
    for name in facts.names:
        made = [cells for cells in rows.values() if cells["data"] == NAMES[name]]
        low, high = number(made[2]["low"]), number(made[2]["high"])
        not_ = "" if low > 0 or high < 0 else "not "
        words = f"{WHERE[name]} the estimate is {{}} points with income in the index, {{}} points with income held "
        words += (
            f"constant and {{}} points with income out of the index, which is {not_}clear of zero"
        )
        parts.append(Fill(words, *(number(cells["estimate"]) for cells in made)))
    return {"income-said": Says(*parts)}


def _instrument(told, facts):
    parts, weak = [], False
    for name, (row, cells) in zip(
        facts.names, rows_of(told.tables["instrument"]).items(), strict=True
    ):
        assert row == NAMES[name]
        points, low, high, strength, most, built = (number(c) for c in list(cells.values())[1:])
        weak |= strength < 10
        word = "below 10, so it is weak" if strength < 10 else "at least 10"
        whole = f"the instrument gives {{}} points (95%: {{}} to {{}}) and its first-stage F of {{}} is {word}; "
        values = [points, low, high, strength]
        if -points > most:
            whole += "that is more than there is to lose, since {} per cent of those not online are poor; "
            values.append(most)
        elif low <= 0 <= high:
            whole += "the interval holds zero; "
        held = "holds" if low <= built <= high else "misses"
        whole += f"the interval {held} what was built in, {{}} points"
        parts.append(Fill(f"n {WHERE[name][1:]}, {whole}"[2:], *values, built))
    lesson = (
        "A strong first stage says nothing on whether the instrument reaches poverty by another"
    )
    if weak:
        lesson = (
            "A weak instrument blows up the smallest other way to poverty, and its interval is too"
        )
    return {"instrument-said": Says(*parts, lesson)}


def _hidden(told, facts):
    table = rows_of(told.tables["hidden"])
    values, told_ = [], {}
    for column in ("E-value", "Γ at which it tips", "Oster's δ"):
        cells = [table[NAMES[name]][column] for name in facts.names]
        known = [cell not in ("", "–", "nan") for cell in cells]
        values += [number(cell) for cell, k in zip(cells, known, strict=True) if k]
        told_[column] = " and ".join(
            f"{'{}' if k else 'not defined'} {WHERE[n]}"
            for k, n in zip(known, facts.names, strict=True)
        )
    value, bound, delta = told_.values()
    whole = Fill(
        f"The E-value is {value}. The bound Γ at which the estimate tips is {bound}. Oster's δ is {delta}, "
        "where 1 would ask for as much as all measured controls together.",
        *values,
    )
    words = ["covers zero", "did all that it asks for", "is a judgement on the field"]
    right = words[2]
    if "none" in facts.answers:
        right = words[clear(facts.answers["none"].loc["doubly robust"])]
    words.remove(right)
    return {"hidden-said": Says(whole, right, never=words)}


def _vulnerability(told, facts):
    parts = [
        f"{WHERE[name]} the mean chance is {100 * a:.0f} per cent without and {100 * b:.0f} with use, "
        f"and {100 * over_a:.1f} against {100 * over_b:.1f} per cent stand above 0.5"
        for name, ((a, over_a), (b, over_b)) in facts.chances.items()
    ]
    gaps = {name: 100 * (b[0] - a[0]) for name, (a, b) in facts.chances.items()}
    idle = []
    if "none" in gaps:
        still = in_points(gaps["none"])
        idle = [f"later, the gap is {'nil' if still == '0.0' else f'still {still} points'}."]
    return {
        "vulnerability-gap": Is(float(gaps[facts.names[0]])),
        "vulnerability-said": Says(
            f"Computed so, {'; and '.join(parts)}.", *idle, never=["the gap is"] * (not idle)
        ),
    }


def _channels(told, facts):
    parts = []
    for name, frame in facts.natural.items():
        if not clear(frame.loc["total"]):
            why = "since the interval of the total covers zero"
            parts.append(f"not a meaningful number {WHERE[name]}, {why}")
            continue
        share = facts.shares[name]
        drawn = 100 * frame.loc["indirect", "estimate"] / frame.loc["total", "estimate"]
        assert abs(drawn - share["estimate"]) < 0.01
        middle, low, high = (bare0(share[part]) for part in ("estimate", "low", "high"))
        parts.append(f"{middle} per cent (95%: {low} to {high}) {WHERE[name]}")
    words = ["no channel is found that is clear", "A channel is found even where none was built in"]
    lead, said = facts.natural[facts.names[0]], []
    if "none" in facts.natural:
        said.append(words.pop(clear(facts.natural["none"].loc["indirect"])))
    else:
        said.append(
            "is found where none was built in is asked in the twin of this world (`world=both`)."
        )
    if "effect" in facts.natural:
        row = facts.natural["effect"].loc["indirect"]
        built = row["built in"]
        held = "holds" if row["low"] <= built <= row["high"] else "misses"
        said.append(
            f"{WHERE['effect'].capitalize()}, {bare(built)} points run through the channels and "
            f"{bare(row['estimate'])} (95%: {bare(row['low'])} to {bare(row['high'])}) are "
            f"found: the interval {held} the truth."
        )
    return {
        "effect-mediated": Is(float(lead.loc["indirect", "estimate"]), 1e-4),
        "mediation-said": Says(
            f"The share mediated is {' and '.join(parts)}.",
            *said,
            never=words,
        ),
    }


def bare0(value):
    """Return a whole number with a true minus sign."""
    return f"{round(value) + 0:d}".replace("-", "−")


def _twist(told, facts):
    drawn = told.figures["twist"].astype({"panel": int, "x": float, "y": float})
    made, parts = {}, []
    for panel, name in enumerate(facts.names, start=1):
        lines = drawn[drawn["panel"] == panel].pivot(index="x", columns="series", values="y")
        fixed, moving = (lines[f"{rule} line, likeliest first"] for rule in ("fixed", "moving"))
        ends = [line.iloc[-1] - line.iloc[0] for line in (fixed, moving)]
        change = [in_points(end) for end in ends]
        rise = max((lines[c] - lines[c].iloc[0]).max() for c in lines if c.startswith("moving"))
        more = bare(rise)
        words = "never counts more" if more == "0.0" else f"counts up to {more} points more"
        half = [
            f"{lines.loc[50, f'moving line, {o}']:.1f}"
            for o in ("likeliest first", "poorest first")
        ]
        matters = "it does not matter" if half[0] == half[1] else "it matters"
        parts.append(
            f"{WHERE[name]}, going from nobody to everybody changes poverty by {change[0]} points "
            f"at the fixed line and by {change[1]} points at the moving one; on the way, the moving "
            f"line {words} than at the start, and {matters} who goes first: with half of all online, "
            f"{half[0]} per cent are below it (likeliest first) or {half[1]} (poorest first)."
        )
        if name == facts.names[0]:
            made |= {
                f"twist-{rule}": Is(float(end), 2e-4)
                for rule, end in zip(("fixed", "moving"), ends, strict=True)
            }
        if name == "effect" or len(facts.names) == 1:
            answer = told.asked["spread-of-use"][0]
            assert ("does not fall" in answer) == (not change[1].startswith("−"))
            made["why spread-of-use"] = Says(
                f"From nobody to everybody, the share below the line changes by {change[0]} points at the "
                f"fixed line and by {change[1]} points at the moving one {WHERE[name]}."
            )
    idle = "so nothing moves: what a gain does is asked in its twin (`world=both`)."
    alone = facts.names == ["none"]
    return made | {"twist-said": Says(*parts, *[idle] * alone, never=[idle] * (not alone))}
