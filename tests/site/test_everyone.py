"""For everyone: by keyboard, on paper, in either theme."""

import io
import re

import numpy as np
import pytest
from PIL import Image

pytestmark = pytest.mark.browser

PAGES = ["book/index.html", "notebooks/sichuan.html", "notebooks/ledger.html", "search.html"]
PRINTED = ["notebooks/relative-poverty.html", "notebooks/sichuan.html", "notebooks/ledger.html"]
REACHABLE = """() => [...document.querySelectorAll(
    "a[href], button, input, select, textarea, summary, [tabindex='0']")].filter((e) => {
    if (e.disabled || e.tabIndex < 0 || e.closest('dialog:not([open]), [hidden], [inert]')) return false;
    const closed = e.closest('details:not([open])');
    if (closed && !(e.tagName === 'SUMMARY' && e.parentElement === closed)) return false;
    return e.checkVisibility({ visibilityProperty: true }) && e.type !== 'radio';
}).map((e, i) => { e.dataset.np = i; return i; })"""
FOCUSED = """() => {
    const e = document.activeElement, style = getComputedStyle(e);
    const drawn = (s) => (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2)
        || s.boxShadow !== 'none';
    const seen = drawn(style) || drawn(getComputedStyle(e, '::before'))
        || (e.parentElement && drawn(getComputedStyle(e.parentElement)));
    return [e.dataset.np ?? '', seen, e.outerHTML.slice(0, 120)];
}"""
# What scrolls on the screen would be cut off on paper.
CUT_OFF = """() => [...document.querySelectorAll('article *')].filter((e) => e.checkVisibility()
    && e.clientWidth > 0 && e.scrollWidth > e.clientWidth + 2
    && /auto|scroll|hidden/.test(getComputedStyle(e).overflowX)
    && !e.closest('mjx-container, .visually-hidden')).map((e) => e.outerHTML.slice(0, 140))"""
LIGHT, DARK = (255, 255, 255), (18, 18, 18)
DARK_FILTER = "invert(0.92) hue-rotate(180deg)"
HALF_TURN = np.array([[-0.574, 1.43, 0.144], [0.426, 0.43, 0.144], [0.426, 1.43, -0.856]])


@pytest.mark.parametrize("name", PAGES)
def test_everything_is_reached_by_keyboard_and_seen(open_page, settle, name):
    page = open_page(name)
    settle(page)
    wanted = {str(number) for number in page.evaluate(REACHABLE)}
    assert len(wanted) > 20
    reached, unseen = set(), []
    for _ in range(len(wanted) + 20):
        page.keyboard.press("Tab")
        number, seen, which = page.evaluate(FOCUSED)
        reached.add(number)
        if number and not seen:
            unseen.append(which)
    assert wanted - reached == set()
    assert unseen == []


@pytest.mark.parametrize("name", PRINTED)
def test_a_page_prints_whole(open_page, settle, name):
    page = open_page(name)
    settle(page)
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 718, "height": 1000})  # A4 between margins of 1 cm
    assert page.evaluate("document.documentElement.scrollWidth") <= 718
    assert page.evaluate(CUT_OFF) == []
    height = page.evaluate("document.querySelector('article').scrollHeight")
    printed = page.pdf(format="A4", margin=dict.fromkeys(("top", "right", "bottom", "left"), "1cm"))
    pages = len(re.findall(rb"/Type\s*/Page\b", printed))
    assert height / 1050 * 0.9 <= pages <= height / 1050 * 1.6 + 2


def test_figures_stand_on_the_page_that_contrast_is_measured_with(open_page):
    """No picture brings a ground of its own, in light or dark: it would be a grey box."""
    grounds = """els => [[...new Set(els.map(e => getComputedStyle(e).backgroundColor))],
        getComputedStyle(els[0]).filter, getComputedStyle(document.body).backgroundColor]"""
    none = ["rgba(0, 0, 0, 0)"]
    for setting, drawn in (
        ("dark", [none, DARK_FILTER, "rgb(18, 18, 18)"]),
        ("desktop", [none, "none", "rgb(255, 255, 255)"]),
    ):
        page = open_page("notebooks/sichuan.html", setting)
        assert page.eval_on_selector_all("article img.figure", grounds) == drawn


def test_figures_have_contrast_in_light_and_dark(site):
    """Words have 7:1 or more; most of what is drawn has 3:1, the rest being pale fills."""
    for file in sorted((site / "_images").glob("*.png")):
        picture = np.asarray(Image.open(io.BytesIO(file.read_bytes())).convert("RGBA"))
        opaque = picture[picture[..., 3] == 255][:, :3]
        for page, ink in ((LIGHT, opaque), (DARK, in_the_dark(opaque))):
            ratios = contrast(ink, page)
            assert np.quantile(ratios, 0.98) >= 7, f"{file.name} on {page}: pale words"
            drawn = ratios[ratios > 1.15]  # the rest is the ground of boxes
            strong = np.mean(drawn >= 3)
            assert strong >= 0.5, f"{file.name} on {page}: {strong:.0%} of the ink is strong"


def in_the_dark(colours):
    """Return what the style sheet's filter makes of colours on the dark page."""
    inverted = colours / 255 * (1 - 2 * 0.92) + 0.92
    return np.clip(inverted @ HALF_TURN.T, 0, 1) * 255


def contrast(colours, page):
    """Return the contrast ratio of colours to a page, by the formula of WCAG 2."""
    one, other = luminance(np.asarray(colours)), luminance(np.asarray(page))
    return (np.maximum(one, other) + 0.05) / (np.minimum(one, other) + 0.05)


def luminance(colours):
    share = np.asarray(colours, dtype=float) / 255
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    return linear @ np.array([0.2126, 0.7152, 0.0722])
