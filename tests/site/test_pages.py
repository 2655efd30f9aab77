"""Every page of the built site in a real browser: it stays at home and shows everything."""

import re

import pytest
from accessibility import violations

pytestmark = pytest.mark.browser

BROKEN_IMAGES = "els => els.filter(e => !(e.complete && e.naturalWidth > 0)).map(e => e.src)"
NO_SENTENCE = r"""els => els.filter(e => e.alt.trim().split(/\s+/).length < 5
    || !/[.!?]$/.test(e.alt.trim())).map(e => e.src)"""
NOT_NUMBERED = """els => els.filter(e => !e.closest('figure')?.querySelector('.caption-number'))
    .map(e => e.src)"""
# What can be reached by keyboard and has no name for those who hear the page.
UNNAMED = """els => els.filter(e => e.checkVisibility({ visibilityProperty: true })
    && !e.textContent.trim()
    && !e.getAttribute('aria-label') && !e.getAttribute('aria-labelledby') && !e.title
    && !(e.labels && e.labels.length) && !e.querySelector('img[alt]:not([alt=""])'))
    .map(e => e.outerHTML.slice(0, 160))"""
# A box that is wider than the page and neither scrolls nor lies in one that does.
SPILLING = """els => els.filter(e => {
    if (!e.checkVisibility() || e.getBoundingClientRect().right <= window.innerWidth + 1) return false;
    for (let box = e; box && box.tagName !== 'ARTICLE'; box = box.parentElement)
        if (/auto|scroll/.test(getComputedStyle(box).overflowX)) return false;
    return true;
}).map(e => e.outerHTML.slice(0, 120))"""


def test_a_page_is_whole(open_page, settle, page_name, setting):
    page = open_page(page_name, setting)
    settle(page)
    assert page.troubles == []
    shown = "els => els.filter(e => e.checkVisibility()).length"
    assert page.eval_on_selector_all("h1", shown) == 1
    assert page.eval_on_selector_all("article img", BROKEN_IMAGES) == []
    assert page.eval_on_selector_all("article img", NO_SENTENCE) == []
    assert page.eval_on_selector_all("article img.figure", NOT_NUMBERED) == []
    named = "a[href], button, input, select, textarea, summary, [tabindex='0']"
    assert page.eval_on_selector_all(named, UNNAMED) == []
    overflow = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert overflow <= 0, f"the page is {overflow} px wider than the window"
    assert page.eval_on_selector_all("article table, article pre", SPILLING) == []
    assert page.locator("mjx-merror").count() == 0
    raw = page.locator("article .math").all_inner_texts()
    assert not [text for text in raw if re.search(r"\\\(|\\\[|\$\$", text)]
    assert violations(page, setting) == []


PALE = (
    ("color-contrast", "<span style='color: #999'>too pale</span>"),
    ("color-contrast", "<div style='opacity: 0.4'><b>half gone</b></div>"),
    (
        "link-in-text-block",
        "<a href='#' style='text-decoration: none; color: #444'>a link unseen</a>",
    ),
)


def test_one_pale_word_on_a_large_page_is_found(open_page):
    page = open_page("notebooks/registry.html")
    place = """(els, html) => els.findLast(e => e.checkVisibility() && e.textContent.length > 80)
        .insertAdjacentHTML('beforeend', `<span id='planted'> ${html} and more words</span>`)"""
    for rule, style in PALE:
        page.eval_on_selector_all("article section > p", place, style)
        assert [name for name, _ in violations(page, "dark")] == [rule], style
        page.evaluate("document.getElementById('planted').remove()")


def test_pages_lead_to_the_next_and_the_former(open_page):
    page = open_page("notebooks/relative-poverty.html")
    page.locator("a.right-next").click()
    page.wait_for_url("**/notebooks/working-poverty.html")
    page.locator("a.left-prev").click()
    page.wait_for_url("**/notebooks/relative-poverty.html")


def test_search_finds_the_chapter(open_page):
    page = open_page("search.html?q=impulse")
    page.wait_for_selector("#search-results li a", timeout=10_000)
    found = page.eval_on_selector_all("#search-results li a", "els => els.map(e => e.href)")
    assert any("notebooks/sichuan.html" in link for link in found)
    assert page.troubles == []


def test_the_first_page_leads_to_the_welcome(open_page):
    page = open_page("index.html")
    page.wait_for_url("**/book/index.html*")
    page.locator("a[href*='notebooks/sichuan']").first.wait_for(state="attached")


def test_the_home_page_answers_in_one_screen(contexts, address):
    """What is claimed, on what evidence, what was found, how to run it with another line."""
    page = contexts["desktop"].new_page()
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{address}/book/index.html", wait_until="load")
    cards = page.locator(".np-studies .sd-card")
    assert cards.count() == 4
    for card in cards.all():
        for word in ("Asked:", "Claimed:", "Evidence:", "Found:"):
            assert word in card.inner_text()
        assert re.search(r"(published|simulated|our judgement):[^◇■▲]*\d", card.inner_text())
    command = page.locator("pre", has_text="poverty_line").first
    box = command.bounding_box()
    assert box["y"] + box["height"] <= 800
    page.close()
