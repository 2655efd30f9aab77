"""What axe-core holds against a page, each rule tried where it can find something."""

from axe_playwright_python.sync_playwright import Axe

# Colours do not depend on the width, nor names and structure on the colours: each rule runs where
# it can find something, at desktop all of them.
COLOURS = ["color-contrast", "link-in-text-block"]
STRUCTURE = {"rules": {rule: {"enabled": False} for rule in COLOURS}}
COLOURS_ALONE = {"runOnly": {"type": "rule", "values": COLOURS}}
# Contrast follows from an element's style and from what lies behind it: three elements of each
# such combination stand for all others, of which a large page has ten thousand.
MARK_STYLES = """parts => {
    const behind = new Map();
    const ground = e => {
        if (!e) return '';
        if (!behind.has(e)) {
            const s = getComputedStyle(e);
            const own = [s.backgroundColor, s.backgroundImage, s.opacity, s.filter];
            const solid = /^rgb\\(/.test(own[0]) && own.slice(1).join() === 'none,1,none';
            behind.set(e, own.join(' ') + (solid ? '' : ' on ' + ground(e.parentElement)));
        }
        return behind.get(e);
    };
    const seen = {};
    for (const e of parts.flatMap(part => [...part.querySelectorAll('*')])) {
        if (![...e.childNodes].some(t => t.nodeType === Node.TEXT_NODE && t.data.trim())) continue;
        if (!e.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
        const s = getComputedStyle(e), around = getComputedStyle(e.parentElement);
        const style = [s.color, s.fontSize, s.fontWeight, s.textShadow, ground(e)];
        if (e.tagName === 'A')
            style.push(s.textDecorationLine, s.borderBottom, around.color, around.display);
        const key = style.join('|');
        seen[key] = (seen[key] || 0) + 1;
        if (seen[key] <= 3) e.setAttribute('data-style-sample', '');
    }
}"""


def violations(page, setting, where="html"):
    """Return what axe-core holds against a part of a page: rules with their first elements."""
    found = []
    if setting in ("desktop", "dark"):
        page.eval_on_selector_all(where, MARK_STYLES)
        found += _axe(page, COLOURS_ALONE, "[data-style-sample]")
    if setting in ("desktop", "phone"):
        found += _axe(page, STRUCTURE, where)
    return found


def _axe(page, options, where):
    made = Axe().run(page, context=where, options=options | {"resultTypes": ["violations"]})
    return [(v["id"], v["nodes"][0]["html"][:200]) for v in made.response["violations"]]
