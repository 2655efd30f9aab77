"""The site is light, and the same from a server, from a folder on disk and from its zip."""

import gzip
import re
import zipfile
from urllib.parse import unquote, urlparse

import pytest

from netpoverty.publish.downloads import FOLDER, SITE_ARCHIVE
from netpoverty.publish.project import find_project

pytestmark = pytest.mark.browser
LIMIT_SITE = 12_000_000
LIMIT_FIRST_VIEW = 1_000_000
CHAPTERS = sorted(find_project().chapters)


def test_the_site_without_its_downloads_is_small(site):
    sizes = {f: f.stat().st_size for f in site.rglob("*") if f.is_file()}
    kept = {f: size for f, size in sizes.items() if FOLDER not in f.relative_to(site).parts}
    largest = sorted(kept, key=kept.get, reverse=True)[:5]
    assert sum(kept.values()) < LIMIT_SITE, [f.name for f in largest]


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_chapter_opens_with_little(browser, address, site, open_first_view, chapter):
    asked = open_first_view(f"notebooks/{chapter}.html")
    files = {url.removeprefix(address).split("?")[0].lstrip("/") for url in asked}
    weights = {f: len(gzip.compress((site / unquote(f)).read_bytes())) for f in files}
    assert f"notebooks/{chapter}.html" in weights and len(weights) > 10
    heaviest = sorted(weights.items(), key=lambda item: -item[1])[:5]
    assert sum(weights.values()) < LIMIT_FIRST_VIEW, heaviest


@pytest.fixture
def open_first_view(browser, address):
    """Open a page in a browser that has seen nothing yet; return what it asks for."""

    def opener(name):
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        page, asked = context.new_page(), []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"{address}/{name}", wait_until="networkidle")
        context.close()
        return [url for url in asked if url.startswith(address)]

    return opener


@pytest.fixture(scope="session")
def unpacked(site, tmp_path_factory):
    """Unpack the site's zip somewhere else."""
    folder = tmp_path_factory.mktemp("unpacked folder")
    with zipfile.ZipFile(site / FOLDER / SITE_ARCHIVE) as archive:
        archive.extractall(folder)
    return folder / SITE_ARCHIVE.removesuffix(".zip")


def test_the_zip_holds_the_site(site, unpacked):
    def files(folder):
        found = (f.relative_to(folder) for f in folder.rglob("*") if f.is_file())
        return {f.as_posix() for f in found if f.suffix != ".zip"}

    assert files(unpacked) == files(site)
    assert "offline reading" in (unpacked / "book" / "cite.html").read_text(encoding="utf-8")


def test_the_zip_reads_from_disk(open_from_disk, unpacked, settle):
    page = open_from_disk(unpacked / "index.html")
    page.wait_for_url("**/book/index.html*", wait_until="networkidle")
    page.goto((unpacked / "notebooks" / "sichuan.html").as_uri(), wait_until="load")
    settle(page)
    assert page.locator("mjx-container").count() >= 1
    assert page.locator("article img.figure").count() >= 2
    broken = "els => els.filter(e => !e.naturalWidth).length"
    assert page.eval_on_selector_all("article img", broken) == 0
    # leaving a page breaks off what it still loads, which is no trouble
    assert [said for said in page.troubles if not said.startswith("net::ERR_ABORTED")] == []
    # here a browser refuses the excerpts, which the page says
    page.goto((unpacked / "search.html").as_uri() + "?q=impulse")
    page.get_by_text("the search lists titles only").wait_for()
    page.locator("#search-results a[href*='notebooks/sichuan']").first.wait_for()


def test_every_link_within_the_site_leads_somewhere(site):
    dead = []
    for page in site.rglob("*.html"):
        for link in re.findall(r'(?:href|src)="([^"#]+)', page.read_text(encoding="utf-8")):
            place = urlparse(link)
            if not place.scheme and not (page.parent / unquote(place.path)).exists():
                dead.append(f"{page.name}: {link}")
    assert dead == []


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_chapter_offers_what_it_is_made_of(site, chapter):
    page = (site / "notebooks" / f"{chapter}.html").read_text(encoding="utf-8")
    offered = set(re.findall(rf'href="\.\./{FOLDER}/([^"]+)" download', page))
    assert {f"{chapter}/{chapter}.ipynb", f"{chapter}/results.json"} <= offered
    assert [file for file in offered if file.endswith(".csv")]
    assert [file for file in offered if file.startswith("data/")]


def test_no_file_of_the_site_names_this_machine_or_holds_survey_files(site):
    root = str(find_project().root)
    for file in site.rglob("*"):
        assert file.suffix not in (".dta", ".sav", ".xlsx"), file
        if file.is_file() and file.suffix in (".html", ".js", ".css", ".ipynb", ".json", ".csv"):
            text = file.read_text(encoding="utf-8")
            assert root not in text, file
            assert not re.search(r"/(?:home|Users|root)/\w+/", text), file
