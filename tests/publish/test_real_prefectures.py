"""A yearbook panel in place of the twins: every badge says real, and only the laboratory simulates."""

import json
import os
import re
from pathlib import Path

import pytest
from extremes import QUICK
from yearbook_frames import with_incomes, yearbook

from netpoverty.chapter.prefecture_study import prefecture_study
from netpoverty.chapter.record import records_in
from netpoverty.publish.execute import execute
from netpoverty.publish.parameters import check_parameters
from netpoverty.publish.project import code_cells, find_project

ROOT = Path(__file__).resolve().parents[2]
WORDS = ("imulated", "◇", "twin", "built in", "made-up", "made up")
SMALL = {"replications": "40", "draws": "0", "horizon": "8"}
# A laboratory is simulated whatever file is read; each says so itself.
LABORATORY = {"lab": {"lab-fixed", "lab-said", "lab-years"}}
# Tables that set printed numbers beside those of the file.
MIXED = ("beside", "tests")
# What says in so many words that it is a size or a p-value from a simulation.
OPENLY = (
    "false alarms, recorded ◇",
    "p simulated at this number of units",
    "null: none; simulated p",
)


PANELS = [
    "incomes and revenue",
    pytest.param("revenue alone", marks=pytest.mark.slow),
    "the real panel",
]


def run(file):
    page = find_project(ROOT).chapter("sichuan")
    parameters = check_parameters(page.parameters, {"source": str(file), **SMALL}, "sichuan")
    return execute(page, parameters, ROOT, lambda *_: None, dpi=QUICK).notebook


@pytest.fixture(scope="module", params=PANELS)
def done(request, tmp_path_factory):
    file = tmp_path_factory.mktemp("panel") / "yearbook.csv"
    if request.param == "the real panel":
        if not os.environ.get("NETPOVERTY_PANEL"):
            pytest.skip("NETPOVERTY_PANEL names no real panel")
        return run(os.environ["NETPOVERTY_PANEL"])
    table = yearbook(5)
    (with_incomes(table) if "incomes" in request.param else table).to_csv(file, index=False)
    return run(file)


def told(output):
    """Return the text of an output without its picture and what openly names a simulation."""
    data = {k: v for k, v in output.get("data", {}).items() if k != "image/png"}
    text = json.dumps([data, output.get("metadata", {})], ensure_ascii=False)
    for words in OPENLY:
        text = text.replace(words, "")
    return text


def test_a_panel_file_leaves_no_simulated_sentence_but_the_laboratory(done):
    found = list(records_in(done))
    assert {r["kind"] for r in found} == {"published", "real", "simulated"}
    simulated = {r["name"] for r in found if r["kind"] == "simulated"}
    assert simulated == LABORATORY["lab"]
    for cell in code_cells(done):
        if cell["id"] in LABORATORY or "parameters" in cell["metadata"].get("tags", []):
            continue
        for output in cell["outputs"]:
            for word in WORDS:
                assert word not in told(output), (
                    f"cell {cell['id']}: {word} in {told(output)[:200]}"
                )


def test_the_laboratory_says_that_it_is_simulated(done):
    cell = next(c for c in code_cells(done) if c["id"] == "lab")
    for output in cell["outputs"]:
        about = output["metadata"].get("netpoverty", {})
        if "figure" in about:
            assert about["figure"]["alt"].startswith("Simulated data:")
        elif isinstance(about["record"]["value"], str):
            assert about["record"]["value"].startswith("In simulated worlds")


def test_every_figure_and_table_of_the_file_says_real(done):
    own = {"scatter", "theta", "checks", "elasticities", "bands", "shares"}
    for cell in code_cells(done):
        for output in cell["outputs"]:
            about = output.get("metadata", {}).get("netpoverty", {})
            if "figure" in about and cell["id"] in own:
                assert about["figure"]["kind"] == "real", cell["id"]
                assert about["figure"]["alt"].startswith("Real data: ")
                if cell["id"] != "theta":  # its numbers are slopes
                    assert about.get("data", "") == "", "drawn numbers of a real file are not kept"
            if cell["id"] in ("beside", "tests", "few", "wander", "lags", "tried"):
                text = output.get("data", {}).get("text/plain", "")
                marks = "■ published, ● real: " if cell["id"] in MIXED else "● real: "
                assert "record" in about or "".join(text).startswith(marks), cell["id"]


def test_prose_that_does_not_depend_on_results_fits_a_file_too(done):
    for cell in done["cells"]:
        if cell["cell_type"] == "markdown" and "imulated" in "".join(cell["source"]):
            # Recorded sizes and p-values drawn at the panel's own size are simulations.
            assert cell["id"] in {"few-answer", "tied-text", "few-text"}, cell["id"]
        for word in ("twin", "built in", "made-up", "made up", "both worlds"):
            if cell["cell_type"] == "markdown":
                source = "".join(cell["source"])
                assert word not in source, f"cell {cell['id']}: {word}"


def digits(number):
    """Return the first four digits of a number, whatever its unit."""
    return f"{abs(float(number)):.3e}".split("e")[0]


def shown_of(values, text):
    """Return the share of values whose first four digits stand as a number in a text."""
    numbers = {digits(found) for found in re.findall(r"\d+\.?\d*(?:e[-+]\d+)?", text)}
    return sum(digits(value) in numbers for value in values) / len(values)


def test_no_page_and_no_data_of_a_figure_hold_the_rows_of_the_file(done):
    """Neither CII nor GDP of units and years; a quarter of the values may coincide by chance."""
    file = next(c for c in code_cells(done) if "injected-parameters" in c["metadata"]["tags"])
    path = re.search(r"source = ['\"](.*?)['\"]", "".join(file["source"]))[1]
    known = prefecture_study(path).first.dropna(subset=["CII", "LGDP"])
    rows = known["CII"].tolist() + known["LGDP"].tolist()
    assert shown_of(rows, json.dumps(known["CII"].round(6).tolist())) > 0.4, "it would be noticed"
    for cell in code_cells(done):
        for output in cell["outputs"]:
            data = {k: v for k, v in output.get("data", {}).items() if k != "image/png"}
            text = json.dumps([data, output.get("metadata", {})], ensure_ascii=False)
            assert shown_of(rows, text) < 0.25, cell["id"]


def test_the_figure_of_theta_draws_slopes_of_a_file_and_no_points(done):
    (cell,) = [c for c in code_cells(done) if c["id"] == "theta"]
    page = "".join("".join(o["data"].get("text/html", "")) for o in cell["outputs"])
    about = json.loads(re.search(r"<script type='application/json'>(.*?)</script>", page, re.S)[1])
    (drawn,) = about["spec"]["datasets"].values()
    assert set(drawn) == {"theta", "slope"} and len(drawn["theta"]) == 10
    told = [r["value"] for r in records_in(done) if r["name"] == "theta-watch"]
    assert told and "does not publish" in told[0]
