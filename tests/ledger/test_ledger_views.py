"""The ledger as a picture and by display item."""

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import pytest

from netpoverty import ledger
from netpoverty.chapter import KINDS, county_words
from netpoverty.data import published
from netpoverty.ledger import Verdict


@pytest.fixture(scope="module")
def book():
    return ledger.ledger()


def test_one_mark_a_cell_with_a_shape_of_its_own(book):
    axes = plt.subplots()[1]
    ledger.draw_cells(book, {"sichuan": "One", "changting": "Two"}, axes)
    marks = sum(len(c.get_offsets()) for c in axes.collections)
    assert marks == sum(len(book.select(p).verdicts) for p in ("sichuan", "changting"))
    assert len({shape for shape, _ in ledger.MARKS.values()}) == len(ledger.VERDICTS)
    plt.close(axes.figure)


def test_display_items_count_every_cell_once(book):
    items = ledger.display_items(book, "working-poverty")
    assert sum(item["cells"] for item in items) == len(book.select("working-poverty").verdicts)
    assert {item["display item"] for item in items} == {
        "Table 2",
        "numbers in the text",
        "claims in words",
    }
    assert all(item["where numbers decide"] in ledger.LEVELS.values() for item in items)


def test_no_shape_of_a_verdict_is_the_badge_of_a_kind_of_number():
    """■ ◇ ● ▲ mark kinds: no square, diamond, circle, dot or triangle may sort verdicts."""
    assert len(KINDS) == 4
    assert not {shape for shape, _ in ledger.MARKS.values()} & set("sDdo.,^v<>")


def test_a_range_outside_the_codes_is_told_with_its_place():
    (found,) = (
        v for v in ledger.ledger().verdicts if v.id == "working-poverty.claim.internet-scale"
    )
    assert found.reason.startswith(
        "The lowest value printed (Table 2, Frequency of Internet use, minimum) is 0; the lowest code "
        "listed in Table 1 is 1. The highest value printed (Table 2, Frequency of Internet use, maximum) is 1;"
    )
    against, agreeing = found.reason.split(" What agrees: ")
    assert "3.2.2" not in against and agreeing.count("3.2.2") == 2
    # The sentence says 1 to 5: the table's range is what has to be another.
    assert found.would_agree == ("a range of 1–5 in Table 2 (0–1 printed)",)


def test_marks_of_a_row_do_not_touch_and_never_has_no_crossed_shape(book):
    figure, axes = plt.subplots(figsize=(5.6, 6.2))
    ledger.draw_cells(book, {"sichuan": "One"}, axes)
    (dashes,) = [c for c in axes.collections if c.get_label().startswith("not checkable")]
    ends = axes.transData.transform([(0, 0), (1, 0)])
    pitch = (ends[1, 0] - ends[0, 0]) * 72 / figure.dpi
    assert dashes.get_sizes()[0] ** 0.5 < pitch / 2
    assert ledger.MARKS["never"][0] not in ("x", "X", "+", "*", (8, 2, 0))
    plt.close(figure)


def test_an_item_whose_cells_all_hold_only_sometimes_is_told_so(book):
    items = {i["display item"]: i for i in ledger.display_items(book, "sichuan")}
    for place in ("first", "second", "third"):
        item = items[f"LGDP equation printed {place}"]
        assert item["true sometimes"] == item["cells"]
        assert item["where numbers decide"] == "all only sometimes"


def verdict(word, code):
    return Verdict("a.b", "a", "Section 1", "1", "claim", word, "Why.", code=code)


def test_disagreements_by_a_sentence_are_told_apart_from_those_by_a_number():
    ours = verdict("disagrees", "netpoverty.ledger.claim_rules.contradictions")
    number = verdict("disagrees", "netpoverty.ledger.comparisons.total")
    fine = verdict("agrees", "netpoverty.ledger.claim_rules.contradictions")
    told = county_words.marked_said([ours, number, ours, number, number, fine])
    assert told.startswith("Of 5 cells of this paper that disagree, 2 are sentences that another ")
    assert "1 is a sentence that" in county_words.marked_said([ours, number])
    assert county_words.marked_said([number, fine]).startswith(
        "Of 1 cell of this paper that disagrees, none is a sentence"
    )


def test_every_sentence_marked_as_contradicted_stands_in_the_registry_as_one(book):
    """The count on the page, anew: from the pairs in the paper's file, not from the rule."""
    claims = published.load().paper("changting").claims
    paired = {n for n, c in claims.items() if c.contradicts}
    paired |= {other for c in claims.values() for other in c.contradicts}
    verdicts = book.select("changting").verdicts
    against = {v.id.rpartition(".")[2]: v for v in verdicts if v.verdict == "disagrees"}
    ours = {n for n, v in against.items() if "says otherwise" in v.reason}
    assert ours and ours <= paired
    told = county_words.marked_said(verdicts)
    assert told.startswith(f"Of {len(against)} cells of this paper that disagree, {len(ours)} are ")


def test_counts_are_told_as_a_sentence_and_every_verdict_has_its_verb():
    counts = dict.fromkeys(ledger.VERDICTS, 2)
    told = ledger.counted(counts)
    assert told.startswith("Of 14 cells, 2 agree, ") and told.count(" 2 ") == len(counts)
    assert ledger.counted({"never": 1}) == "Of 1 cell, 1 never holds."
