"""The claims of chapter 4, computed again from the coding sheet and from what the chapter shows."""

import re
from pathlib import Path

import numpy as np
import pandas as pd
import yaml
from held import Cut, numbers, says
from told import bound, frame

ROOT = Path(__file__).resolve().parents[2]
ELEMENTS = {
    "policy": "idealised policy",
    "agency": "implementing agency",
    "target-group": "target group",
    "environment": "environment",
}
SHEET = yaml.safe_load((ROOT / "data/published/changting_coding.yml").read_text(encoding="utf-8"))
CONCEPTS = SHEET["concepts"]


def named(concept):
    """Return a concept as the page calls it."""
    return CONCEPTS[concept]["name"]


def lacking():
    """Return the concepts of which the sheet asserts a deficiency, the outcome aside."""
    short = [
        each["concept"]
        for each in SHEET["assertions"].values()
        if each["sign"] == "deficiency" and each["element"] != "outcome"
    ]
    return list(dict.fromkeys(short))


def levers():
    """Return the concepts that some path lifts."""
    return {lever for path in SHEET["paths"].values() for lever in path["levers"]}


def contradictions():
    """Return the pairs of assertions that stand against each other, each once."""
    return {
        frozenset((name, other))
        for name, each in SHEET["assertions"].items()
        for other in each.get("against", ())
    }


def sites(told, text, given):
    printed = numbers(frame(told, "models").set_index("model of delivery").iloc[-1]["reach"])[0]
    computed = frame(told, "checks").set_index("check")["computed"]
    says(text, int(printed))
    same = computed["service sites, sum of three kinds"] == printed
    assert (" agrees with" in text) == same


def _charged(told):
    """Return deficiencies and strengths by element, from the sheet as the page shows it."""
    table = frame(told, "sheet")
    counts = table.groupby(["element", "sign"]).size().unstack(fill_value=0)
    return counts.loc[list(ELEMENTS.values()), ["deficiency", "strength"]]


def smith(told, text, given):
    short = _charged(told)["deficiency"]
    says(text, int(short.max()), int(short.sum()))
    for element, count in short.items():
        assert (element in text) == (count == short.max())
    assert (" each," in text) == ((short == short.max()).sum() > 1)


def smith_alt(told, text, given):
    says(text, *(int(count) for count in _charged(told).to_numpy().ravel()))


def agree(told, text, given):
    rows = [
        (SHEET["filed"][each["section"]], each["element"])
        for each in SHEET["assertions"].values()
        if each["section"] in SHEET["filed"]
    ]
    table = pd.crosstab(*zip(*rows, strict=True))
    codes = table.index.union(table.columns)
    table = table.reindex(index=codes, columns=codes, fill_value=0).to_numpy()
    n, share = table.sum(), table / table.sum()
    observed = np.trace(share)
    chance = share.sum(axis=1) @ share.sum(axis=0)
    kappa = (observed - chance) / (1 - chance)
    shown = frame(told, "agree").iloc[0]
    ends = [Cut(shown[end]) for end in ("at least", "at most")]
    assert ends[0] <= kappa <= ends[1] and f"{kappa:.4f}" == shown["kappa"]
    says(text, int(n), 100 * observed, kappa, 95, *ends)


def influence(told, text, given):
    table = frame(told, "influence-table").set_index("concept")
    sizes = table[["influence", "dependence"]].astype(float)
    drivers = table.index[table["role"] == "driver"]
    missed = [name for name in drivers if name not in {named(lever) for lever in levers()}]
    says(text, len(drivers), len(missed))
    assert f"most influence comes from {sizes['influence'].idxmax()}, and" in text
    assert f"{sizes['dependence'].idxmax()} depends on most" in text
    role = table.loc["Internet awareness", "role"]
    word = "stands apart" if role == "apart" else f"is a {role}"
    assert f"Internet awareness {word}." in text
    assert all(name in text.split("none of the paths")[1] for name in missed)


def influence_alt(told, text, given):
    table = frame(told, "influence-table").set_index("concept")
    says(text, len(table))
    first = table["influence"].astype(float).sort_values(ascending=False, kind="stable").index[:3]
    assert f"Most influence: {', '.join(first)};" in text


def _steps(told):
    return int(told.figures["run"]["x"].astype(float).max())


def run(told, text, given):
    says(text, _steps(told))
    assert f"**{told.records['status']}**" in text


def run_alt(told, text, given):
    says(text, len(frame(told, "influence-table")), _steps(told))


def _moves(told):
    """Return the change of the outcome by path, from the tiles of its column."""
    tiles = told.figures["scenarios"]
    mine = tiles[tiles["x_name"] == named(SHEET["outcome"])]
    return mine.set_index("y_name")["value"].astype(float)


def scenarios(told, text, given):
    moves = _moves(told)
    whole, single = moves["together"], moves.drop("together").sort_values(ascending=False)
    says(text, single.iloc[0], single.iloc[1], len(single), whole, single.sum())
    assert text.index(f"*{single.index[0]}*") < text.index(f"*{single.index[1]}*")
    assert ("more than the sum" in text) == (whole > 1.01 * single.sum())


def scenarios_alt(told, text, given):
    says(text, *_moves(told))


def _alone_first(told):
    """Return the share of draws in which each path is first; no path ties in these runs."""
    ranks = frame(told, "ranks").set_index("path")
    shares = ranks["rank 1"].astype(float)
    assert shares.sum() <= 1.001, "paths tie"
    return shares


def _named_turning(text):
    """Return the assertions that a sentence names as turning the order."""
    return text.rsplit("who is first: ", 1)[1].rstrip(".").split(", ")


def reweigh(told, text, given):
    shares = _alone_first(told)
    turning = _named_turning(text)
    says(text, 100 * shares.max(), len(turning))
    leader = shares.idxmax()
    assert f"puts *{leader}* alone" in text and set(turning) <= set(SHEET["assertions"])
    # Those that are shown with what is first without them agree with the list.
    shown = frame(told, "hinges").set_index("assertion")["first if dropped"]
    first = _moves(told).drop("together").idxmax()
    for name, then in shown.items():
        assert (name in turning) == (then != first)
    firm = "hardly depends" if shares.max() >= 0.95 else "usually holds"
    assert (firm if shares.max() >= 0.6 else "No path wins clearly") in text


def reweigh_alt(told, text, given):
    says(text, int(given["draws"]), *(100 * share for share in _alone_first(told)))


def _plans(told):
    plans = told.figures["budget"].astype(float)
    points = plans[[c for c in plans if c.endswith(", points")]]
    return plans, points.set_axis([c.removesuffix(", points") for c in points], axis=1)


def budget_why(told, text, given):
    plans, points = _plans(told)
    best = plans["best of all plans, %"]
    alone = (points == 100).any(axis=1)
    most = int(best.idxmax())
    shares = points.loc[most]
    used = [int(share) for share in shares if share]
    mixes = [best[~alone].sum(), best[alone].sum()]
    shown = mixes if "a mix is best in" in text.split(",")[0] else mixes[::-1]
    says(text, *shown, *used, best[most])
    assert all(f"{path} {share:g}" in text for path, share in shares.items() if share)


def budget_alt(told, text, given):
    _, points = _plans(told)
    spread = points.max(axis=1) - points.min(axis=1)
    even = points[spread == spread.min()].iloc[-1]
    says(text, *(int(share) for share in even))
    assert all(
        f"{share:g}{' points' * (i == 0)} for {path}" in text
        for i, (path, share) in enumerate(even.items())
    )


def grid(told, text, given):
    cells = frame(told, "grid").drop(columns="activation").to_numpy().ravel()
    winners = sorted(set(cells) & set(SHEET["paths"]))
    none = sum(cell not in winners for cell in cells)
    says(text, len(cells), len(winners), none)
    assert f"first: {', '.join(winners)};" in text
    assert told.records["winners"] == len(winners)


def sides(told, text, given):
    expected = []
    for elements in (("policy", "agency"), ("target-group",)):
        mine = [c for c in lacking() if CONCEPTS[c]["element"] in elements]
        expected += [len(mine), sum(c in levers() for c in mine)]
    says(text, *expected)


def unanswered(told, text, given):
    missed = [named(c) for c in lacking() if c not in levers()]
    says(text, len(lacking()), len(missed))
    assert text.split(": ", 1)[1] == f"{', '.join(missed)}."


def advice(told, text, given):
    table = frame(told, "advice")
    papers = table["papers"].astype(int)
    marks = table.drop(columns=["concept", "papers"])
    assert ((marks == "✓").sum(axis=1) == papers).all()
    says(text)
    assert text.endswith(f": {' and '.join(table['concept'][papers == papers.max()])}.")


def answer(told, text, given):
    says(text)
    winners, share = told.records["winners"], _alone_first(told).max()
    clear = winners == 1 and share >= 0.95
    assert ("gives a clear answer" in text) == clear
    assert ("no choice of activation" in text) == (winners == 0)


def answer_coding(told, text, given):
    pairs = len(contradictions())
    answered = sum(c in levers() for c in lacking())
    says(text, len(lacking()), pairs, answered, len(lacking()))
    assert len(frame(told, "contradictions")) == pairs == told.records["contradictions"]


def pairs(told, text, given):
    """The ledger's pairs, read from the registry's file; the sheet's, from its own."""
    file = ROOT / "data" / "published" / "changting.yml"
    claims = yaml.safe_load(file.read_text(encoding="utf-8"))["claims"]
    known = {frozenset((n, o)) for n, c in claims.items() for o in c.get("contradicts", ())}
    of = {name: each.get("claim", "") for name, each in SHEET["assertions"].items()}
    linked = {frozenset(of[name] for name in pair) for pair in contradictions()}
    coded = [*of.values()]
    outside = sorted(sorted(pair) for pair in known - linked if not pair <= set(coded))
    parts = sorted(sorted(pair) for pair in known - linked if pair <= set(coded))
    told_ = [next(name for name in pair if name not in coded) for pair in outside]
    told_ += [name for pair in parts for name in pair if coded.count(name) > 1]
    assert re.findall("“(.*?)”", text) == [claims[name]["says"].rstrip(".") for name in told_]
    assert linked <= known
    counts = len(known), len(known & linked), len(outside), len(parts)
    says(re.sub("“.*?”", "", text), *counts)
    assert text.count(" of the others holds a sentence that the sheet ") == bool(outside) + bool(
        parts
    )


def points(told, text, given):
    paths = len(SHEET["paths"])
    says(text, paths, paths * 1.0, 100 / paths, 1.0, paths)
    assert "of the scenarios above together" in text


def use(told, text, given):
    says(text, len(_named_turning(told.records["reweigh-said"])))
    assert "assertions named above" in text


CHECKS = {
    "sites-said": sites,
    "smith-said": smith,
    "alt smith": smith_alt,
    "agree-said": agree,
    "influence-said": influence,
    "alt influence": influence_alt,
    "run-said": run,
    "alt run": run_alt,
    "scenarios-said": scenarios,
    "alt scenarios": scenarios_alt,
    "reweigh-said": reweigh,
    "alt reweigh": reweigh_alt,
    "why budget": budget_why,
    "alt budget": budget_alt,
    "grid-said": grid,
    "sides-said": sides,
    "unanswered-said": unanswered,
    "advice-said": advice,
    "answer": answer,
    "answer-coding": answer_coding,
    "pairs-said": pairs,
    "points-said": points,
    "use-said": use,
}
EXEMPT = {
    "tracing-said": "names evidence and holds no number; its weights are tested in tests/policy",
}


def checks(told, given):
    """Return, by sentence, its check in this run."""
    return bound(CHECKS, told, given)
