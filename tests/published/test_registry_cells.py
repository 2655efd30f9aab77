"""The registry as a whole: places, kinds, and single figures as the papers print them."""

from collections import Counter

import pytest

from netpoverty.data import published
from netpoverty.errors import InputError


@pytest.fixture(scope="module")
def registry():
    return published.load()


def test_papers_stand_in_reading_order(registry):
    assert list(registry.papers) == [
        "relative-poverty",
        "working-poverty",
        "sichuan",
        "changting",
        "context",
    ]


def test_ids_are_unique_and_name_their_paper(registry):
    counts = Counter(cell.id for cell in registry.cells)
    assert [name for name, count in counts.items() if count > 1] == []
    assert all(cell.id.startswith(f"{cell.paper}.") for cell in registry.cells)


def test_every_number_has_a_reading_and_every_doubt_a_note(registry):
    for cell in registry.cells:
        assert bool(cell.readings) == (cell.kind != "claim"), cell.id
        assert cell.note or not cell.doubtful, cell.id


def test_every_paper_cell_says_where_it_stands(registry):
    for paper in registry.papers.values():
        for cell in paper.cells:
            known = cell.place.lines is not None or cell.source or not cell.printed
            assert known and str(cell.place), cell.id


@pytest.mark.parametrize(
    ("cell", "value", "interval", "unit"),
    [
        # Yin et al. (2021), Tables 2 and 3; the migrant-worker paper, Table 2; the Changting case.
        ("sichuan.table-2.CII.2.2", 3.8728, (3.87275, 3.87285), "coefficient"),
        ("sichuan.table-3.Constant.1.2", -4.9541, (-4.95415, -4.95405), "coefficient"),
        ("sichuan.table-2.Prob-F-statistic.3.1", 0.0, (0.0, 5e-05), "p"),
        ("working-poverty.table-2.State-of-working-poverty.mean", 0.07, (0.065, 0.075), "code"),
        ("working-poverty.rate.working-poor", 6.98, (6.975, 6.985), "%"),
        ("changting.county-2017.incidence", 0.028, (0.0275, 0.0285), "%"),
        ("changting.forest-economy.orchid-area", 17.5, (17.45, 17.55), "hectares"),
        ("changting.china-national.lifted", 739.54e6, (739.535e6, 739.545e6), "persons"),
        ("changting.tourism.visitors", 30000, (30000, float("inf")), "visitors"),
        ("changting.tourism.turnover", 350000, (345000, 350000), "yuan"),
        ("context.nbs-income.rural.median-2018", 13066, (13065.5, 13066.5), "yuan a year"),
    ],
)
def test_cell_stands_as_printed(registry, cell, value, interval, unit):
    found = registry.cell(cell)
    assert (found.value, found.interval, found.unit) == (value, interval, unit)


@pytest.mark.parametrize(
    ("cell", "readings"),
    [
        ("sichuan.table-3.CII.1.2", {"as extracted": 0.6714, "lost minus": -0.6714}),
        ("sichuan.lgdp-a.CII", {"minus": -29.5320, "plus": 29.5320}),
        (
            "working-poverty.table-2.Health-status.mean",
            {"decimal point restored": 3.42, "as extracted": 342.0},
        ),
    ],
)
def test_each_extraction_doubt_keeps_its_readings(registry, cell, readings):
    assert registry.cell(cell).values() == readings


def test_contradictions_in_print_are_not_doubts(registry):
    cell = registry.cell("working-poverty.table-2.Frequency-of-Internet-use.maximum")
    assert cell.value == 1 and not cell.doubtful and "1 to 5" in cell.note


def test_lost_bracket_is_repaired_in_a_reading_only(registry):
    cell = registry.cell("sichuan.table-2.CII.2.1")
    assert cell.printed == "7.4813*** 0.6328)"
    assert cell.value == 7.4813 and cell.standard_error.text == "0.6328" and cell.stars == "***"


def test_assignment_readings_are_all_orders_of_three_equations(registry):
    readings = registry.paper("sichuan").assignments["lgdp"].readings.values()
    assert len({tuple(sorted(reading.items())) for reading in readings}) == 6


def test_contradictions_name_claims_of_the_same_paper(registry):
    for paper in registry.papers.values():
        for claim in paper.claims.values():
            assert claim.id not in claim.contradicts
            assert set(claim.contradicts) <= set(paper.claims)


def test_rows_hold_one_line_a_reading(registry):
    rows = registry.rows("sichuan")
    cells = registry.paper("sichuan").cells
    assert len(rows) == sum(max(1, len(cell.readings)) for cell in cells)
    assert list(registry.to_frame("sichuan").columns) == list(rows[0])


def test_peak_claim_names_system_shock_and_period(registry):
    check = registry.paper("sichuan").claims["gdp-peak-sixth"].checks[0]
    assert (check.kind, check["system"], check["period"]) == ("response-peak", "cii-gdp", "6")


def test_mistyped_cell_is_refused_with_the_nearest_name_only(registry):
    with pytest.raises(InputError) as refusal:
        registry.cell("sichuan.table-2.CII.4.1")
    assert len(str(refusal.value)) < 150 and "did you mean 'sichuan.table-2.CII." in str(
        refusal.value
    )
