"""The registry as tables, rows and CSV files; the template of the format; the page."""

import csv
import io
import json
import re
from pathlib import Path

import pytest

from netpoverty.data import published
from netpoverty.data.published import export, units

PROJECT = published.data_folder().parent
README = (published.data_folder() / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def registry():
    return published.load()


def test_table_stands_as_on_the_page(registry):
    frame = published.printed_table(registry.paper("sichuan"), "table-3")
    assert frame.columns.tolist() == ["row", "1.1", "1.2", "1.3"]
    cells = frame.set_index("row").loc["CII"].tolist()
    assert cells == ["32.1492** (13.1255)", "0.6714 (11.2323) ?", "32.1492*** (9.0145)"]


def test_csv_keeps_every_printed_string(registry, tmp_path):
    written = published.write_csv(registry, tmp_path)
    names = {path.name for path in written}
    assert {"published-sichuan-cells.csv", "published-relative-poverty-claims.csv"} <= names
    with (tmp_path / "published-sichuan-cells.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    printed = {row["id"]: row["printed"] for row in rows}
    assert printed == {cell.id: cell.printed for cell in registry.paper("sichuan").cells}


def test_json_has_no_infinity(registry):
    def refuse(constant):
        raise AssertionError(constant)

    rows = json.loads(published.json_text(registry, "changting"), parse_constant=refuse)
    visitors = next(row for row in rows if row["id"] == "changting.tourism.visitors")
    assert (visitors["low"], visitors["high"]) == (30000, None)


def test_doubts_name_each_reading(registry):
    told = {
        row["where"]: row["readings"] for row in published.doubt_rows(registry.paper("sichuan"))
    }
    assert told["Equation (4), logGDP(-1)"] == "minus: −0.7111; plus: 0.7111"
    assert told["Table 2, CII, 2.1"] == "bracket restored: 7.4813*** (0.6328)"
    letter = published.doubt_rows(registry.paper("working-poverty"))[-1]
    assert letter["in the text"] == "I" and letter["readings"] == "digit one: 1"


def test_lines_show_each_cell_with_its_readings(registry):
    lines = published.text_lines(registry, "sichuan")
    assert len(lines) == len(registry.paper("sichuan").cells)
    (doubtful,) = [line for line in lines if line.startswith("sichuan.eq-4.logGDP-1 ")]
    assert doubtful.endswith("±−0.7111  [log-coefficient]  read as minus: −0.7111; plus: 0.7111")


def test_download_carries_its_rows():
    link = export.download("a.csv", [{"x": "0.50"}])
    assert repr(link) == "a.csv: 1 rows"
    assert "data:text/csv;charset=utf-8;base64,eAowLjUwCg==" in link._repr_html_()


def test_claim_row_spells_its_checks(registry):
    rows = {row["claim"]: row for row in published.claim_rows(registry.paper("changting"))}
    assert rows["sites-add-up"]["checks"].startswith("sum: parts e-commerce.taobao-sites, ")


def test_template_of_the_readme_loads(tmp_path):
    template = re.search(r"```yaml\n(.*?)```", README, re.DOTALL)[1]
    path = tmp_path / "my-paper.yml"
    path.write_text(template, encoding="utf-8")
    paper = published.read_paper(path)
    assert paper.cell("table-1.schooling.2").value == 0.48
    assert [claim.id for claim in paper.claims.values()] == ["schooling-pays"]


def test_readme_lists_every_unit_and_file():
    missing = [name for name in units.UNITS if f"`{name}`" not in README]
    assert missing == []
    files = {path.name for path in (published.data_folder() / "published").glob("*.yml")}
    registry_files = {name for name in files if not name.endswith("_coding.yml")}
    assert all(f"`{name}`" in README for name in registry_files)


def test_page_runs(monkeypatch):
    monkeypatch.chdir(PROJECT)
    notebook = json.loads(Path("notebooks/registry.ipynb").read_text(encoding="utf-8"))
    shown: list[object] = []
    space: dict[str, object] = {"display": shown.append}
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            exec(compile("".join(cell["source"]), cell["id"], "exec"), space)
    listed = csv.DictReader(io.StringIO(export.csv_text(space["official"].to_dict("records"))))
    assert sum(1 for _ in listed) == len(published.load().rows("context"))
