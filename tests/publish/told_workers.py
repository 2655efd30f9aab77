"""The claims of chapter 2, computed again from what its figures and tables hold."""

import re
from functools import cached_property

import numpy as np
from held import Fill, Is, Says, number
from scipy import stats
from told import bare, rows_of

from netpoverty.chapter import working_poor_models as models
from netpoverty.chapter.working_poor import analysis_frame
from netpoverty.data import published
from netpoverty.data.load import load
from netpoverty.results import equals_p

EXEMPT = {}  # record: reason; none so far


class Facts:
    """What the run drew, by world; what it drew nowhere is computed again here."""

    def __init__(self, told, given):
        self.given = given
        self.worlds = ["effect", "none"] if given["world"] == "both" else [given["world"]]
        self.names = [f"twin {world}" for world in self.worlds]
        self.where = ("In this simulated world", "In these simulated worlds")[len(self.names) - 1]
        self.steps = dict(zip(self.names, told.panels("working-effects"), strict=True))

    @cached_property
    def data(self):
        settings = {"seed": int(self.given["seed"]), "confounding": self.given["confounding"]}
        made = (load("cgss", world=world, settings=settings) for world in self.worlds)
        return dict(zip(self.names, made, strict=True))

    def by_region(self):
        """Return the p-value that use does the same in all regions, by world."""
        rules = {"line_share": 0.5, "median_of": "all", "income_unit": "individual"}
        for name, data in self.data.items():
            frame = analysis_frame(data, "fair", "junior secondary", **rules)
            made = models.group_effects(frame, "internet_frequency", "region")
            yield name, float(made.equality().p_value)


def checks(told, given):
    """Return, by record or prediction, what it must say."""
    facts = Facts(told, given)
    made = {}
    for part in (_people, _gates, _rule, _print, _effects, _lesson, _backwards, _scales, _reach,
                 _claims, _regions, _hours, _harms):  # fmt: skip
        made |= part(told, facts)
    return made


def _interval(row):
    return f"{bare(row['estimate'])} ({bare(row['low'])} to {bare(row['high'])})"


def _ends(cell):
    """Return estimate, low and high of an interval in a cell."""
    return [number(text) for text in re.findall(r"−?[\d.]+", cell)]


def _people(told, facts):
    parts = rows_of(told.tables["overlap"])
    shares = []
    for name in facts.names:
        counts = {row: number(cells[name]) for row, cells in parts.items()}
        shares.append(f"{100 * counts['by both'] / sum(counts.values()):.0f}% ({name})")
    bars = told.figures["working-flow"].query("drawn_as == 'bar'").astype({"x": float, "y": float})
    left = bars.sort_values("y")["x"].to_numpy()
    most = int(np.argmax(left[:-1] - left[1:]))
    steps = facts.data[facts.names[0]].published_flow.steps
    assert [step.left for step in steps] == left[1:].tolist()
    made = (
        "two ◇ simulated worlds, **twins** made to match the same printed table, one with an effect "
        "of Internet use built in, one with none."
    )
    if len(facts.names) == 1:
        an = {"effect": "an", "none": "no"}[facts.worlds[0]]
        made = f"a ◇ simulated world made to match the same printed table, with {an} effect of Internet"
    return {
        "data-said": Says(made),
        "who-said": Says(
            f"{facts.where}, of those poor by either income, this share is poor by both: {', '.join(shares)}."
        ),
        "sample-size": Is(int(left[-1])),
        "gate-said": Says(
            f"{facts.where}, the gate “{steps[most].rule}” takes the most people: {left[most] - left[most + 1]:,.0f} of the {left[most]:,.0f} who "
            f"come to it ({facts.names[0]})."
        ),
    }


def _gates(told, facts):
    work = rows_of(told.tables["gates"])["has work"]
    more, less = [], []
    for name in facts.names:
        _, low, high = _ends(work[name])
        # An end that prints as 0.0 may lie on either side of zero.
        text = told.records["gates-said"]
        more += [name] * int(low > 0 or (low == 0 and f"more often in {name}" in text))
        less += [name] * int(high < 0 or (high == 0 and f"less often in {name}" in text))
    seen = [f"more use goes with having work {word} often in {' and in '.join(names)}"
            for word, names in (("more", more), ("less", less)) if names]  # fmt: skip
    seen = "; ".join(seen) or "no clear link of use with having work is seen"
    cells = "; ".join(f"{work[name]} in {name}" for name in facts.names)
    name, data = next(iter(facts.data.items()))
    frame, ability = data.frame, data.truth["ability"]
    rural = frame[(frame["hukou_code"] == 1) & frame["age_years"].between(18, 65)].index
    known = frame["internet_frequency"].notna()
    before, after = (
        np.corrcoef(ability[rows], frame.loc[rows, "internet_frequency"])[0, 1]
        for rows in (rural[known[rural]], data.sample.index)
    )
    return {
        "gates-said": Says(
            f"{facts.where}, {seen} (points: {cells}). {_idle_gates(told, facts)}In a simulated world ability is known too: in {name} its "
            f"correlation with use is {before:.2f} before the gates and {after:.2f} after them."
        )
    }


def _idle_gates(told, facts):
    """Return what the table of gates says of the twin in which nothing is built in."""
    if "twin none" not in facts.names:
        return ""
    rows = {outcome: cells["twin none"] for outcome, cells in rows_of(told.tables["gates"]).items()}
    clear, text = {}, told.records["gates-said"].split("nothing is built in")[1]
    for outcome, cell in rows.items():
        _, low, high = _ends(cell)
        close = 0 in (low, high)  # an end that prints as 0.0 may lie on either side of zero
        if f"{outcome}, " in text if close else low > 0 or high < 0:
            clear[outcome] = cell
    if not clear:
        return "In twin none, where nothing is built in, no row is clear of zero. "
    are, alarm = ("is", "a false alarm") if len(clear) == 1 else ("are", "false alarms")
    listed = "; ".join(f"{outcome}, {cell}" for outcome, cell in clear.items())
    return (
        f"In twin none, where nothing is built in, {len(clear)} of {len(rows)} rows {are} clear of zero all "
        f"the same, {alarm}: {listed}. "
    )


def _rule(told, facts):
    drawn = told.figures["working-rule"]
    own = drawn[(drawn["series"] == "own income") & (drawn["drawn_as"] == "line")]
    own = own.astype({"panel": int, "x": float, "y": float})
    rates = own[own["panel"] == 1].set_index("x")["y"]
    low, high = rates[40], rates[60]
    word = f"rises by {100 * (high / low - 1):.0f}%"
    word = "about doubles" if high / low > 1.9 else word
    word = "more than doubles" if high / low > 2.05 else word
    grid = told.figures["working-mixer"].set_index(list(told.figures["working-mixer"])[:4])
    study = {"line": "50", "median": "all respondents", "hours": "0", "income": "own"}
    changes = {
        "60% instead of 50%": {"line": "60"},
        "the median of the sample": {"median": "the sample"},
        "35 hours or more": {"hours": "35"},
        "household income per head": {"income": "household, per head"},
    }
    rate = {n: float(grid.loc[tuple((study | c).values()), "rate, %"]) for n, c in changes.items()}
    poor = grid.loc[tuple(study.values())]
    start, first = float(poor["rate, %"]), facts.names[0]
    answer = told.asked["working-mixer"][0]
    assert abs(rate[answer] - start) == max(abs(r - start) for r in rate.values())
    near = number(rows_of(told.tables["near-table"])["within 10%"][first])
    said = "; ".join(f"{name}: {value:.1f}%" for name, value in rate.items())
    count = int(poor["working poor"])
    return {
        "rate": Is(start),
        "working-poor": Is(count),
        "rule-said": Says(
            f"{facts.where}, the share of working poor by own income {word} from {low:.1f}% at a line of 40% of "
            f"the median to {high:.1f}% at 60% ({first})."
        ),
        "near-said": Says(
            f"{facts.where}, {near:.0f} workers stand within a tenth of the line ({first}), where {count} are "
            "counted as working poor."
        ),
        "why working-mixer": Says(
            f"{facts.where}, the rule of the study gives {start:.1f}%. {said[0].upper()}{said[1:]}."
        ),
    }


def _print(told, facts):
    readings = {
        row: c["counts"] == "impossible" for row, c in rows_of(told.tables["print-table"]).items()
    }
    firsts = {}
    for reading, impossible in readings.items():
        firsts.setdefault(reading.split(",")[0], impossible)
    rows = [row for row, impossible in firsts.items() if impossible]
    saved = len({r.split(",")[0] for r, impossible in readings.items() if not impossible} & {*rows})
    paper = published.load().paper("working-poverty")
    n = int(paper.tables["table-2"].rows["age"][0])
    rate = paper.sentences["rate"].figures["working-poor"].printed
    poor = [k for k in range(n) if f"{100 * k / n:.2f}%" == rate]
    entered = told.figures["working-flow"].query("drawn_as == 'bar'")["x"].astype(float).max()
    met = {n_: c["printed figures met"] for n_, c in rows_of(told.tables["set-piece"]).items()}
    parts = "; ".join(f"{met[name]} in {name}" for name in facts.names)
    so = "A table of means and deviations cannot tell in which of them one lives."
    so = (
        so.replace("A table of means and deviations", "So the printed table")
        if len(set(met.values())) == 1
        else so
    )
    if len(met) == 1:
        so = "A table of means and deviations does not say what was built in."
    beside = rows_of(told.tables["beside"])
    for name in facts.names:
        pairs = [
            (c["printed mean (sd)"].replace("342 ", "3.42 "), c[name]) for c in beside.values()
        ]
        same = [
            a == b for one, other in pairs for a, b in zip(one.split(), other.split(), strict=True)
        ]
        assert met[name] == f"{sum(same)} of {len(same)}"
    return {
        "printed-n": Is(n),
        "printed-all": Is(int(entered)),
        "printed-poor": Is(poor[0]),
        "impossible-readings": Is(sum(readings.values())),
        "readings-tried": Is(len(readings)),
        "printed-said": Says(
            f"Of the {len(firsts)} rows, {len(rows)} cannot be as printed if the first codes or range that the "
            f"paper gives them hold ({', '.join(rows)}); {saved} of these can under another reading. No counts "
            f"exist for {sum(readings.values())} of {len(readings)} readings tried. The printed rate of "
            f"{rate} of {n:,} fits {' or '.join(map(str, poor))} working poor."
        ),
        "table-said": Says(
            "this many of the printed means and deviations are met to the digit, the mean of health with "
            f"its decimal point restored: {parts}. {so}"
        ),
    }


def _effects(told, facts):
    built_in = {name: frame["built in"].iloc[0] for name, frame in facts.steps.items()}
    assert built_in.get("twin none", 0) == 0 > built_in.get("twin effect", -1)
    last = {name: frame.iloc[-1] for name, frame in facts.steps.items()}
    clear = [name for name, row in last.items() if row["high"] < 0]
    seen = f"a fall clear of zero is found in {' and in '.join(clear)}"
    seen = seen if clear else "no fall clear of zero is found"
    effects = "; ".join(f"{_interval(row)} in {name}" for name, row in last.items())
    built = "; ".join(f"{bare(row['built in'])} in {name}" for name, row in last.items())
    said = f"{facts.where}, with all controls {seen}: {effects} (points, per step of use). Built in: {built}."
    return {"effect-said": Says(said)} | {
        f"effect-{name.split()[-1]}": Is(float(row["estimate"]), 1e-4) for name, row in last.items()
    }


def _lesson(told, facts):
    parts = []
    for name, frame in facts.steps.items():
        first, last = frame.iloc[0], frame.iloc[-1]
        alone, after = ("a fall" if row["high"] < 0 else "no fall" for row in (first, last))
        held = "holds" if last["low"] <= last["built in"] <= last["high"] else "misses"
        ends = [abs(last["built in"] - last[end]) for end in ("low", "high")]
        held = f"just {held}" if min(ends) < 0.02 * (last["high"] - last["low"]) else held
        parts.append(
            f"In {name}, with {bare(last['built in'])} points built in, the Internet alone shows "
            f"{alone} clear of zero and with all controls {after}; the last interval {held} the truth."
        )
    return {"lesson": Says(" ".join(parts))}


def _backwards(told, facts):
    if "twin none" not in facts.names:
        said = "This is tried out in the twin without any effect (`world=both` or `world=none`)."
        return {"backwards-said": Says(said)}
    rows = list(rows_of(told.tables["backwards"]).items())
    draws = int(facts.given["draws"])

    def part(row, when):
        mean, error = (number(row[c]) for c in ("mean effect, points", "Monte Carlo error"))
        luck = abs(mean) <= stats.t.ppf(0.995, draws - 1) * error
        word = (
            "which the luck of the draws may explain (a t-test at 1%)"
            if luck
            else "which is more than the luck of the draws"
        )
        return Fill(f"{{}} ± {{}} points when {when}, {word}", mean, error)

    strength, most = rows[-1]
    follows = f"it follows income with a correlation of {float(strength):g}"
    return {
        "backwards-said": Says(
            f"on average over {draws} draws (± the Monte Carlo error), ",
            part(rows[0][1], "use is dealt by lot"),
            part(most, follows),
            f"; {number(most['clear falls, %']):.0f}% of the draws then show a fall clear of zero.",
        )
    }


def _scales(told, facts):
    parts, rows = [], rows_of(told.tables["scales-table"], "data", "scale")
    for name in facts.names:
        aic = sorted((number(c["AIC"]), c["scale"]) for c in rows.values() if c["data"] == name)
        parts.append(
            (f"{aic[1][0] - aic[0][0]:.1f} in {name}", {s for a, s in aic if a == aic[0][0]})
        )
    text = told.records["scales-said"]
    for gap, scales in parts:
        assert re.search(rf"(\w+) by {gap}", text)[1] in scales
    ends = "; [a-z]+ by ".join(re.escape(gap) for gap, _ in parts)
    whole = re.search(
        rf"the smallest AIC: [a-z]+ by {ends}\. Less than 2 is no difference\.$", text
    )
    return {"scales-said": Says(whole[0])}


def _reach(told, facts):
    cells = rows_of(told.tables["rare-table"])
    reach = {name: number(cells[name]["detectable, points"]) for name in facts.names}
    words = "; ".join(f"{{}} points in {name}" for name in facts.names)
    parts = [
        Fill(
            f"{facts.where}, the smallest effect that would be found four times in five: {words}.",
            *reach.values(),
        )
    ]
    for name, frame in facts.steps.items():
        built = frame["built in"].iloc[0]
        if abs(built) > 0.05:
            size = "more" if abs(built) > reach[name] else "less"
            whole = f"What was built into {name}, {{}} points, is {size} than its {{}}."
            parts.append(Fill(whole, built, reach[name]))
    assert told.records["rare-said"].count("What was built into") == len(parts) - 1
    first = reach[facts.names[0]]
    return {
        "rare-said": Says(*parts),
        "detectable": Is(first),
        "found": Says(
            "the smallest effect seen four times in five is ",
            Fill(" and ".join(f"{{}} points in {name}" for name in facts.names), *reach.values()),
        ),
    }


def _claims(told, facts):
    rows = rows_of(told.tables["claims-table"])
    fates = ("as claimed", "the opposite", "undecided")

    def counted(column):
        found = [cells[column] for cells in rows.values()]
        return ", ".join(f"{found.count(fate)} {fate}" for fate in fates)

    tested = "; ".join(
        f"{counted(f'{n}: Holm')} after Holm's adjustment and {counted(f'{n}: alone')} without it ({n})"
        for n in facts.names
    )
    held = []
    for name in facts.names:
        known = [c for c in rows.values() if c[f"{name}: built in"]]
        inside = 0
        for cells in known:
            _, low, high = _ends(cells[f"{name}: points (95%)"])
            inside += low <= number(cells[f"{name}: built in"]) <= high
        held.append(f"{inside} of {len(known)} in {name}")
        for claim, cells in rows.items():
            _, low, high = _ends(cells[f"{name}: points (95%)"])
            alone, holm = cells[f"{name}: alone"], cells[f"{name}: Holm"]
            assert holm in (alone, "undecided"), claim
            assert (alone == "undecided") == (low <= 0 <= high) or 0 in (low, high), claim
            below = cells["as claimed if"] == "below zero"
            assert below == any(word in claim for word in ("less poverty", "more than")), claim
            assert alone == "undecided" or (alone == "as claimed") == ((low + high < 0) == below)
    decided = sum(cells[f"{facts.names[0]}: Holm"] != "undecided" for cells in rows.values())
    return {
        "claims-said": Says(f"{facts.where}, of {len(rows)} claims put to the test: {tested}."),
        "claims-decided": Is(decided),
        "missed-said": Says(
            f"The interval holds what was built in, where that is known, for {'; '.join(held)}."
        ),
    }


def _regions(told, facts):
    p = dict(facts.by_region())
    differ = [name for name, value in p.items() if value < 0.05]
    shown = {n: f"p {equals_p(v)}" for n, v in p.items()}
    cells = "; ".join(f"{shown[name]} in {name}" for name in facts.names)
    seen = f"are rejected in {' and in '.join(differ)}" if differ else "are not rejected"
    return {"regions-said": Says(f"{facts.where}, equal effects in all regions {seen} ({cells}).")}


def _hours(told, facts):
    rows = rows_of(told.tables["hours-table"])
    cells = "; ".join(
        f"{rows['indirect'][name]} of {rows['total'][name].split(' ')[0]} in {name}"
        for name in facts.names
    )
    built = {
        n: d.sample_truth["poor_5"].mean() - d.sample_truth["poor_5_hours_1"].mean()
        for n, d in facts.data.items()
    }
    built = "; ".join(f"{bare(100 * value)} in {name}" for name, value in built.items())
    return {
        "hours-said": Says(
            f"this part of the effect runs through weekly hours (points): {cells}. Built in: {built}."
        )
    }


def _harms(told, facts):
    rows = [c for c in rows_of(told.tables["dimensions-table"], "outcome", "use").values()
            if c["outcome"] != "working poor"]  # fmt: skip
    bar, text, found = stats.norm.isf(0.025 / len(rows)), told.records["harms-said"], []
    for name in facts.names:
        for cells in rows:
            middle, low, high = _ends(cells[name])
            z = middle / ((high - low) / 2 / stats.norm.isf(0.025))
            harm = f"{cells['outcome']} with {cells['use']} ({name})"
            close = abs(z - bar) < 0.2 * bar  # cells have one digit
            found += [harm] * int(harm in text if close else z > bar)
    tests = f"{len(rows)} tests a data set, Bonferroni"
    said = f"no harm rises with use beyond chance ({tests}); that is no proof of none."
    if found:
        said = f"these harms rise with use beyond chance ({tests}): {'; '.join(found)}."
    return {"harms-said": Says(f"{facts.where}, {said}")}
