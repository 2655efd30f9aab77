"""The pages of prose quote only results that their notebooks record."""

import json
import re
from pathlib import Path

import pytest
import yaml

from netpoverty.chapter import records_in

ROOT = Path(__file__).resolve().parents[2]
QUOTED = re.compile(r"\{glue:\w+\}`\.\./notebooks/([\w-]+)\.ipynb::([\w-]+)(?::\w+)?`")
PAGES = sorted((ROOT / "book").glob("*.md"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_what_prose_quotes_is_recorded(page):
    for notebook, name in QUOTED.findall(page.read_text(encoding="utf-8")):
        source = (ROOT / "notebooks" / f"{notebook}.ipynb").read_text(encoding="utf-8")
        recorded = {result["name"] for result in records_in(json.loads(source))}
        assert name in recorded, f"{page.name} quotes {name}, which {notebook} does not record"


def test_every_source_has_an_identifier_or_says_where_it_is():
    text = (ROOT / "book" / "references.bib").read_text(encoding="utf-8")
    entries = re.split(r"\n(?=@)", text)
    without = [
        e.split("{")[1].split(",")[0] for e in entries if not re.search(r"\b(doi|url|isbn)\b", e)
    ]
    assert without == []


def test_the_citation_file_has_what_its_format_asks_for():
    cff = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert str(cff["cff-version"]) == "1.2.0"
    assert cff["message"] and cff["title"] and cff["type"] in ("software", "dataset")
    assert cff["authors"] and all("name" in a or "family-names" in a for a in cff["authors"])
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", str(cff["date-released"]))
    assert (
        cff["version"]
        == (ROOT / "pyproject.toml").read_text().split('version = "')[1].split('"')[0]
    )
