"""The ledger of the project's registry: every cell has one verdict, told fairly."""

import ast
import json
import re
from pathlib import Path

import pytest

import netpoverty.ledger as ledger_package
from netpoverty import ledger
from netpoverty.data import published
from netpoverty.data.published.checks import FORMS
from netpoverty.errors import InputError
from netpoverty.ledger.claim_rules import COMPARISONS, READERS, STATEMENTS


@pytest.fixture(scope="module")
def book():
    return ledger.ledger()


def test_every_cell_of_the_registry_has_exactly_one_verdict(book):
    assert [v.id for v in book.verdicts] == [cell.id for cell in published.load().cells]
    assert {v.verdict for v in book.verdicts} <= set(ledger.VERDICTS)


def test_every_verdict_says_why_and_by_which_code(book):
    for verdict in book.verdicts:
        module, _, name = verdict.code.rpartition(".")
        assert verdict.reason.endswith((".", ")")), verdict
        assert module.startswith("netpoverty.") and name, verdict


def test_every_check_of_the_vocabulary_has_a_judge():
    assert set(FORMS) == {*COMPARISONS, *STATEMENTS, *READERS}


def test_official_figures_are_not_judged(book):
    assert set(book.select("context").counts()) == {"not checkable"}


def test_the_number_of_cases_is_inferred_jointly(book):
    # n = 39 and two absorbed effects are what F and R² of nine columns leave; by hand from
    # F = (R²/q)/((1 − R²)/(n − q − 1)): 90.2041 = (.8336/2)/(.1664/36).
    pooled = book.of("sichuan.table-2.Adjusted-R2.1.1")
    assert pooled.verdict == "disagrees" and pooled.severity == "slip"
    assert pooled.would_agree == ("the fit read as unadjusted, with n = 39",)
    revenue = book.of("sichuan.table-3.Adjusted-R2.1.1")
    assert "imply n = 39; the stated sample implies 57" in revenue.reason


def test_stars_under_the_printed_key_and_the_key_under_which_they_agree(book):
    # t = 32.1492/13.1255 = 2.449: p is .018 to .020 on 36 to 54 degrees of freedom.
    verdict = book.of("sichuan.table-3.CII.1.1")
    assert (verdict.verdict, verdict.severity) == ("disagrees", "star")
    assert "a 10/5/1% star key" in verdict.would_agree
    # t = .3914/1.1991 earns no star under any key.
    assert book.of("sichuan.table-3.Constant.1.3").would_agree == ()


def test_a_range_that_cannot_hold_its_mean(book):
    for column in ("mean", "minimum", "maximum", "standard-deviation"):
        verdict = book.of(f"working-poverty.table-2.Frequency-of-Internet-use.{column}")
        assert verdict.verdict == "cannot be as printed"
        assert "1–5" in verdict.would_agree[0]


def test_no_verdict_hangs_on_one_reading(book):
    verdict = book.of("working-poverty.table-2.Health-status.mean")
    assert verdict.verdict == "true sometimes" and len(verdict.readings) == 2
    assert all(name.split(":")[0] in verdict.reason for name in verdict.readings)
    doubtful = [v for v in book.verdicts if v.readings and v.verdict in ledger.OPEN]
    assert not [v.id for v in doubtful if "read" not in v.reason and len(v.readings) > 1]


def test_what_would_agree_agrees_with_the_mean_and_deviation_too(book):
    # On codes 1 to 3 a mean of 2.28 allows a deviation of at most .962, not 1.20.
    for name in ("table-2.Educational-attainment.maximum", "claim.education-scale"):
        verdict = book.of(f"working-poverty.{name}")
        assert verdict.would_agree == ("more codes in Table 1, up to 5",)


def test_numbers_and_method_are_both_told_of_both_nominal_variables(book):
    for row, verdict in (
        ("Health-status", "true sometimes"),
        ("Educational-attainment", "method only"),
    ):
        for column in ("mean", "standard-deviation"):
            found = book.of(f"working-poverty.table-2.{row}.{column}")
            assert found.verdict == verdict
            assert "The codes are not in an order" in found.reason
            assert ("decimal point" in found.reason) is (row == "Health-status")
            assert ("By the numbers it agrees" in found.reason) is (verdict == "method only")


def test_reasons_have_a_subject_and_no_open_end_called_any(book):
    told = [v.reason for v in book.verdicts]
    assert not [t for t in told if re.search(r"\bany to\b|\bto any\b|to <|= <|\.;|= at most", t)]
    two = book.of("sichuan.claim.two-optimistic").reason
    assert "Significant at 0.05, by error and by stars: 32.1492 (CII, LGR, pooled) and" in two
    assert "Not significant at 0.05, by error and by stars: 0.6714 (CII, LGR, fixed)." in two
    assert book.of("relative-poverty.claim.eradicated").reason == (
        "The figures fall from 0.6 to 0. "
        "Official incidence at the national standard: 0 is at most 0.5."
    )


def test_claims_on_responses_go_through_the_models(book):
    verdict = book.of("sichuan.claim.gdp-zero-after-four")
    assert verdict.verdict == "never" and verdict.code == "netpoverty.models.var.assess"
    assert book.of("sichuan.claim.gdp-peak-sixth").verdict == "true sometimes"


def test_claims_of_other_kinds(book):
    expected = {
        "changting.claim.sites-add-up": "agrees",  # 53 + 261 + 79 = 393
        "changting.claim.family-size": "not checkable",  # implied 3.57, nothing printed beside it
        "working-poverty.claim.working-poor-rate": "agrees",  # 104/1491 = 6.975%
        "working-poverty.claim.outcome-before-exposure": "disagrees",
        "relative-poverty.claim.index-against-k": "method only",
        "relative-poverty.claim.use-alleviates": "not checkable",
        "sichuan.claim.second-system-gdp": "disagrees",
        "sichuan.claim.fixed-negative": "disagrees",
    }
    assert {name: book.of(name).verdict for name in expected} == expected


def test_words_that_do_not_fit_a_number_are_no_fault_of_the_number(book):
    assert book.of("working-poverty.theory-data.survey-year").verdict == "not checkable"


def test_rows_select_and_refuse():
    rows = ledger.rows("sichuan", "never")
    assert rows and {(r["paper"], r["verdict"]) for r in rows} == {("sichuan", "never")}
    content = json.loads(ledger.json_text(verdict="never"))
    assert content["scope"] == ledger.SCOPE and len(content["cells"]) == len(
        ledger.rows(verdict="never")
    )
    assert ledger.text_lines()[0] == ledger.SCOPE
    with pytest.raises(InputError, match="did you mean 'agrees'"):
        ledger.rows(verdict="agree")


def test_rules_know_nothing_of_particular_papers():
    registry = published.load()
    names = set(registry.papers)
    for paper in registry.papers.values():
        names |= {*paper.tables, *paper.equations}
        names |= {name for name in paper.claims if "-" in name}
        names |= {equation.system for equation in paper.equations.values() if equation.system}
    folder = Path(ledger_package.__file__).parent
    words = {
        node.value
        for file in folder.glob("*.py")
        for node in ast.walk(_without_docstrings(ast.parse(file.read_text(encoding="utf-8"))))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    particular = re.compile("|".join(rf"\b{re.escape(n)}\b" for n in sorted(names, key=len)))
    assert not [word for word in words if particular.search(word)]


def _without_docstrings(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            first = node.body[0] if node.body else None
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                node.body = node.body[1:] or [ast.Pass()]
    return tree


def test_reasons_speak_of_the_page_and_of_nobody(book):
    words = re.compile(r"\b(authors?|fraud\w*|careless\w*|manipulat\w*|mistakes?|dishonest\w*)\b")
    assert not [v.id for v in book.verdicts if words.search(v.reason.lower())]
