"""The ledger as a picture and by display item."""

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import pytest

from netpoverty import ledger


@pytest.fixture(scope="module")
def book():
    return ledger.ledger()


def test_one_mark_a_cell_with_a_shape_of_its_own(book):
    axes = plt.subplots()[1]
    ledger.draw_cells(book, {"sichuan": "One", "changting": "Two"}, axes)
    marks = sum(len(c.get_offsets()) for c in axes.collections)
    assert marks == sum(len(book.select(p).verdicts) for p in ("sichuan", "changting"))
    assert len({shape for shape, _, _ in ledger.MARKS.values()}) == len(ledger.VERDICTS)
    plt.close(axes.figure)


def test_display_items_count_every_cell_once(book):
    items = ledger.display_items(book, "working-poverty")
    assert sum(item["cells"] for item in items) == len(book.select("working-poverty").verdicts)
    assert {item["display item"] for item in items} == {
        "Table 2",
        "numbers in the text",
        "claims in words",
    }
    assert all(item["level"] in ledger.LEVELS.values() for item in items)
