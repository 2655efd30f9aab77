"""What the page on lines says of the papers is what the registry's files hold."""

import re
from pathlib import Path

import yaml

from netpoverty.chapter.context_words import lines_said
from netpoverty.data import published

FOLDER = Path(__file__).resolve().parents[2] / "data" / "published"


def read(paper):
    return yaml.safe_load((FOLDER / f"{paper}.yml").read_text(encoding="utf-8"))


def test_the_lines_told_are_those_that_the_papers_name():
    said = lines_said(published.load())
    working, county = read("working-poverty"), read("changting")
    share = working["sentences"]["definition"]["figures"]["line-share"]["printed"]
    dollars = county["sentences"]["china-two-dollars"]["figures"]["line"]["printed"]
    assert f"less than {share} of the median" in said and f"a line of {dollars} a day" in said
    assert re.findall(r"\$?\d+%?", said) == [share, dollars]
    definition = working["claims"]["line-definition"]
    assert "median income of all respondents" in definition["says"] and "own" in definition["says"]


def test_the_papers_said_to_name_no_median_name_none():
    """Neither a claim nor a figure of the other three speaks of a median or a share of one."""
    for paper in ("relative-poverty", "sichuan", "changting"):
        content = read(paper)
        assert "median" not in str([content.get("claims"), content.get("sentences")]), paper
