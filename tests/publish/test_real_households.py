"""A survey file in place of the worlds: every badge says real, nothing says simulated."""

import json
from pathlib import Path

from survey_frames import cfps_frame

from netpoverty.chapter.record import records_in
from netpoverty.data.codebook.survey_format import write_cfps
from netpoverty.publish.execute import execute
from netpoverty.publish.parameters import check_parameters
from netpoverty.publish.project import code_cells, find_project

ROOT = Path(__file__).resolve().parents[2]


def test_a_survey_file_leaves_no_simulated_sentence(tmp_path):
    write_cfps(cfps_frame(1500, 3), tmp_path)
    page = find_project(ROOT).chapter("relative-poverty")
    given = {"source": str(tmp_path), "bootstrap_draws": "50"}
    parameters = check_parameters(page.parameters, given, "relative-poverty")
    done = execute(page, parameters, ROOT, lambda *_: None).notebook
    assert {record["kind"] for record in records_in(done)} == {"published", "real"}
    for cell in code_cells(done):
        for output in cell["outputs"]:
            text = {k: v for k, v in output.get("data", {}).items() if k != "image/png"}
            told = json.dumps([text, output.get("metadata", {})], ensure_ascii=False)
            for word in ("imulated", "◇", " twin", "built in", "made-up"):
                assert word not in told, f"cell {cell['id']}: {told[:200]}"
