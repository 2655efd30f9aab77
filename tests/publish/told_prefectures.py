"""The claims of chapter 3, computed again from what its figures and tables hold."""

import json
import re
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
from held import Cut, numbers, says, span
from told import bound, frame

from netpoverty.chapter.prefecture_study import prefecture_study
from netpoverty.models.spurious import spurious_laboratory

ROOT = Path(__file__).resolve().parents[2]
ESTIMATORS = ("pooled", "within", "random")
OUTCOMES = ("PCIR", "PCIV", "LGR")
RISING = ("drifting walks", "linear trends", "national trend")


@cache
def drawn(told, figure):
    """Return a figure's rows with numbers as numbers."""
    return told.figures[figure].astype({"panel": int, "x": float, "y": float})


def value(cell):
    """Return the number of a cell, as far as its column of p-values tells it."""
    return Cut(cell.lstrip("< ").replace("−", "-")) if cell else np.nan


def panels(given):
    """Return the names of the simulated panels of a run."""
    worlds = ("effect", "none") if given["world"] == "both" else (given["world"],)
    return [f"{world} built in" for world in worlds]


def data_said(told, text, given):
    says(text, 39, 57, 13, 3)
    assert _rows_by_print(told) == told.records["years"] * told.records["units"] == 39
    assert "one more user changes nothing" in text or given["world"] == "effect"
    assert ("twin" in text) == (given["world"] == "both")
    assert ("with the printed effect" in text) == (given["world"] == "effect")
    assert ("here the one in which one more" in text) == (given["world"] == "none")


def _least_with_year(given):
    return _least(given["world"], int(given["seed"]))


@cache
def _least(world, seed):
    least = []
    for data in prefecture_study(world=world, seed=seed).frames.values():
        known = data[data["CII"].notna()]
        for name in ("CII", "LGDP", *OUTCOMES):
            by_unit = [
                np.corrcoef(part["year"], part[name])[0, 1]
                for _, part in known.groupby("prefecture")
            ]
            least.append(np.mean(by_unit))
    return min(least)


def scatter(told, text, given):
    says(text, 2 + len(OUTCOMES), _least_with_year(given))
    assert ("cannot be told apart" in text) == (given["world"] == "both")


def scatter_alt(told, text, given):
    says(text, _least_with_year(given))
    assert text.endswith(" or more.")


def beside(told, text, given):
    table, expected = frame(told, "beside"), []
    for name in panels(given):
        same = compared = 0
        for _, row in table[~table["term"].isin(["R²", "F-statistic"])].iterrows():
            for effects in ESTIMATORS:
                printed, made = row[f"{effects} · printed"], row[f"{effects} · {name}"]
                wanted, got = (_coefficient_and_error(cell) for cell in (printed, made))
                compared += len(wanted)
                same += sum(_same(a, b) for a, b in zip(wanted, got, strict=False))
        expected += [same, compared]
    says(text, *expected)
    assert all(f"in the panel with {name}" in text for name in panels(given))


def _coefficient_and_error(cell):
    coefficient, _, rest = cell.partition("*" if "*" in cell else " ")
    error = numbers(rest)
    return [coefficient, *([] if "p =" in rest else error)]


def _same(printed, made):
    """Whether a printed number, under some reading of its sign, stands beside itself."""
    sizes = [re.search(r"[\d.]+", text).group() for text in (printed, made)]
    digits = len(sizes[0].partition(".")[2])
    signs = {"-" for text in [printed] if re.search("[−-]", text)} | {
        "" for text in [printed] if re.match(r"[+±\d]", text)
    }
    sign = "-" if made.startswith("-") else ""
    same = f"{float(sizes[1]):.{digits}f}" == sizes[0]
    return same and (sign in signs or float(sizes[0]) == 0)


def printed_tests(told, text, given):
    marks = told.records["fallback-marks"]
    n = _rows_by_print(told)
    says(text, marks, marks, 0, n, 57)
    assert "that can be compared" in text
    assert n == told.records["implied-n"] and told.records["sample-n"] == 57


def _rows_by_print(told):
    """Return n from the printed R² and F of pooled incomes: F = R²/k · (n − k − 1)/(1 − R²)."""
    table = frame(told, "beside").set_index(["outcome", "term"])["pooled · printed"]
    r2, f = (float(numbers(table["PCIV", row])[0]) for row in ("R²", "F-statistic"))
    ends = [(f + df) * (1 - r) * 2 / r + 3 for df in (-5e-5, 5e-5) for r in (r2 - 5e-5, r2 + 5e-5)]
    whole = [n for n in range(int(min(ends)), int(max(ends)) + 2) if min(ends) <= n <= max(ends)]
    fits = [n for n in whole if n % 3 == 0]  # three places, the same years
    return fits[0] if len(fits) == 1 else told.records["implied-n"]


@cache
def _elasticities(told):
    """Return estimate, low and high by panel, outcome, estimator and scale, from the marks."""
    rows, rise = [], {"levels": 0.0, "logs": 0.1}
    for (panel, series), part in drawn(told, "elasticities").groupby(["panel", "series"]):
        if ", " not in series:
            continue
        estimator, scale = series.split(", ")
        shift = 0.26 * (ESTIMATORS.index(estimator) - 1) + rise[scale]
        everything = drawn(told, "elasticities").query("panel == @panel and drawn_as == 'area'")
        for _, mark in part.iterrows():
            ends = everything[np.isclose(everything["y"], mark["y"])]["x"]
            outcome = OUTCOMES[round(mark["y"] - shift)]
            rows.append((panel, outcome, estimator, scale, mark["x"], ends.min(), ends.max()))
    names = ["panel", "outcome", "estimator", "scale", "estimate", "low", "high"]
    return pd.DataFrame(rows, columns=names)


def _ranges(table):
    found = table.groupby("outcome")["estimate"].agg(["min", "max"]).sort_index()
    return found.to_numpy().ravel().tolist()


def elasticities(told, text, given):
    table = _elasticities(told)
    clear = (table["low"] > 0) | (table["high"] < 0)
    kinds = clear.groupby([table[c] for c in ("panel", "outcome", "estimator")]).nunique()
    says(text, int((kinds == 2).sum()), len(kinds), *_ranges(table))
    assert re.findall(r"[A-Z]{3,4}(?= [−\d])", text) == sorted(OUTCOMES)


def elasticities_alt(told, text, given):
    says(text, *_ranges(_elasticities(told)))


def _places(told):
    rows = drawn(told, "places")
    yuan = rows.query("panel == 1 and drawn_as == 'line'").set_index("y_name")["x"]
    labels = rows[rows["y_name"] != ""].groupby("y")["y_name"].first()
    areas = rows.query("panel == 2 and drawn_as == 'area'").groupby("y")["x"].agg(["min", "max"])
    return yuan, areas.rename(index=dict(labels))


def places(told, text, given):
    says(text)
    yuan, share = _places(told)
    towns, villages = "towns, within", "villages, within"
    more = "towns" if yuan[towns] > yuan[villages] else "villages"
    assert f"the larger coefficient is that of {more};" in text
    lead = None
    if share.loc[towns, "min"] > share.loc[villages, "max"]:
        lead = "towns"
    if share.loc[villages, "min"] > share.loc[towns, "max"]:
        lead = "villages"
    if "leaves it open" not in text:
        assert f"that of {lead}. " in text
        assert ("turns with" in text) == (lead != more)


def places_alt(told, text, given):
    yuan, share = _places(told)
    inside = [share.loc[f"{place}, within"] for place in ("towns", "villages")]
    ends = [end for row in inside for end in (row["min"], row["max"])]
    says(text, yuan["towns, within"], yuan["villages, within"], *ends)
    assert text.startswith("One user more")


@cache
def _checks(told):
    """Return effect, low, high, truth and check by outcome and panel, from marks and guides."""
    rows = drawn(told, "checks")
    labels = rows[rows["y_name"] != ""].groupby("y")["y_name"].first()
    found = []
    for (panel, series), part in rows.query("drawn_as == 'line' and series != ''").groupby(
        ["panel", "series"]
    ):
        areas = rows.query("panel == @panel and drawn_as == 'area'")
        guides = rows.query("panel == @panel and drawn_as == 'guide'")
        truth = guides.groupby("series")["x"].first()
        for _, mark in part.iterrows():
            ends = areas[np.isclose(areas["y"], mark["y"])]["x"]
            check = labels.get(round(mark["y"]), str(round(mark["y"])))
            built = truth.get(f"truth, {series}", np.nan)
            found.append((panel, series, check, mark["x"], ends.min(), ends.max(), built))
    names = ["outcome", "panel", "check", "effect", "low", "high", "built"]
    return pd.DataFrame(found, columns=names)


def checks_tried(told, text, given):
    table = _checks(told)
    cases = table.groupby(["outcome", "panel"]).ngroups
    table = table.dropna(subset=["effect", "built"])
    held = (table["low"] <= table["built"]) & (table["built"] <= table["high"])
    by_check = held.groupby(table["check"], sort=False).all()
    expected = [cases] + ([int(by_check.sum()), len(by_check)] if by_check.any() else [])
    idle = table[(table["built"] == 0) & (table["check"] == LAGGED)]
    if len(idle):
        clear = (idle["low"] > 0) | (idle["high"] < 0)
        expected += [int(clear.sum()), len(OUTCOMES)]
    says(text.split(" Not possible here")[0], *expected)
    assert ("no row held it" in text) == (not by_check.any())
    assert told.records["checks-right"] == by_check.sum()


LAGGED = "CII of the year before"


def checks_alt(told, text, given):
    table = _checks(told)
    tried = table["check"].nunique() - 1
    printed = numbers(text)
    assert printed[:2] == [str(tried), "95"], text
    ends = table["effect"].min(), table["effect"].max()
    assert printed[2:] == [f"{end:.2g}" for end in ends], text


def few(told, text, given):
    table = frame(told, "few").set_index("method")
    ps = table.filter(like="p, ").map(value)
    below = [method for method in ps.index if (ps.loc[method] < 0.05).any()]
    floor = value(table.loc["wild, rademacher", "smallest p"])
    says(text, 0.05, floor, 3)
    assert f"below 0.05 by {', '.join(below) or 'no method'};" in text
    assert "bootstrap cannot go below" in text
    assert told.records["smallest-p"] == floor


def wander(told, text, given):
    table = frame(told, "wander")
    ps = table.drop(columns=["test", "null", "published values"]).map(value)
    rejected = (ps < 0.05).sum(axis=1)
    roots = table["null"].str.contains("unit root")
    by_test = [int(count) for part in (roots, ~roots) for count in rejected[part]]
    says(text, len(ps.columns), 0.05, *by_test)
    assert ("no test spares most" in text) == (rejected[roots].max() * 2 < len(ps.columns))
    told_ = [
        ", ".join(
            f"{n} by {test}" for test, n in zip(table["test"][part], rejected[part], strict=True)
        )
        for part in (roots, ~roots)
    ]
    assert f"A unit root is rejected (p < 0.05) for this many: {told_[0]}." in text
    assert f"That there is none is rejected for {told_[1]}." in text


def tried(told, text, given):
    table = frame(told, "tried")
    above = ~table["coefficient"].str.startswith(("-", "−"))
    small = int((table["p"].map(value) < 0.05).sum())
    expected = [small, len(table), 0.05, int(above.sum()), int((~above).sum())]
    if given["world"] == "both":
        signs = above.to_numpy().reshape(2, -1)
        same = signs[0] == signs[1]
        expected += [int(same.sum()), len(same)]
        assert ("sign follows the specification" in text) == same.all()
    says(text, *expected)
    signs = f"{expected[3]} coefficients are above zero and {expected[4]} below."
    assert f"specifications have a p-value below 0.05; {signs}" in text


def tied(told, text, given):
    ps = frame(told, "tied").drop(columns=["test", "published values"]).map(value)
    says(text, int((ps < 0.05).sum().sum()), ps.size, 0.05)


def _alarms(told):
    """Return the % of panels in which fixed effects find an effect, in the worlds that rise."""
    rows = drawn(told, "laboratory").query("series == 'Fixed effects'").sort_values("y")
    return rows["x"].tolist()[-len(RISING) :]


@cache
def _stars(seed):
    made = spurious_laboratory(
        units=3,
        years=13,
        draws=50,
        errors=["conventional"],
        level=0.001,
        rng=np.random.default_rng(seed),
    ).frame
    found = made[(made["estimator"] == "Fixed effects") & made["world"].isin(RISING)]["found"]
    return (100 * found).tolist()


def laboratory(told, text, given):
    says(text, *span(_alarms(told)), *span(_stars(int(given["seed"]))))
    assert "everything rises" in text


def laboratory_alt(told, text, given):
    low, high = min(_alarms(told)), max(_alarms(told))
    says(text, 0.05, low, high)
    assert "p below" in text and "everything rises" in text


def years(told, text, given):
    rows = json.loads((ROOT / "benchmarks/results/sizes_panel.json").read_text())["spurious"][
        "rows"
    ]
    before = [
        100 * row["found"]
        for row in rows
        if row["world"] in RISING
        and (row["units"], row["controls"]) == (3, 1)
        and (row["estimator"], row["errors"]) == ("Fixed effects", "conventional")
    ]
    assert {row["years"] for row in rows} == {19}
    here = _alarms(told)
    says(text, 19, *span(before), told.records["years"], *span(here))
    assert "false alarms above" in text
    assert ("The longer two series rise" in text) == (np.mean(here) < np.mean(before))
    cell = frame(told, "few").set_index("method").loc["conventional", "false alarms, recorded ◇"]
    assert numbers(cell) == [f"{end:.0f}" for end in span(before)]


def doubt(told, text, given):
    cells = frame(told, "equations").drop(columns="term")
    says(text, int(cells.map(lambda cell: bool(re.match(r"[+±]−", cell))).sum().sum()))


def roots(told, text, given):
    table = frame(told, "roots")
    mine = table[table["system, reading"].str.startswith("cii-gdp")]
    settle = mine[mine["at most"].astype(float) < 1]
    says(text, len(mine), 3, 4, len(settle))
    for reading in settle["system, reading"]:
        assert f"*{reading.split(', ')[1]}*" in text


def roots_alt(told, text, given):
    table = frame(told, "roots")
    settle = table[table["at most"].astype(float) < 1]["system, reading"]
    says(text, len(settle), len(table))
    assert text.endswith(f"namely {'; '.join(settle)}.")


def _plain(told):
    """Return the plain response of GDP by reading, in the order of the panels."""
    rows = drawn(told, "plain-response").query("series == 'GDP' and drawn_as == 'line'")
    return [part.set_index("x")["y"] for _, part in rows.groupby("panel")]


def plain(told, text, given):
    curve = _plain(told)[0]
    expected = [int(curve.idxmax()), 1]
    below = curve.index[curve < 0]
    expected += [int(below[0])] if len(below) else []
    says(text, *expected, 6)
    assert ("first below zero" in text) == (len(below) > 0)
    assert ("does not peak" in text) == (curve.idxmax() != 6)


def plain_alt(told, text, given):
    says(text, *(int(curve.idxmax()) for curve in _plain(told)))


def family_alt(told, text, given):
    rows = drawn(told, "family")
    curves = [rows[rows["series"] == f"λ = {lam}"] for lam in (-1, 0, 1)]
    tops = [int(curve.loc[curve["y"].idxmax(), "x"]) for curve in curves]
    says(text, *tops, -1, 0, 1)


def peak_map_alt(told, text, given):
    rows = drawn(told, "peak-map")
    lambdas = rows[rows["drawn_as"] == "line"]["x"]
    says(text, int(lambdas.min()), int(lambdas.max()), told.records["printed-peak"])


def _settings(told):
    return told.figures["peak-settings"]["peak"].astype(int)


def peak_why(told, text, given):
    peaks = _settings(told)
    hits = int((peaks == 6).sum())
    shown = told.figures["peak-settings"]
    window = shown.filter(like="Years looked at").iloc[:, 0].astype(int)
    edge = int((peaks == window).sum())
    says(text, hits, len(peaks), int(peaks.min()), int(peaks.max()), edge)
    answer = told.asked["peak-settings"][0]
    assert answer == (
        "in none"
        if not hits
        else "in fewer than half"
        if 2 * hits < len(peaks)
        else "in half or more"
    )


def peak_alt(told, text, given):
    says(text, 0, int(_settings(told).min()), int(_settings(told).max()))


def _slopes(told):
    slopes = told.figures["theta"]["slope"].astype(float)
    return slopes.iloc[0], slopes.iloc[-1]


def theta_why(told, text, given):
    low, high = _slopes(told)
    says(text, low, high)
    assert (told.asked["theta"][0] == "it rises") == (
        high > low and abs(high - low) >= 0.1 * abs(low)
    )


def theta_alt(told, text, given):
    says(text, *_slopes(told))


def _verdicts(told):
    table = frame(told, "claims")
    counts = [int((table["verdict"] == word).sum()) for word in ("always", "sometimes", "never")]
    return table, counts


def verdicts(told, text, given):
    table, counts = _verdicts(told)
    says(text, len(table), *counts)
    for claim in table[table["verdict"] == "never"]["claim"]:
        assert claim.rstrip(".") in text


def verdicts_alt(told, text, given):
    table, counts = _verdicts(told)
    says(text, len(table), *counts)


def joint(told, text, given):
    table = frame(told, "joint")
    holds = int((table["holds for"] != "no λ").sum())
    says(text, *([len(table)] if not holds else [holds, len(table)]))
    assert text.startswith("In none") == (holds == 0)


def threshold(told, text, given):
    table = frame(told, "joint")
    assert (table["holds for"] == "no λ").all(), "only a story that fails was met so far"
    margins = table["margin"].astype(float)
    closest = table.loc[margins.idxmin()]
    readings = list(dict.fromkeys(table["reading"]))
    largest = _plain(told)[readings.index(closest["reading"])].abs().max()
    shown = [(closest, margins.min(), largest)]
    roots = frame(told, "roots").set_index("system, reading")["so it"]
    explodes = {
        name.removeprefix("cii-gdp, ")
        for name, word in roots.items()
        if name.startswith("cii-gdp, ") and word == "explodes"
    }
    out = closest["reading"] in explodes
    assert ("the paper's stable roots rule out" in text) == out
    left = margins[~table["reading"].isin(explodes)]
    if out and len(left):
        case = table.loc[left.idxmin()]
        top = _plain(told)[readings.index(case["reading"])].abs().max()
        shown.append((case, left.min(), top))
    says(text, len(table), *(v for _, miss, top in shown for v in (Cut(miss), top)))
    for case, miss, top in shown:
        near = "a near miss" if miss < 0.1 * top else "no near miss"
        place = f"(reading *{case['reading']}*, {case['ordering']}, {case['convention']})"
        assert text.count(place) == 1 and near in text.split(place)[1].split(". ")[0], place
    assert text.count("misses by") == len(shown) and "quarter of the largest" in text
    # Without the word each of the other parts must still fail together: one fails everywhere.
    assert "does not hang on it" in text


def slips(told, text, given):
    table, claims = frame(told, "slips"), frame(told, "claims")
    failing = int((claims["verdict"] == "never").sum())
    failing += int((frame(told, "joint")["holds for"] == "no λ").all())
    says(text, failing, told.records["slips-tried"], len(table))
    mended = table["claim"].unique() if "claim" in table else []
    assert text.count("*") == 2 * len(mended) > 0, "no slip mends anything: not met so far"
    assert all(f"*{claim.rstrip('.')}*" in text for claim in mended)
    assert ("For the other none was found" in text) == (failing - len(mended) == 1)


def roots_row(told, text, given):
    row = frame(told, "claims").set_index("name").loc["roots-test"]
    holds, cases = (int(part) for part in re.findall(r"\d+", row["can hold in"]))
    says(text, holds, cases)
    assert f"The row of the AR roots holds *{row['verdict']}*" in text
    assert "Where it holds, the *equations* settle" in text
    settle = frame(told, "roots").set_index("system, reading")["so it"]
    for name, word in settle.items():
        if name.startswith("cii-gdp, ") and word != "rounding leaves it open":
            assert (f"*{name.removeprefix('cii-gdp, ')}*" in text) == (word == "settles")


def lags(told, text, given):
    table = frame(told, "lags")
    wide = table.drop(columns=["system", "panel"]).map(value)
    ratio = wide["years left for them"] / wide["coefficients an equation"]
    by_system = ratio.groupby(table["system"]).min()
    fewest = by_system.index[np.isclose(by_system, by_system.min())]
    used = wide["lags"][table["system"].isin(fewest)].min()
    free = wide[wide["lags allowed"] > 1]
    longest = int((free["AIC"] == free["lags allowed"]).sum())
    expected = [ratio.min(), int(used), longest, len(free)]
    says(text.replace(" and ".join(fewest), ""), *expected)
    assert f"in {' and '.join(fewest)} at" in text


def walks(told, text, given):
    table = frame(told, "walks")
    settled = table["largest root"].astype(float) < 1
    stands = (table.filter(like="p, unit root").map(value) > 0.05).any(axis=1)
    count, both = int(settled.sum()), int((settled & stands).sum())
    says(text, count, len(table), *([both, count] if count else []))
    assert ("or more, in which a unit root is not rejected" in text) == (count > 0)


def again(told, text, given):
    table, expected = frame(told, "again"), []
    peak = table[table["sentence"].str.endswith("peaks in the sixth year.")]
    towns = table[table["sentence"].str.endswith("(our reading).")]
    for rows in (peak, towns):
        expected += [value(rows.iloc[0][name]) for name in panels(given)] if len(rows) else []
    says(text, *expected)
    assert ("PCIR respond more than PCIV" in text) == (len(towns) > 0)
    assert max(value(peak.iloc[0][n]) for n in panels(given)) == told.records["sixth-year"]


def _bands(told):
    """Return, by panel of the figure, the periods in which the band leaves zero."""
    rows, off = drawn(told, "bands"), {}
    for panel, part in rows[rows["drawn_as"] == "area"].groupby("panel"):
        ends = part.groupby("x")["y"].agg(["min", "max"])
        # A corner of the area closes the outline; every period holds both edges.
        away = (ends["min"] > 0) | (ends["max"] < 0)
        off[panel] = [int(period) for period in ends.index[away]]
    return off


def bands_alt(told, text, given):
    off = _bands(told)
    clear = sum(map(bool, off.values()))
    assert numbers(text) == ["90", str(clear), str(len(off))], text
    assert told.records["bands-clear"] == clear


def _moves(told, given):
    rows = drawn(told, "decomposition").query("drawn_as == 'line'")
    shares = rows.groupby("series")["x"].apply(lambda x: x.to_numpy())
    apart = [abs(shares[f"{n}, CII first"] - shares[f"{n}, CII last"]).max() for n in panels(given)]
    return max(apart)


def bands(told, text, given):
    """Rows of the figure are variables, columns panels; the text goes by system and panel."""
    off, worlds = _bands(told), panels(given)
    shown = [
        ((panel - 1) // len(worlds), worlds[(panel - 1) % len(worlds)], periods)
        for panel, periods in off.items()
    ]
    system = {row: ROW_SYSTEM[row] for row, _, _ in shown}
    left = [each for each in shown if each[2]]
    left.sort(key=lambda each: (system[each[0]], worlds.index(each[1]), each[0]))
    if not left:
        says(text, len(off))
        assert "none of the" in text
        return
    false = sum(world == "none built in" for _, world, _ in left)
    expected = [len(left), len(off), *(p for _, _, periods in left for p in periods)]
    alarms = [false] if false < len(left) else []
    says(text, *expected, *(alarms if false else []))
    assert ("in `none` one more user changes nothing." in text) == bool(false)
    assert ("false alarm" in text) == bool(false)
    assert ("period of the push alone" in text) == all(p == [1] for _, _, p in left)
    named = re.findall(r"\((.*? built in)\)", text)
    assert named == [world for _, world, _ in left]


ROW_SYSTEM = (0, 1, 1, 2, 2)  # GDP; LGR, PCIR; PCIV, PCIR


def shares(told, text, given):
    says(text, _moves(told, given))


def decomposition_alt(told, text, given):
    says(text, _moves(told, given))


def cities(told, text, given):
    table = frame(told, "cities")
    small = table[table["p"].map(value) < 0.05]["coefficient"].map(value)
    assert "p-value below 0.05" in text
    says(text, len(table), len(small), 0.05, int((small > 0).sum()), int((small < 0).sum()))


def lesson(told, text, given):
    says(text)
    if given["world"] == "effect":
        assert text.startswith("Run with")
        return
    same = told.records["same-none"]
    compared = int(numbers(told.records["beside-said"])[-1])
    assert "one more user changes nothing" in text
    assert ("cannot say" in text) == (same >= 0.9 * compared)


def answer(told, text, given):
    says(text)
    word = {"always": "whatever was left out", "sometimes": "can draw", "never": "do not draw"}
    assert word[told.records["joint-verdict"]] in text


CHECKS = {
    "data-said": data_said,
    "scatter-said": scatter,
    "alt scatters": scatter_alt,
    "beside-said": beside,
    "tests-said": printed_tests,
    "elasticities-said": elasticities,
    "alt elasticities": elasticities_alt,
    "places-said": places,
    "alt places": places_alt,
    "checks-said": checks_tried,
    "alt checks": checks_alt,
    "few-said": few,
    "wander-said": wander,
    "tied-said": tied,
    "lab-said": laboratory,
    "alt laboratory": laboratory_alt,
    "lab-years": years,
    "doubt-said": doubt,
    "roots-said": roots,
    "alt roots": roots_alt,
    "plain-said": plain,
    "alt plain-response": plain_alt,
    "alt family": family_alt,
    "alt peak-map": peak_map_alt,
    "why peak-settings": peak_why,
    "alt peak-settings": peak_alt,
    "why theta": theta_why,
    "alt theta": theta_alt,
    "verdicts-said": verdicts,
    "alt verdicts": verdicts_alt,
    "joint-said": joint,
    "threshold-said": threshold,
    "slips-said": slips,
    "lags-said": lags,
    "walks-said": walks,
    "again-said": again,
    "bands-said": bands,
    "shares-said": shares,
    "tried-said": tried,
    "roots-row-said": roots_row,
    "alt bands": bands_alt,
    "alt decomposition": decomposition_alt,
    "cities-said": cities,
    "panel-lesson": lesson,
    "answer": answer,
}
EXEMPT = {
    "theta-watch": "says where to look; holds no result",
    "checks-intro": "says what can be checked; holds no result",
    "var-unit": "a name, chosen by a parameter",
}


def checks(told, given):
    """Return, by sentence, its check in this run."""
    return bound(CHECKS, told, given)
