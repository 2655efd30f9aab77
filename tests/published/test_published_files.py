"""What a file of the registry may not hold, refused by file and line."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netpoverty.data import published
from netpoverty.data.published.checks import FORMS, read_check, vocabulary
from netpoverty.errors import InputError

FILE = """\
paper: small
chapter: none
source:
  title: A small paper
tables:
  table-1:
    label: Table 1
    title: One regression
    at: "3-9"
    stars: {"*": "0.05"}
    columns: ["1"]
    rows:
      x: ["0.50* (0.20)"]
      R2: ["0.31"]
    units: {R2: R2}
    kinds: {R2: test}
sentences:
  rate:
    section: Results
    at: "12"
    figures:
      poor: {printed: "6.98%", about: the poor, unit: "%", kind: share}
claims:
  positive:
    says: The coefficient is positive.
    check: [{kind: sign, cells: [table-1.x.1], sign: positive}]
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "data" / "published" / "small.yml"
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_the_small_file_loads(tmp_path):
    paper = published.read_paper(write(tmp_path, FILE))
    cell = paper.cell("table-1.x.1")
    assert (cell.value, cell.stars, cell.standard_error.value) == (0.5, "*", 0.2)
    assert cell.interval == (0.495, 0.505)
    assert [c.kind for c in paper.cells] == ["estimate", "test", "share", "claim"]


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ('["0.50* (0.20)"]', "[0.50]", r"line 13: unquoted number: got 0.50"),
        ('["0.31"]', '["0.31", "0.32"]', r"line 14: tables > table-1 > rows > R2: .*2 cells"),
        ('["0.31"]', '["31"]', r"line 14: .*R2 > no. 1: printed number: got '31'"),
        ('["0.31"]', '["0.3l"]', r"line 14: "),
        ("paper: small\n", "", r"line 1: paper: is missing"),
        ("paper: small\n", "paper: other\n", r"line 1: paper: the file is named small, not other"),
        ("    stars:", "    star:", r"line 10: tables > table-1 > star: unknown key"),
        ('at: "12"', 'at: "12 to 14"', r"line 20: sentences > rate > at: at: got 12 to 14"),
        ('unit: "%", kind', "unit: percent, kind", r"line 22: .*unit: got 'percent'"),
        ("kind: share}", "kind: shares}", r"line 22: .*kind: Input should be"),
        ("sign: positive}", "sign: plus}", r"line 26: claims > positive > check.*'plus'"),
        ("kind: sign,", "kind: signs,", r"line 26: .*did you mean 'sign'"),
        ("table-1.x.1]", "table-1.y.1]", r"line 26: .*did you mean 'small.table-1.x.1'"),
        ("    rows:\n", "    header: {a: [b, c]}\n    rows:\n", r"line 12: .*header: got 2 cells"),
        ("units: {R2: R2}", "roles: {R3: r2}", r"line 15: .*row or column: got 'R3'"),
        ("units: {R2: R2}", "roles: {R2: fit}", r"line 15: .*R2: Input should be"),
        ("units: {R2: R2}", "units: {R3: R2}", r"line 15: .*row or column: got 'R3'"),
        ("    says: The", "    says:\n    note: The", r"line 25: unquoted empty value"),
        ("  rate:\n", "  rate:\n    at: \"1\"\n", r"line 21: the key 'at' stands twice"),
        ("title: A small paper", "title: [A", r"not YAML"),
    ],
)  # fmt: skip
def test_fault_is_told_with_file_and_line(tmp_path, before, after, says):
    assert before in FILE
    path = write(tmp_path, FILE.replace(before, after))
    with pytest.raises(InputError, match=f"^data/published/small.yml .*{says}|{says}"):
        published.read_paper(path)


def test_every_refusal_is_one_sentence_with_its_file(tmp_path):
    with pytest.raises(InputError) as refusal:
        published.read_paper(write(tmp_path, FILE.replace('["0.31"]', "[0.31]")))
    assert str(refusal.value) == (
        "data/published/small.yml line 14: unquoted number: got 0.31; "
        "allowed: text in quotation marks."
    )


@pytest.mark.parametrize("unquoted", ["0.50", "7", "yes", "2018-01-01", "null", "1e5"])
def test_unquoted_values_are_refused(tmp_path, unquoted):
    text = FILE.replace("title: A small paper", f"title: {unquoted}")
    if unquoted == "1e5":  # YAML 1.1 keeps it as text, so no digit is lost
        assert published.read_paper(write(tmp_path, text)).source.title == "1e5"
        return
    with pytest.raises(InputError, match="line 4: unquoted"):
        published.read_paper(write(tmp_path, text))


def test_doubt_is_kept_under_each_name(tmp_path):
    doubt = (
        '    doubts: {x | 1: {readings: {a: "0.50*", b: "-0.50*"}, note: lost sign}}\nsentences:'
    )
    cell = published.read_paper(write(tmp_path, FILE.replace("sentences:", doubt))).cell(
        "table-1.x.1"
    )
    assert cell.printed == "0.50* (0.20)" and cell.doubtful and cell.value is None
    assert cell.values() == {"a": 0.5, "b": -0.5}
    with pytest.raises(InputError, match="one of a, b"):
        cell.reading()


def test_official_figures_need_source_and_grade(tmp_path):
    text = FILE.replace("chapter: none", "chapter: none\nkind: official")
    with pytest.raises(InputError, match="line 7: tables > table-1: an official figure needs"):
        published.read_paper(write(tmp_path, text))


def test_data_folder_can_be_named(tmp_path, monkeypatch):
    write(tmp_path, FILE)
    monkeypatch.setenv("NETPOVERTY_DATA", str(tmp_path / "data"))
    assert list(published.load().papers) == ["small"]


def test_folder_without_files_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"no \.yml file"):
        published.load(tmp_path)


def test_vocabulary_lists_every_form_with_its_fields():
    rows = vocabulary()
    assert [row["kind"] for row in rows] == list(FORMS)
    assert all(row["meaning"] for row in rows)


@pytest.mark.parametrize(
    ("check", "says"),
    [
        ({"kind": "sign", "cells": "a", "sign": "positive"}, "a list"),
        ({"kind": "advice", "why": "none"}, "field of advice"),
        ({"kind": "growth", "start": "a", "end": "b"}, "field direction of growth"),
        ({"kind": "bound", "cell": "a", "low": "few", "source": "s"}, "a number"),
        (
            {
                "kind": "response-peak",
                "system": "s",
                "shock": "x",
                "response": "y",
                "period": "sixth",
            },
            "a period",
        ),
    ],
)
def test_check_outside_the_vocabulary_is_refused(check, says):
    with pytest.raises(InputError, match=says):
        read_check(check)


characters = st.characters(codec="utf-8", exclude_characters="\r")


@settings(derandomize=True, deadline=None, max_examples=150)
@given(st.integers(0, len(FILE) - 1), st.integers(0, 30), st.text(characters, max_size=4))
def test_a_damaged_file_loads_or_is_refused_in_one_sentence(at, length, instead):
    text = FILE[:at] + instead + FILE[at + length :]
    with TemporaryDirectory() as folder:
        path = write(Path(folder), text)
        try:
            published.read_paper(path)
        except InputError as refusal:
            told = str(refusal)
            assert told.startswith("data/published/small.yml line ") and "\n" not in told


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("paper: &a small\nchapter: *a\n", "line 1: an entry that refers to another one"),
        ("paper: small\nsource: &a {title: *a}\n", "line 2: an entry that refers"),
        ("- paper\n", "line 1: a mapping of keys"),
        ("", "line 1: a mapping of keys"),
        ("paper: small\n? [a]\n: b\n", "line 2: a key must be text"),
    ],
)
def test_yaml_beyond_the_format_is_refused(tmp_path, text, says):
    with pytest.raises(InputError, match=says):
        published.read_paper(write(tmp_path, text))
