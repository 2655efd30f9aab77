"""Running chapters: what is written, what is refused, what a failing cell leaves."""

import json

import pytest

import book as demo_book


def test_a_run_leaves_notebook_and_results(book, netpoverty):
    code, out, _ = netpoverty("run", "demo", "-p", "horizon", "30", "--out", "out")
    assert code == 0 and "results.json" in out
    results = json.loads((book / "out" / "results.json").read_text())
    assert results["parameters"] == {"horizon": 30, "source": ""}
    assert results["changed"] == {"horizon": 30}
    assert results["results"]["peak"] == {"value": 15, "unit": "years", "kind": "published"}
    assert {"numpy", "python"} <= results["packages"].keys()
    notebook = json.loads((book / "out" / "demo.ipynb").read_text())
    shown = notebook["cells"][1]["source"]
    assert "horizon: int = 30  # periods after the shock; in [1, 60]  ← changed from 12" in shown
    assert not any("injected-parameters" in str(c["metadata"]) for c in notebook["cells"])
    assert str(book) not in json.dumps(notebook)


def test_a_kept_run_is_not_executed_again_until_something_it_needs_changes(book, netpoverty):
    from netpoverty.publish.project import find_project
    from netpoverty.publish.runs import run_page

    def run(parameters=None):
        project = find_project()
        return run_page(project, project.chapter("demo"), parameters or {}, lambda *_: None, book)

    assert not run().kept
    assert run().kept
    demo_book.write(book, prose="New prose. {glue:text}`peak`")
    grafted = run()
    assert grafted.kept and "New prose" in grafted.notebook["cells"][2]["source"]
    (book / "data" / "table.yml").write_text("a: '1'")
    assert not run().kept
    (book / "mine.csv").write_text("1\n2\n")
    assert not run({"source": "mine.csv"}).kept
    (book / "mine.csv").write_text("1\n2\n3\n")
    changed = run({"source": "mine.csv"})
    assert not changed.kept
    assert "'your own file'" in changed.notebook["cells"][1]["source"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["-p", "horizn", "3"], "the nearest is horizon"),
        (["-p", "horizon", "0"], "in [1, 60]"),
        (["-p", "horizon"], "a name and a value"),
        (["-p", "horizon", "3", "-p", "horizon", "4"], "one value"),
        (["-p", "source", "nowhere.csv"], "path or empty"),
    ],
)
def test_bad_parameters_end_in_one_sentence_before_anything_starts(book, netpoverty, words, said):
    code, out, err = netpoverty("run", "demo", *words, "--out", "out")
    assert code == 2 and out == "" and said in err and err.count("\n") == 1
    assert not (book / "out").exists() and not (book / "_build").exists()


def test_an_unknown_chapter_is_refused_with_the_nearest(book, netpoverty):
    code, _, err = netpoverty("run", "deno")
    assert code == 2 and "did you mean 'demo'" in err


def test_a_failing_cell_is_named_and_keeps_what_stood_there(book, netpoverty):
    netpoverty("run", "demo", "--out", "out")
    before = {file.name: file.read_text() for file in (book / "out").iterdir()}
    demo_book.write(book, body="record_nothing = 1\nraise KeyError('CII')")
    code, _, err = netpoverty("run", "demo", "--out", "out")
    assert code == 2
    assert "demo: code cell 2 (`record_nothing = 1`) failed: KeyError: 'CII'" in err
    after = {file.name: file.read_text() for file in (book / "out").iterdir()}
    partial = after.pop("demo.failed.ipynb")
    assert after == before
    assert "KeyError" in partial and "papermill" not in partial


def test_a_run_can_be_published_as_a_labelled_page(book, netpoverty):
    code, out, err = netpoverty("run", "demo", "-p", "horizon", "30", "--out", "out", "--html")
    assert code == 0, err
    page = book / "out" / "html" / "notebooks" / "demo.html"
    assert str(page.relative_to(book)) in out
    assert "changed from 12" in page.read_text() and "horizon = 30" in page.read_text()
    assert not (book / "_build" / "html").exists()


def test_chapters_are_listed_with_their_parameters(book, netpoverty):
    code, out, _ = netpoverty("chapters", "--json")
    listed = json.loads(out)
    assert code == 0
    assert listed[0]["name"] == "demo"
    assert listed[0]["parameters"][0] == {
        "name": "horizon",
        "type": "int",
        "default": 12,
        "help": "periods after the shock",
        "allowed": "in [1, 60]",
    }


def test_outside_a_book_the_command_says_so(tmp_path, monkeypatch, netpoverty):
    from netpoverty.publish import keys, project

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(project, "__file__", str(tmp_path / "a" / "b" / "c" / "d" / "x.py"))
    assert keys.PACKAGE.exists()
    code, _, err = netpoverty("chapters")
    assert code == 2 and "no book here" in err
