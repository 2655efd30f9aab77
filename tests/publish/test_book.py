"""Publishing: warnings stop it, variants stand aside, two builds are the same bytes."""

import hashlib

import pytest

import book as demo_book
from netpoverty.publish.commands import publish_book
from netpoverty.publish.project import find_project


def _bytes(site):
    files = (file for file in site.rglob("*") if file.is_file())
    return {
        f.relative_to(site).as_posix(): hashlib.sha256(f.read_bytes()).hexdigest() for f in files
    }


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The book published once: its tests leave the site as they found it."""
    root = demo_book.make(tmp_path_factory.mktemp("published"))
    index = publish_book(find_project(root), {})
    assert index == root / "_build" / "html" / "index.html" and index.exists()
    return root


@pytest.fixture
def published(built, monkeypatch):
    monkeypatch.chdir(built)
    return built


def test_the_page_shows_results_alt_text_footer_and_no_machine(published):
    page = (published / "_build" / "html" / "notebooks" / "demo.html").read_text()
    assert "It peaks in year <strong>6</strong>." in page
    assert 'alt="A line that rises through 12 periods."' in page
    assert "parameters: defaults" in page and "Code 0." in page
    assert "Does it rise?" in page and "Before you start" in page
    everything = "".join(
        file.read_text(errors="ignore")
        for pattern in ("*.html", "*.js", "*.ipynb")
        for file in (published / "_build" / "html").rglob(pattern)
        if "vendor" not in file.parts
    )
    for trace in (str(published), "unpkg", "cdnjs", "jsdelivr"):
        assert trace not in everything
    assert (published / "_build" / "html" / ".nojekyll").exists()


def test_two_clean_builds_are_equal_and_a_variant_stands_aside(published, netpoverty):
    site = published / "_build" / "html"
    first = _bytes(site)
    code, out, _ = netpoverty("book", "-p", "demo.horizon", "30")
    assert code == 0 and "_build/variant/index.html" in out
    assert _bytes(site) == first
    variant = (published / "_build" / "variant" / "notebooks" / "demo.html").read_text()
    assert "changed from 12" in variant and "with other parameters" in variant
    assert "horizon = 30" in variant
    welcome = (published / "_build" / "variant" / "book" / "index.html").read_text()
    assert "parameters: demo.horizon = 30" in welcome
    netpoverty("book")
    assert _bytes(site) == first


def test_a_warning_stops_the_build_and_the_old_site_stays(published, netpoverty):
    site = published / "_build" / "html"
    before = _bytes(site)
    welcome = published / "book" / "index.md"
    stood = welcome.read_text()
    welcome.write_text("# Welcome\n\nSee {ref}`nowhere`.\n")
    for _ in range(2):
        code, _, err = netpoverty("book")
        assert code == 2 and "nowhere" in err
        assert _bytes(site) == before
    welcome.write_text(stood)


def test_a_variant_of_an_unknown_chapter_is_refused(book, netpoverty):
    code, _, err = netpoverty("book", "-p", "horizon", "30")
    assert code == 2 and "chapter.name" in err
