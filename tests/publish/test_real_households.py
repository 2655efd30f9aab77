"""A survey file in place of the worlds: every badge says real, nothing says simulated."""

import json
from pathlib import Path

import pytest
from extremes import QUICK
from survey_frames import cfps_frame

from netpoverty.chapter.record import records_in
from netpoverty.data.codebook.survey_format import write_cfps
from netpoverty.publish.execute import execute
from netpoverty.publish.parameters import check_parameters
from netpoverty.publish.project import code_cells, find_project

ROOT = Path(__file__).resolve().parents[2]
WORDS = ("imulated", "◇", "twin", "built in", "built-in", "made-up")


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    folder = tmp_path_factory.mktemp("survey")
    write_cfps(cfps_frame(1500, 3), folder)
    page = find_project(ROOT).chapter("relative-poverty")
    given = {"source": str(folder), "bootstrap_draws": "50"}
    parameters = check_parameters(page.parameters, given, "relative-poverty")
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


def test_sentences_of_a_file_give_intervals_and_true_minus_signs(done):
    told = {record["name"]: record["value"] for record in records_in(done)}
    for name in ("steps-said", "answer"):
        assert "(95%: " in told[name]
    for name, value in told.items():
        words = str(value).replace("`-p source PATH`", "") if name.endswith("said") else ""
        assert " -" not in words and "(-" not in words, f"{name}: a hyphen for a minus sign"
