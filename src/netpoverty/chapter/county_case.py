"""What the chapter on Changting computes from printed figures, and says of its runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from .. import policy
from ..data.published.derived import derive, fall, growth, percent, ratio, told, total

# Each way of delivering help: group in the registry, cells of its reach, cells of its money.
WAYS = {
    "government + cooperative + poor peasant": (
        "hetian-chicken",
        ["households"],
        ["output", "income"],
    ),
    "cooperative + party members + forest": (
        "forest-economy",
        ["farmers", "households"],
        ["output"],
    ),
    "Internet + ecology + tourism + farmhouse": ("tourism", ["visitors"], ["turnover"]),
    "Internet + e-commerce, both ways": (
        "e-commerce",
        ["sites", "trainings"],
        ["transactions", "products"],
    ),
}
# Checks of printed figures against each other: (rule, cells, unit).
CHECKS = {
    "service sites, sum of three kinds": (
        total,
        ("e-commerce.taobao-sites", "e-commerce.mail-sites", "e-commerce.supply-sites"),
        "sites",
    ),
    "family size, incentive projects": (
        ratio,
        ("county-2018.people", "county-2018.families"),
        "persons",
    ),
    "family size, out of poverty by 2017": (
        ratio,
        ("county-2017.people", "county-2017.families"),
        "persons",
    ),
    "urban income, growth in all": (growth, ("urban-income.start", "urban-income.end"), "%"),
    "urban income, growth a year": (growth, ("urban-income.start", "urban-income.end"), "%"),
    "urban income in the national mean": (
        percent,
        ("urban-income.end", "context.nbs-income.urban.mean-2018"),
        "%",
    ),
    "urban minimum living, fall in a year": (
        fall,
        ("minimum-living.urban-decrease", "minimum-living.urban"),
        "%",
    ),
    "rural minimum living, fall in a year": (
        fall,
        ("minimum-living.rural-decrease", "minimum-living.rural"),
        "%",
    ),
    "chickens: peasants' income in output": (
        percent,
        ("hetian-chicken.income", "hetian-chicken.output"),
        "%",
    ),
    "forest: output a hectare": (ratio, ("forest-economy.output", "forest-economy.area"), "yuan"),
    "farm: turnover a visitor": (ratio, ("tourism.turnover", "tourism.visitors"), "yuan"),
    "incidence in 2017, nation over county": (
        ratio,
        ("context.nbs-incidence.2017.incidence", "county-2017.incidence"),
        "times",
    ),
}
FIRM = {
    "firm": "The ranking hardly depends on how strong we judged each assertion to be.",
    "fragile": "The order usually holds, but a reader who judges otherwise may find another.",
    "open": "No path wins clearly: our strengths decide the order, and they are ours.",
}


def delivery_models(paper: object) -> pd.DataFrame:
    """Return the four models of delivery with reach and money, as the paper prints them."""
    rows = [
        (name, told(paper, [f"{g}.{n}" for n in reach]), told(paper, [f"{g}.{n}" for n in money]))
        for name, (g, reach, money) in WAYS.items()
    ]
    columns = ["model of delivery", "reach", "money, yuan"]
    return pd.DataFrame(rows, columns=columns).set_index(columns[0])


def county_checks(registry: object) -> dict[str, object]:
    """Return each check of the county's printed figures: value, span left by rounding, unit."""
    paper = registry.paper("changting")
    start, end = (paper.cell(f"urban-income.{when}-year").value for when in ("start", "end"))
    found = {}
    for name, (rule, cells, unit) in CHECKS.items():
        printed = [
            registry.cell(cell) if cell.startswith("context.") else paper.cell(cell)
            for cell in cells
        ]
        if name.endswith("growth a year"):
            found[name] = derive(lambda a, b: growth(a, b, end - start), printed, unit)
        else:
            found[name] = derive(rule, printed, unit)
    return found


def county_facts(registry: object, checks: Mapping[str, object]) -> list[tuple[str, object, str]]:
    """Return the figures that the prose names, as records: name, value, unit."""
    paper, official = registry.paper("changting"), registry.paper("context")
    drawn = [paper.cell(f"figure-2.{when}").printed for when in ("start", "end")]
    nation = official.cell("nbs-incidence.2017.incidence").printed
    return [
        ("urban-growth", checks["urban income, growth a year"].value, "% a year"),
        ("urban-share", checks["urban income in the national mean"].value, "%"),
        ("farm-visitor", checks["farm: turnover a visitor"].high, "yuan"),
        ("county-incidence", paper.cell("county-2017.incidence").printed, ""),
        ("national-incidence", nation, "%"),
        ("later-people", int(paper.cell("county-2018.people").value), "persons"),
        ("minimum-rural", int(paper.cell("minimum-living.rural").value), "persons"),
        ("rural-first", "–".join(drawn), ""),
        ("products", paper.cell("e-commerce.products").printed, ""),
        ("transactions", paper.cell("e-commerce.transactions").printed, ""),
    ]


def check_table(checks: Mapping[str, object]) -> pd.DataFrame:
    """Return the checks as a table: computed, what rounding allows, unit."""
    rows = [(found.value, found.span, found.unit) for found in checks.values()]
    columns = ["computed", "rounding allows", "unit"]
    return pd.DataFrame(rows, index=pd.Index(checks, name="check"), columns=columns)


def scenarios_said(runs: policy.ScenarioTable, chosen: Sequence[str]) -> str:
    """Return which path moves the outcome most, and whether the whole is more than its parts."""
    if not runs.defined:
        return "In this model some run has no end, so changes are not defined and nothing can be ranked."
    ranked, coding = runs.ranking(), runs.coding
    moves = [v for _, v in ranked] + [runs.change(name, coding.outcome) for name in runs.runs]
    if max(map(abs, moves), default=0.0) < 1e-9:
        return "In this model no path moves the outcome at all."
    single = [name for name in chosen if name != policy.TOGETHER]
    said = "In this model no single path moves the outcome more than all others do."
    if runs.first() and len(single) > 1:
        (best, most), (second, less) = ranked[:2]
        said = (
            f"In this model the path *{best}* moves the outcome most ({most:+.2g}), "
            f"then *{second}* ({less:+.2g})."
        )
    if set(single) != set(coding.paths) or policy.TOGETHER not in chosen:
        return said
    whole, parts = runs.change(policy.TOGETHER, coding.outcome), sum(v for _, v in ranked)
    word = "more than" if whole > parts else "less than"
    if abs(whole - parts) < 0.01 * abs(parts) + 1e-9:
        word = "as much as"
    many = len(coding.paths)
    return f"{said} All {many} together move it by {whole:+.2g}, {word} the sum of each alone ({parts:+.2g})."


def firmness(share: float) -> str:
    """Return firm, fragile or open for the share of draws that the first path wins."""
    return "firm" if share >= 0.95 else "fragile" if share >= 0.6 else "open"


def reweigh_said(weighed: policy.Reweighting, leader: str, turning: Sequence[str]) -> str:
    """Return how firm the ranking is, and the assertions that change it when dropped."""
    if not weighed.settled.any():
        return "No draw of the model settled, so there is no ranking to question."
    share = float(weighed.first()[leader])
    if share == 0:
        return "In none of the draws that settle does the model put any path alone in first place."
    hang = "No single assertion changes who is first when it is dropped."
    if len(turning):
        hang = (
            f"Dropping one of {len(turning)} single assertions changes who is first: "
            f"{', '.join(turning)}."
        )
    return (
        f"In {share:.0%} of the draws that settle, the model puts *{leader}* alone in first "
        f"place. {FIRM[firmness(share)]} {hang}"
    )


def advice_frame(coding: policy.Coding) -> pd.DataFrame:
    """Return every piece of advice of the four papers: paper, element, concept, basis."""
    rows = [
        (a.paper, policy.ELEMENTS[at.element], at.name, a.basis)
        for a in coding.advice
        for at in [coding.concepts[a.concept]]
    ]
    return pd.DataFrame(rows, columns=["paper", "element", "concept", "basis"])


def advice_marks(advised: pd.DataFrame) -> pd.DataFrame:
    """Return which paper advises to lift which concept, the most shared first."""
    if not len(advised):
        return pd.DataFrame({"advice": ["none in this sheet"], "papers": [0]})
    across = advised.groupby(["concept", "paper"]).size().unstack(fill_value=0).clip(upper=1)
    marks = across.replace({1: "✓", 0: "·"}).assign(papers=across.sum(axis=1))
    return marks.sort_values("papers", ascending=False, kind="stable")


def lacking(coding: policy.Coding) -> list[str]:
    """Return the concepts that the case finds lacking, the outcome aside."""
    short = (a for a in coding.assertions if a.sign == "deficiency" and a.element != "outcome")
    return list(dict.fromkeys(coding.concepts[a.concept].name for a in short))


def sides_said(coding: policy.Coding, levers: set[str]) -> str:
    """Return how much of what each side lacks is lifted by a path."""
    sides = {"those who help": ("policy", "agency"), "those to be helped": ("target-group",)}
    weak, told_ = lacking(coding), []
    for side, elements in sides.items():
        names = [
            c.name for c in coding.concepts.values() if c.name in weak and c.element in elements
        ]
        told_.append(f"of {len(names)} things that {side} lack, {sum(n in levers for n in names)}")
    return f"The paths of the case answer, {'; '.join(told_)}."


def unanswered_said(weak: Sequence[str], levers: set[str]) -> str:
    """Return which of the things that are lacking no path lifts."""
    missed = [name for name in weak if name not in levers]
    which = f": {', '.join(missed)}." if missed else "."
    return (
        f"Of {len(weak)} things that the county case finds lacking, {len(missed)} are lifted by "
        f"none of its paths{which}"
    )
