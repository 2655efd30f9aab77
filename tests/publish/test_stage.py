"""The stage: nothing stale, links only to a public address, downloads that name no machine."""

import dataclasses
import hashlib
import json
import zipfile

import pytest
import yaml

from netpoverty.errors import InputError
from netpoverty.publish.archive import write_archive
from netpoverty.publish.changed import History, read_history
from netpoverty.publish.downloads import PATH_SHOWN
from netpoverty.publish.generated import CITATION, STATUS, citation_text, studies_text
from netpoverty.publish.keys import run_key
from netpoverty.publish.project import Project, code_cells, tags
from netpoverty.publish.public import with_public_links
from netpoverty.publish.runs import Run
from netpoverty.publish.site import refuse_unsigned
from netpoverty.publish.stage import FOOTERS, stage

NUMBERS = "panel,x,y\n1,1,2\n"


@pytest.fixture
def project(book):
    (book / "CITATION.cff").write_text(
        "title: A book\nversion: 1.2.0\ndate-released: '2026-01-02'\nauthors:\n- name: The authors\n"
    )
    (book / "book" / "index.md").write_text(f"# Welcome\n\n{STATUS}\n\n{CITATION}\n")
    return Project(book)


def run_of(project, kind="published", **parameters):
    """Return a run of the demonstration whose outputs are those of a former kernel."""
    page = project.pages["demo"]
    shown = {"figure": {"name": "rise", "kind": kind, "alt": "", "caption": ""}, "data": NUMBERS}
    notebook = json.loads(json.dumps(page.notebook))
    notebook["cells"][-1]["outputs"] = [
        {"output_type": "display_data", "data": {}, "metadata": {"netpoverty": shown}}
    ]
    key = run_key(project, page, parameters, project.root)
    return Run(page, parameters, key, notebook, 1.5, True, project.root)


def everything(folder):
    return "".join(f.read_text() for f in folder.rglob("*") if f.is_file())


def test_a_stale_run_is_refused_and_nothing_is_laid_out(project, tmp_path):
    run = run_of(project)
    stage(project, [run], tmp_path / "stage")
    other = dataclasses.replace(run, key="0" * 64)
    with pytest.raises(InputError, match="demo: its outputs have key 0000000000"):
        stage(project, [other], tmp_path / "other")
    assert not (tmp_path / "other").exists()


def test_data_that_changed_while_pages_ran_are_noticed(project, tmp_path):
    run = run_of(project)
    (project.root / "data" / "new.yml").write_text("a: 1\n")
    with pytest.raises(InputError, match="Publish again"):
        stage(project, [run], tmp_path / "stage")


def test_a_page_without_its_key_is_refused(project, tmp_path):
    stage(project, [run_of(project)], tmp_path / "stage")
    footers = json.loads((tmp_path / "stage" / FOOTERS).read_text())
    page = tmp_path / "notebooks" / "demo.html"
    page.parent.mkdir()
    page.write_text(footers["notebooks/demo"])
    refuse_unsigned(tmp_path, footers)
    page.write_text(footers["notebooks/demo"].replace(" · run ", " · run 0"))
    with pytest.raises(InputError, match="notebooks/demo"):
        refuse_unsigned(tmp_path, footers)


def test_two_stages_are_the_same_bytes(project, tmp_path):
    for name, seconds in (("one", 1.0), ("two", 2.0)):
        stage(project, [dataclasses.replace(run_of(project), seconds=seconds)], tmp_path / name)
    files = sorted(f.relative_to(tmp_path / "one") for f in (tmp_path / "one").rglob("*"))
    assert files == sorted(f.relative_to(tmp_path / "two") for f in (tmp_path / "two").rglob("*"))
    for file in files:
        one, two = tmp_path / "one" / file, tmp_path / "two" / file
        assert one.is_dir() or one.read_bytes() == two.read_bytes(), file


def test_downloads_hold_notebook_results_and_numbers_but_no_path(project, tmp_path):
    private = tmp_path / "private" / "answers.csv"
    private.parent.mkdir()
    private.write_text("pid,income\nperson-4711-secret,12\n")
    stage(project, [run_of(project, source=str(private))], tmp_path / "stage")
    taken = tmp_path / "stage" / "downloads" / "demo"
    assert {f.name for f in taken.iterdir()} == {"demo.ipynb", "results.json", "rise.csv"}
    results = json.loads((taken / "results.json").read_text())
    assert results["parameters"]["source"] == PATH_SHOWN and "seconds" not in results
    assert (taken / "rise.csv").read_text() == NUMBERS
    said = everything(tmp_path / "stage")
    assert str(private.parent) not in said and "person-4711" not in said
    page = (tmp_path / "stage" / "notebooks" / "demo.ipynb").read_text()
    assert "../downloads/demo/rise.csv" in page


def test_numbers_behind_a_figure_of_real_data_are_never_offered(project, tmp_path):
    stage(project, [run_of(project, kind="real")], tmp_path / "stage")
    assert not (tmp_path / "stage" / "downloads" / "demo" / "rise.csv").exists()


def test_the_state_of_the_book_and_its_citation_are_filled_in(project, tmp_path):
    run = run_of(project, horizon=30)
    stage(project, [run], tmp_path / "stage")
    page = (tmp_path / "stage" / "book" / "index.md").read_text()
    assert run.key[:10] in page and "A demonstration" in page and "■ published" in page
    assert "| demo | `horizon` | `30` (default `12`) |" in page
    assert "The authors (2026). *A book*. Version 1.2.0." in page
    assert "@software" in citation_text(project.root)


@pytest.mark.parametrize(
    ("address", "buttons", "colab"),
    [
        ("", False, False),
        ("https://github.com/someone/book", True, True),
        ("https://codeberg.org/someone/book", True, False),
    ],
)
def test_public_links_appear_only_with_a_public_address(project, address, buttons, colab):
    settings = yaml.safe_load((project.root / "_config.yml").read_text())
    settings["repository"]["url"] = address
    made = yaml.safe_load(with_public_links(yaml.safe_dump(settings)))
    assert made["html"]["use_repository_button"] is buttons
    assert made["html"]["use_issues_button"] is buttons
    assert bool(made["launch_buttons"]["colab_url"]) is colab


def test_equal_sites_give_equal_archives(tmp_path):
    sums = []
    for name in ("one", "two"):
        site = tmp_path / name / "html"
        (site / "book").mkdir(parents=True)
        (site / "index.html").write_text('<span class="np-archive">offered <a>here</a></span>')
        (site / "book" / "a.txt").write_text("a" * 999)
        target = site / "downloads" / "the-book.zip"
        write_archive(site, target)
        write_archive(site, target)  # never holds itself
        sums.append(hashlib.sha256(target.read_bytes()).hexdigest())
    assert sums[0] == sums[1]
    with zipfile.ZipFile(target) as archive:
        assert archive.namelist() == ["the-book/book/a.txt", "the-book/index.html"]
        assert "offline reading" in archive.read("the-book/index.html").decode()


def test_days_of_change_come_from_the_history(tmp_path):
    assert read_history(tmp_path) == History({}, frozenset())
    history = History({"src/a.py": "2026-01-02", "src/b.py": "2026-01-01"}, frozenset({"data/c"}))
    assert history.last_changed("src") == "2026-01-02"
    assert history.last_changed("src/b.py") == "2026-01-01"
    assert history.last_changed("data") == "not yet committed"
    assert history.last_changed("book") == "not recorded"


def test_the_four_studies_are_listed_with_what_is_unknown_of_them():
    lines = studies_text().splitlines()
    assert len(lines) == 4
    known = [line for line in lines if "Title in our words" not in line]
    assert len(known) == 1 and "(2021)" in known[0] and "doi.org/10.1186" in known[0]


def test_code_is_folded_but_the_parameters_are_read(project):
    stage(project, [run_of(project)], project.root / "stage")
    staged = json.loads((project.root / "stage" / "notebooks" / "demo.ipynb").read_text())
    folded = {c["id"]: "hide-input" in tags(c) for c in code_cells(staged)}
    assert folded == {"parameters": False, "body": True, "figure": True}
