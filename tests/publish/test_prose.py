"""The pages of prose quote only results that their notebooks record."""

import ast
import json
import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
QUOTED = re.compile(r"\{glue:\w+\}`\.\./notebooks/([\w-]+)\.ipynb::([\w-]+)(?::\w+)?`")
PAGES = sorted((ROOT / "book").glob("*.md"))


def texts_in(notebook):
    """Yield, as patterns, the texts in a notebook's code: a name may be put together by it."""
    for cell in notebook["cells"]:
        tree = ast.parse("".join(cell["source"]) if cell["cell_type"] == "code" else "")
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield re.escape(node.value)
            if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                parts = (getattr(part, "value", None) for part in node.values)
                yield "".join(re.escape(p) if isinstance(p, str) else ".+" for p in parts)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_what_prose_quotes_is_recorded(page):
    for notebook, name in QUOTED.findall(page.read_text(encoding="utf-8")):
        source = (ROOT / "notebooks" / f"{notebook}.ipynb").read_text(encoding="utf-8")
        names = list(texts_in(json.loads(source)))
        assert any(re.fullmatch(text, name) for text in names), (
            f"{page.name} quotes {name}, which {notebook} does not record"
        )


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
