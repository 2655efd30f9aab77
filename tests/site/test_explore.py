"""Every interactive figure, wherever one stands: asked first, moved by keyboard, whole without scripts."""

import re

import pytest
from accessibility import violations

pytestmark = pytest.mark.browser

DRAWN = ".np-explore[data-drawn]"
QUICK = 100  # milliseconds from a key to the new reading
# Notes how long after the next key the reading changes.
WATCH = """root => {
  const reading = root.querySelector('.np-reading'), from = performance.now();
  root.took = null;
  new MutationObserver((_, observer) => {
    root.took ??= performance.now() - root.pressed; observer.disconnect();
  }).observe(reading, {childList: true, characterData: true, subtree: true});
  root.addEventListener('keydown', () => root.pressed = performance.now(), {capture: true, once: true});
}"""


def interactive_pages(site):
    pages = sorted(site.rglob("*.html"))
    return [p for p in pages if "class='np-explore" in p.read_text(encoding="utf-8")]


@pytest.fixture(scope="module")
def names(site):
    found = [page.relative_to(site).as_posix() for page in interactive_pages(site)]
    assert found, "no page has an interactive figure"
    return found


def answer_all(page):
    """Guess at every figure by keyboard and wait until its chart stands."""
    for number in range(page.locator(".np-explore").count()):
        box = page.locator(".np-predict-box").nth(number)
        assert not page.locator(".np-explore").nth(number).is_visible()
        box.locator("input").first.focus()
        page.keyboard.press("Space")
        assert box.locator(".np-verdict").inner_text()
        root = page.locator(".np-explore").nth(number)
        root.scroll_into_view_if_needed()
        if root.evaluate("r => JSON.parse(r.querySelector('script').textContent).spec !== null"):
            page.locator(f".np-explore >> nth={number}").evaluate(
                "r => new Promise(done => { const look = () => r.dataset.drawn ? done() :"
                " setTimeout(look, 20); look(); })"
            )


def keys_of(control):
    """Return keys that move a control there and back: none for a radio button already chosen."""
    shape = control.get_attribute("type")
    if shape == "radio":
        return [] if control.is_checked() else ["Space", "ArrowDown", "ArrowUp"]
    if shape is None:
        return ["ArrowDown", "ArrowUp", "ArrowDown"]
    keys = ["ArrowRight", "ArrowLeft", "ArrowRight"]
    return keys[::-1] if control.evaluate("c => c.value === c.max") else keys


def move(page, root, control, key):
    """Press a key on a control; return the milliseconds until the reading had changed."""
    reading = root.locator(".np-reading")
    before = reading.inner_text()
    root.evaluate(WATCH)
    control.focus()
    page.keyboard.press(key)
    assert reading.inner_text() != before, f"{key} leaves {before!r}"
    return root.evaluate("r => r.took")


def test_a_guess_uncovers_a_chart(open_page, names, setting):
    for name in names:
        page = open_page(name, setting)
        answer_all(page)
        overflow = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert overflow <= 0
        assert page.troubles == []
        # The page around the figures is held to the same rules in test_pages.
        assert violations(page, setting, ".np-explore") == []


def test_each_control_moves_the_reading_at_once(open_page, names):
    for name in names:
        page = open_page(name)
        answer_all(page)
        for root in page.locator(".np-explore").all():
            moved = 0
            for control in root.locator(".np-controls input, .np-controls select").all():
                # A machine that is busy elsewhere is late once; a slow figure is late each time.
                took = []
                for key in keys_of(control):
                    took.append(move(page, root, control, key))
                    if took[-1] < QUICK:
                        break
                assert not took or min(took) < QUICK, f"{name}: {took}"
                moved += bool(took)
            assert moved
            assert "undefined" not in root.locator(".np-reading").inner_text()
        assert page.troubles == []


def test_a_budget_always_adds_up(open_page, site, names):
    budgets = [name for name in names if re.search(r'"total":\d', (site / name).read_text())]
    assert budgets, "no figure has a budget"
    for name in budgets:
        page = open_page(name)
        answer_all(page)
        for root in page.locator(".np-explore").all():
            total = root.evaluate("r => JSON.parse(r.querySelector('script').textContent).total")
            if total is None:
                continue
            first = root.locator(".np-controls input").first
            for key in ("End", "Home", "PageUp", "ArrowRight"):
                first.press(key)
                shares = root.locator(".np-controls output").all_inner_texts()
                assert sum(float(text.split()[0]) for text in shares) == total, key


def test_it_works_from_a_folder(open_from_disk, site, names):
    page = open_from_disk(site / names[0], wait="networkidle")
    answer_all(page)
    page.wait_for_selector(DRAWN)
    assert page.locator(".np-live svg").count() >= 1
    assert page.troubles == []


def test_the_chart_library_loads_only_where_a_chart_is_near(open_page, names):
    page = open_page(names[0])
    loaded = (
        "performance.getEntriesByType('resource').filter(e => e.name.includes('vega.js')).length"
    )
    assert page.evaluate(loaded) == 0
    answer_all(page)
    assert page.evaluate(loaded) == 1


def test_without_scripts_picture_answer_and_numbers_stand(browser, site, names):
    context = browser.new_context(java_script_enabled=False)
    for name in names:
        page = context.new_page()
        page.goto((site / name).as_uri())
        for root in page.locator(".np-explore").all():
            assert root.locator("summary").first.is_visible()
            assert root.locator(".np-reading").is_visible()
            root.locator(".np-numbers summary").click()
            assert root.locator(".np-numbers tbody tr").count() >= 2
            assert root.locator(".np-numbers table").is_visible()
            figure = root.locator("script").text_content().split('"figure":"')[1].split('"')[0]
            assert page.locator(f"#{figure} img").is_visible()
        page.close()
    context.close()
