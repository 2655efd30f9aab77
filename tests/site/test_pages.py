"""Every page of the built site in a real browser: it stays at home and shows everything."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = pytest.mark.browser

BROKEN_IMAGES = "els => els.filter(e => !(e.complete && e.naturalWidth > 0)).map(e => e.src)"
NO_SENTENCE = "els => els.filter(e => e.alt.trim().split(/\\s+/).length < 5).map(e => e.src)"


def test_a_page_is_whole(open_page, page_name, setting):
    page = open_page(page_name, setting)
    if page.locator("article .math").count():
        page.wait_for_selector("mjx-container", state="attached", timeout=10_000)
    page.wait_for_timeout(100)
    assert page.troubles == []
    assert page.locator("h1").count() >= 1
    assert page.eval_on_selector_all("article img", BROKEN_IMAGES) == []
    assert page.eval_on_selector_all("article img", NO_SENTENCE) == []
    overflow = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert overflow <= 0, f"the page is {overflow} px wider than the window"
    found = Axe().run(page).response["violations"]
    assert [(v["id"], v["nodes"][0]["html"][:200]) for v in found] == []


def test_mathematics_is_set(open_page, site, page_name):
    if 'class="math' not in (site / page_name).read_text(encoding="utf-8"):
        return
    page = open_page(page_name)
    page.wait_for_selector("mjx-container", state="attached", timeout=10_000)
    assert page.locator("mjx-merror").count() == 0
    raw = page.locator("article .math").all_inner_texts()
    assert not [text for text in raw if re.search(r"\\\(|\\\[|\$\$", text)]


def test_the_chapter_has_its_figures(open_page):
    page = open_page("notebooks/sichuan.html")
    assert page.locator("article img.figure").count() >= 2
    assert page.locator("figcaption").count() >= 2


def test_search_finds_the_chapter(open_page):
    page = open_page("search.html?q=impulse")
    page.wait_for_selector("#search-results li a", timeout=10_000)
    found = page.eval_on_selector_all("#search-results li a", "els => els.map(e => e.href)")
    assert any("notebooks/sichuan.html" in link for link in found)
    assert page.troubles == []


def test_the_first_page_leads_to_the_welcome(open_page):
    page = open_page("index.html")
    page.wait_for_url("**/book/index.html*")
    page.get_by_role("link", name="Can one trust").first.wait_for()


def test_the_book_reads_from_a_folder(browser, site):
    page = browser.new_page()
    troubles = []
    page.on("requestfailed", lambda request: troubles.append(request.url))
    page.goto((site / "notebooks" / "sichuan.html").as_uri(), wait_until="networkidle")
    page.wait_for_selector("mjx-container", timeout=10_000)
    assert troubles == []
    page.goto((site / "search.html").as_uri() + "?q=impulse")
    page.get_by_text("the search lists titles only").wait_for()
    page.get_by_role("link", name="Can one trust").first.wait_for()
    page.close()
