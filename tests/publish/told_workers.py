"""The claims of chapter 2, computed again from what its figures and tables hold."""

import re

from told import bare


def check_claims(told, given):
    """Hold the chapter's sentences with a sign, a size or a finding against their numbers."""
    names = [f"twin {given['world']}", f"twin {'none' if given['world'] == 'effect' else 'effect'}"]
    steps = dict(zip(names, told.panels("working-effects"), strict=True))
    said = told.records
    _gates(said, names)
    _rule(told, said)
    _mixer(told)
    _effects(said, steps)
    _lesson(said, steps)
    _table(said)
    _reach(said, steps)
    _regions(said, names)


def _interval(row):
    return f"{bare(row['estimate'])} ({bare(row['low'])} to {bare(row['high'])})"


def _number(text):
    return float(text.replace("−", "-"))


def _gates(said, names):
    text = said["gates-said"]
    for name in names:
        found = re.search(rf"\((−?[\d.]+) to (−?[\d.]+)\) in {name}", text).groups()
        low, high = map(_number, found)
        seen = text.split("(points:")[0]
        more, less = (_named(seen, f"having work {word} often in ") for word in ("more", "less"))
        # An end that prints as 0.0 may lie on either side of zero.
        assert (name in more) == (low > 0) or low == 0
        assert (name in less) == (high < 0) or high == 0


def _named(text, words):
    return text.split(words)[1].split(";")[0] if words in text else ""


def _rule(told, said):
    drawn = told.figures["working-rule"]
    own = drawn[(drawn["series"] == "own income") & (drawn["drawn_as"] == "line")]
    own = own.astype({"panel": int, "x": float, "y": float})
    rates = own[own["panel"] == 1].set_index("x")["y"]
    low, high = rates[40], rates[60]
    word = (
        "more than doubles"
        if high / low > 2.05
        else "about doubles"
        if high / low > 1.9
        else "rises"
    )
    assert (
        f"{word} from {low:.1f}% at a line of 40% of the median to {high:.1f}%" in said["rule-said"]
    )


def _mixer(told):
    answer, because = told.asked["working-mixer"]
    start = float(re.search(r"gives ([\d.]+)%", because).group(1))
    changes = re.findall(r"(?:\. |; )([^:;]+): ([\d.]+)%", because)
    moves = {name: abs(float(rate) - start) for name, rate in changes}
    assert moves[answer] == max(moves.values())


def _effects(said, steps):
    text = said["effect-said"]
    seen, told = text.split(": ", 1)
    for name, frame in steps.items():
        last = frame.iloc[-1]
        assert f"{_interval(last)} in {name}" in told
        assert (name in seen) == (last["high"] < 0)
        assert f"{bare(last['built in'])} in {name}" in told.split("Built in: ")[1]
    assert ("no fall clear of zero" in seen) == all(f.iloc[-1]["high"] >= 0 for f in steps.values())
    assert steps["twin none"]["built in"].iloc[0] == 0 > steps["twin effect"]["built in"].iloc[0]


def _lesson(said, steps):
    for name, frame in steps.items():
        first, last = frame.iloc[0], frame.iloc[-1]
        alone, after = ("a fall" if row["high"] < 0 else "no fall" for row in (first, last))
        held = "holds" if last["low"] <= last["built in"] <= last["high"] else "misses"
        assert (
            f"In {name}, with {bare(last['built in'])} points built in, the Internet alone shows "
            f"{alone} clear of zero and with all controls {after}; the last interval {held} the truth."
        ) in said["lesson"]


def _table(said):
    met = re.findall(r"(\d+) of \d+ in twin", said["table-said"])
    assert ("So the printed table cannot tell" in said["table-said"]) == (len(set(met)) == 1)


def _reach(said, steps):
    text = said["rare-said"]
    told = re.findall(r"into (twin \w+), (−?[\d.]+) points, is (\w+) than its (\d+\.\d+)", text)
    assert len(told) == sum(abs(made["built in"].iloc[0]) > 0.0005 for made in steps.values())
    for name, size, word, reach in told:
        assert f"{reach} points in {name}" in text
        assert (word == "more") == (abs(_number(size)) > float(reach)) or size == reach
        assert round(_number(size), 1) == _number(bare(steps[name]["built in"].iloc[0]))


def _regions(said, names):
    text, differ = said["regions-said"], []
    for name in names:
        p = float(re.search(rf"p [=<] ([\d.e-]+) in {name}", text).group(1))
        assert (name in text.split("(")[0]) == (p < 0.05)
        differ += [name] * (p < 0.05)
    assert ("are not rejected (" in text) == (not differ)
    assert ("are rejected in " in text) == bool(differ)
