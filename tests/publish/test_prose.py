"""The pages of prose quote only results that their notebooks record."""

import ast
import json
import re
from pathlib import Path

import pytest
import yaml

from netpoverty.publish.project import find_project

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


def _screens():
    """Return the teacher's page, a part a chapter."""
    return re.split(
        r"^## ", (ROOT / "book" / "teaching.md").read_text(encoding="utf-8"), flags=re.M
    )


def test_the_teacher_has_one_screen_a_chapter():
    chapters = list(find_project(ROOT).chapters.values())
    _, *screens = _screens()
    assert len(screens) == len(chapters) == 5
    for number, (screen, chapter) in enumerate(zip(screens, chapters, strict=True)):
        assert screen.startswith(f"{number} · ")
        assert len(screen.split()) <= 160, "longer than a screen"
        parts = re.findall(r"^\*\*(.+?)\.\*\* (.+?)(?=\n\n|\Z)", screen, re.M | re.S)
        told = {name: " ".join(text.split()) for name, text in parts}
        assert told.keys() == {
            "Question",
            "Objectives",
            "Plan, in minutes",
            "Predictions",
            "Re-run",
            "Ask at the end",
        }
        minutes = re.findall(r"(?:^|· )(\d+) ", told["Plan, in minutes"])
        assert sum(map(int, minutes)) == 90
        named = set(re.findall(r"`(\w+)`", told["Re-run"]))
        assert named and named <= set(chapter.parameters)


def test_the_glossary_has_characters_pinyin_and_meaning():
    text = (ROOT / "book" / "glossary.md").read_text(encoding="utf-8")
    rows = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| ")][
        1:
    ]
    assert len(rows) >= 50
    assert len({row[0] for row in rows}) == len({row[1] for row in rows}) == len(rows)
    for term, characters, pinyin, meaning in rows:
        assert re.fullmatch(r"[\u4e00-\u9fff]+\+?", characters), term
        assert re.fullmatch(r"[a-zāáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜ' ]+", pinyin), term
        assert meaning.strip()
