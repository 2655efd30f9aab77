"""The claims of chapter 1, computed again from what its figures and tables hold."""

import re

from told import bare, clear, in_points

WHERE = {"effect": "in the twin with the effect built in", "none": "in the twin without any effect"}


def check_claims(told, given):
    """Hold every sentence of the chapter against the numbers it tells."""
    names = [given["world"], "none" if given["world"] == "effect" else "effect"]
    steps = dict(zip(names, told.panels("controls-in-steps"), strict=True))
    answers = dict(zip(names, told.panels("estimators"), strict=True))
    natural = dict(zip(names, told.panels("mediation"), strict=True))
    said = told.records
    _users(told, said)
    _index(told, said)
    _steps(said, steps)
    _groups(told, said, names[0])
    _estimators(said, answers)
    _errors(said, answers)
    _hidden(said, answers)
    _vulnerability(said, names)
    _channels(said, natural)
    _twist(told, said, names)


def _users(told, said):
    drawn = told.figures["online-by-group"].query("drawn_as == 'line'").astype({"x": float})
    ends = drawn.groupby("series")["x"].agg(["min", "max"])
    widest = (ends["max"] - ends["min"]).idxmax()
    assert said["online-widest-by"] == widest
    low, high = ends.loc[widest]
    assert f"**{widest}** ({low:.0f} to {high:.0f} per cent)" in said["online-said"]
    region = drawn[drawn["series"] == "region"].set_index("y_name")["x"]
    first, last = (_place(name) for name in (region.idxmax(), region.idxmin()))
    words = (
        f"the {first} leads with {region.max():.0f} and the {last} closes with {region.min():.0f} "
    )
    assert words in said["online-said"]


def _place(region):
    return "Centre" if region == "Central" else region


def _index(told, said):
    assert abs(said["h-at-k"] * said["a-at-k"] - said["m0-at-k"]) < 0.001
    rows = told.tables["falls"][1:]
    regions = {row[0]: list(map(float, row[1:])) for row in rows if row[0] != "all"}

    def top(column):
        return _place(max(regions, key=lambda name: regions[name][column]))

    words = f"*in points* in the {top(2)} and most *as a share of its start* in the {top(3)}: "
    words += "the same region" if top(2) == top(3) else "not the same region"
    assert words in said["falls-said"]
    assert said["falls-said"].endswith(f"The highest start is that of the {top(0)}.")
    grid = told.figures["bar-and-weights"]
    regions = [name for name in grid if name in ("Central", "East", "Northeast", "West")]
    whole = grid[grid["Measure"] == "M0"]
    firsts = set(whole[regions].astype(float).idxmax(axis=1))
    answer, because = told.asked["bar-and-weights"]
    assert answer == {1: "one and the same region", 2: "one of two"}.get(
        len(firsts), "one of three or more"
    )
    assert f"{' or '.join(sorted(firsts))} has the highest M0" in because


def _steps(said, steps):
    for name, frame in steps.items():
        first, last = (
            f"{in_points(r['estimate'])} points (95%: {bare(r['low'])} to {bare(r['high'])})"
            for _, r in frame.iloc[[0, -1]].iterrows()
        )
        words = f"{WHERE[name]}, {first} without controls become {last} with all of them"
        assert words in said["steps-said"]
        built = in_points(frame["built in"].iloc[0])
        assert f"{built} points {WHERE[name]}" in said["steps-said"].split("dashed line")[1]
    assert steps["none"]["built in"].iloc[0] == 0 > steps["effect"]["built in"].iloc[0]
    lead = next(iter(steps.values()))
    assert said["gap-plain"] == f"{in_points(lead['estimate'].iloc[0])} points"
    assert said["gap-controlled"] == f"{in_points(lead['estimate'].iloc[-1])} points"
    for made in steps.values():
        truth = made["built in"].iloc[0]
        built = f"{in_points(truth)} points were" if truth else "nothing was"
        assert f"{in_points(made['estimate'].iloc[-1])} points (95%" in said["found"]
        assert f"{built} built in" in said["found"]


def _groups(told, said, lead):
    head, *rows = told.tables["groups"]
    p = {row[0]: float(row[head.index("the same, Holm")]) for row in rows}
    differ = [name for name, value in p.items() if value < 0.05]
    assert said["groups-that-differ"] == len(differ)
    if differ:
        assert f"the estimated effects differ by {' and '.join(differ)} at" in said["groups-said"]
    else:
        assert "no grouping shows a difference" in said["groups-said"]
    assert ("bias or chance" in said["groups-said"]) == bool(differ and lead == "none")


def _estimators(said, answers):
    for place, (name, frame) in zip(("lead", "other"), answers.items(), strict=True):
        built = frame["built in"].iloc[0]
        hits = list(frame.index[(frame["low"] <= built) & (built <= frame["high"])])
        assert said[f"estimators-right-{place}"] == len(hits)
        words = f"the truth lies inside the interval of {', '.join(hits)}"
        words = words if hits else "no interval holds the truth"
        assert (
            f"{WHERE[name]} ({in_points(built)} points built in), {words}"
            in (said["estimators-said"])
        )
    four = next(iter(answers.values()))["estimate"].iloc[1:]
    ends = f"between {in_points(four.min())} points and {in_points(four.max())} points"
    assert ends in said["estimators-said"]


def _errors(said, answers):
    quoted = {name: frame.loc["doubly robust"] for name, frame in answers.items()}
    errors = {name: row["estimate"] - row["built in"] for name, row in quoted.items()}
    for name, error in errors.items():
        assert f"{in_points(error)} points {WHERE[name]}" in said["error-said"]
    apart = abs(quoted["effect"]["estimate"] - quoted["none"]["estimate"])
    news = apart > max(map(abs, errors.values()))
    assert ("carry some news" in said["error-said"]) == news
    assert ("The larger error is at least as large" in said["error-said"]) == (not news)
    (name, row), (_, other) = quoted.items()
    told = f"{in_points(row['estimate'])} points (95%: {bare(row['low'])} to {bare(row['high'])})"
    assert (
        f"changed by {told} {WHERE[name]}. Built in were {in_points(row['built in'])}"
        in (said["answer"])
    )
    assert f"the other twin it finds {in_points(other['estimate'])} points where" in said["answer"]


def _hidden(said, answers):
    found = clear(answers["none"].loc["doubly robust"])
    assert ("did all that it asks for" in said["hidden-said"]) == found
    assert ("covers zero" in said["hidden-said"]) == (not found)


def _vulnerability(said, names):
    text = said["vulnerability-said"]
    pairs = re.findall(r"mean chance is (\d+) per cent without and (\d+) with", text)
    gaps = {name: int(high) - int(low) for name, (low, high) in zip(names, pairs, strict=True)}
    assert abs(gaps[names[0]] - said["vulnerability-gap"]) <= 1
    last = re.search(r"the gap is (?:still ([−+]?[\d.]+) points|nil)\.$", text).group(1)
    assert abs(gaps["none"] - float((last or "0").replace("−", "-"))) <= 1


def _channels(said, natural):
    for name, frame in natural.items():
        open_total = f"not a meaningful number {WHERE[name]}" in said["mediation-said"]
        assert open_total == (not clear(frame.loc["total"]))
        if not open_total:
            share = 100 * frame.loc["indirect", "estimate"] / frame.loc["total", "estimate"]
            pattern = rf"(−?\d+) per cent \(95%: −?\d+ to −?\d+\) {WHERE[name]}"
            found = re.search(pattern, said["mediation-said"]).group(1)
            assert abs(float(found.replace("−", "-")) - share) < 0.51
    found = clear(natural["none"].loc["indirect"])
    assert ("A channel is found even where none was built in" in said["mediation-said"]) == found


def _twist(told, said, names):
    drawn = told.figures["twist"].astype({"panel": int, "x": float, "y": float})
    for panel, name in enumerate(names, start=1):
        lines = drawn[drawn["panel"] == panel].pivot(index="x", columns="series", values="y")
        fixed, moving = (lines[f"{rule} line, likeliest first"] for rule in ("fixed", "moving"))
        change = [in_points(line.iloc[-1] - line.iloc[0]) for line in (fixed, moving)]
        rise = max((lines[c] - lines[c].iloc[0]).max() for c in lines if c.startswith("moving"))
        more = bare(rise)
        words = "never counts more" if more == "0.0" else f"counts up to {more} points more"
        assert (
            f"{WHERE[name]}, going from nobody to everybody changes poverty by {change[0]} points "
            f"at the fixed line and by {change[1]} points at the moving one; on the way, the moving "
            f"line {words} than at the start"
        ) in said["twist-said"]
        if name == "effect":
            answer, because = told.asked["spread-of-use"]
            assert f"by {change[0]} points at the fixed line and by {change[1]} points" in because
            assert ("does not fall" in answer) == (not change[1].startswith("−"))
