"""A survey file in place of the worlds: every badge says real, nothing says simulated."""

import json
import re
from pathlib import Path

import pytest
from extremes import QUICK
from survey_frames import cgss_frame

from netpoverty.chapter.record import records_in
from netpoverty.data.codebook.survey_format import write_cgss
from netpoverty.publish.execute import execute
from netpoverty.publish.parameters import check_parameters
from netpoverty.publish.project import code_cells, find_project

ROOT = Path(__file__).resolve().parents[2]
WORDS = ("imulated", "◇", "twin", "built in", "made-up")


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    file = tmp_path_factory.mktemp("survey") / "CGSS2021.dta"
    write_cgss(cgss_frame(6000, 3), file)
    page = find_project(ROOT).chapter("working-poverty")
    parameters = check_parameters(page.parameters, {"source": str(file)}, "working-poverty")
    return execute(page, parameters, ROOT, lambda *_: None, dpi=QUICK).notebook


def test_a_survey_file_leaves_no_simulated_sentence(done):
    assert {record["kind"] for record in records_in(done)} == {"published", "real"}
    for cell in code_cells(done):
        for output in cell["outputs"]:
            text = {k: v for k, v in output.get("data", {}).items() if k != "image/png"}
            told = json.dumps([text, output.get("metadata", {})], ensure_ascii=False)
            for word in WORDS:
                assert word not in told, f"cell {cell['id']}: {word} in {told[:200]}"


def test_prose_that_does_not_depend_on_results_fits_a_file_too(done):
    for cell in done["cells"]:
        if cell["cell_type"] == "markdown":
            for word in (*WORDS, "orlds"):
                assert word not in "".join(cell["source"]), f"cell {cell['id']}: {word}"


def test_no_table_of_real_people_has_a_small_count(done):
    """Counts stand in three tables and the mixer's; what is small there stands in words."""
    cells = {cell["id"]: cell for cell in code_cells(done)}
    for name in ("overlap", "near-table"):
        for output in cells[name]["outputs"]:
            text = output.get("data", {}).get("text/html", "")
            shown = re.findall(r"<td>([\d,.]+)</td>", "".join(text))
            assert not [n for n in shown if 0 < float(n.replace(",", "")) < 10], name


def test_the_number_of_working_poor_is_told_in_fives(done):
    told = {record["name"]: record["value"] for record in records_in(done)}
    assert told["working-poor"] % 5 == 0
    people = told["rate"] * told["sample-size"] / 100
    assert people == pytest.approx(told["working-poor"], rel=1e-3)
