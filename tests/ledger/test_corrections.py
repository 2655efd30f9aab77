"""The log of corrections and replies is data: dated, tied to papers and cells, refused by line."""

import pytest

from netpoverty import ledger
from netpoverty.errors import InputError

GOOD = """entries:
  - date: "2026-11-21"
    kind: reply
    paper: sichuan
    cell: sichuan.table-3.CII.1.2
    text: "The sign is a minus."
"""


def written(tmp_path, text):
    file = tmp_path / "log.yml"
    file.write_text(text, encoding="utf-8")
    return ledger.read_corrections(file)


def test_the_projects_own_log_is_sound_and_dated():
    log = ledger.read_corrections()
    assert log and [e.date for e in log] == sorted(e.date for e in log)
    assert {e.kind for e in log} <= {"correction", "reply"}


def test_an_entry_is_read_whole(tmp_path):
    (entry,) = written(tmp_path, GOOD)
    assert entry.row() == {
        "date": "2026-11-21",
        "kind": "reply",
        "paper": "sichuan",
        "cell": "sichuan.table-3.CII.1.2",
        "what": "The sign is a minus.",
    }


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("kind: reply", "kind: replay", r"line 2: .*did you mean 'reply'"),
        ("paper: sichuan", "paper: sichan", r"line 2: .*sichuan"),
        ("sichuan.table-3.CII.1.2", "sichuan.table-3.CII.9.9", r"line 2: .*cell"),
        ('"2026-11-21"', '"21 November"', r"line 2: .*a day such as 2026-11-21"),
        ('"2026-11-21"', "2026-11-21", r"line 2: .*quotation marks"),
        ('    text: "The sign is a minus."\n', "", r"line 2: .*no text"),
        ("text:", "word:", r"line 2: .*field"),
        ("entries:", "entry:", r"line 1: one list called entries"),
    ],
)
def test_a_bad_entry_is_refused_by_line(tmp_path, old, new, said):
    with pytest.raises(InputError, match=said):
        written(tmp_path, GOOD.replace(old, new))


def test_an_older_entry_may_not_stand_behind_a_newer_one(tmp_path):
    with pytest.raises(InputError, match=r"line 7: .*2026-11-21 or later"):
        written(tmp_path, GOOD + GOOD.replace("entries:\n", "").replace("11-21", "10-21"))
