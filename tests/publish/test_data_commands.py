"""The commands on data: the registry, a user's own files, a simulated world."""

import json

import pytest


def test_cells_prints_the_registry_as_json_and_as_lines(netpoverty):
    code, out, _ = netpoverty("cells", "--paper", "sichuan", "--json")
    cells = json.loads(out)
    found = next(c for c in cells if c["id"] == "sichuan.table-2.CII.1.1")
    assert code == 0
    assert found["printed"] == "8.4548*** (0.6777)" and found["low"] == pytest.approx(8.45475)
    code, out, _ = netpoverty("cells", "--paper", "changting")
    assert code == 0 and all(line.startswith("changting.") for line in out.splitlines())


def test_an_unknown_paper_is_refused_with_the_nearest(netpoverty):
    code, out, err = netpoverty("cells", "--paper", "sichaun")
    assert code == 2 and out == "" and "did you mean 'sichuan'" in err


def test_a_world_is_written_under_a_name_that_says_simulated(netpoverty, tmp_path):
    target = tmp_path / "workers.dta"
    code, out, err = netpoverty(
        "world", "cgss", "--confounding", "strong", "--seed", "7", "--out", target
    )
    assert code == 0, err
    assert out.strip() == str(tmp_path / "SIMULATED_workers.dta")
    code, out, _ = netpoverty("check-data", "cgss", out.strip())
    assert code == 0 and "◇ simulated" in out and "rule dropped" in out


def test_an_unusable_file_ends_in_one_sentence(netpoverty, tmp_path):
    file = tmp_path / "CGSS2021.dta"
    file.write_text("<!DOCTYPE html><title>Log in</title>")
    code, out, err = netpoverty("check-data", "cgss", file)
    assert code == 2 and out == "" and err.count("\n") == 1
    assert "CGSS2021.dta" in err and "web page" in err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["world", "cgss", "--twin", "both", "--out", "x.parquet"], "effect, none"),
        (["world", "cgss", "--out", "x.txt"], ".parquet or .dta"),
        (["world", "cgss", "-p", "sead", "3", "--out", "x.parquet"], "sead"),
        (["check-data", "cgs", "x.dta"], "cgss"),
    ],
)
def test_bad_words_are_refused(netpoverty, tmp_path, monkeypatch, words, said):
    monkeypatch.chdir(tmp_path)
    code, out, err = netpoverty(*words)
    assert code == 2 and out == "" and said in err
    assert list(tmp_path.iterdir()) == []


def test_the_ledger_prints_verdicts_and_filters_them(netpoverty):
    code, out, err = netpoverty("ledger", "--paper", "working-poverty", "--json")
    assert code == 0, err
    told = json.loads(out)
    assert "printed page" in told["scope"]
    verdicts = told["cells"]
    assert {"id", "verdict", "reason", "rule"} <= verdicts[0].keys()
    code, out, _ = netpoverty("ledger", "--paper", "working-poverty", "--verdict", "agrees")
    assert code == 0 and 0 < len(out.splitlines()) < len(verdicts)
    code, out, err = netpoverty("ledger", "--verdict", "agree")
    assert code == 2 and "agrees" in err


def test_a_template_is_written_and_audited(netpoverty, tmp_path):
    target = tmp_path / "my-table.yml"
    code, out, err = netpoverty("audit", "--template", target)
    assert code == 0, err
    code, out, err = netpoverty("audit", target)
    assert code == 0 and out.strip(), err
    code, out, err = netpoverty("audit")
    assert code == 2 and "--template" in err
