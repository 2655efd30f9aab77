"""The built site belongs to the code and data that stand here, and names no machine."""

import re

import pytest

from netpoverty.publish.keys import SHORT, code_version, data_key
from netpoverty.publish.project import find_project

pytestmark = pytest.mark.browser


def test_every_page_says_what_made_it(site):
    expected = f"Code {code_version()} · data {data_key(find_project())[:SHORT]}"
    for page in site.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        if "http-equiv" not in text:
            assert expected in text, f"{page.name} is stale: run `make book`"


def test_no_page_names_a_machine_or_another_host(site):
    allowed = re.compile(r"https?://(doi\.org|creativecommons\.org|www\.w3\.org|127\.0\.0\.1)")
    fetching = re.compile(r"""(?:src|href|url)\s*[=(]\s*["']?((?:https?:)?//[^"')\s>]+)""")
    home = str(find_project().root)
    for page in site.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert home not in text
        foreign = [u for u in fetching.findall(text) if not allowed.match(u)]
        anchors = re.findall(r'<a [^>]*href="(https?://[^"]+)"', text)
        assert set(foreign) <= set(anchors), page.name
