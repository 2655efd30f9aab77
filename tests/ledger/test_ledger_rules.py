"""The rules against stored results of statcheck, GRIM and GRIMMER, and on a user's own file."""

import pytest

from netpoverty import ledger
from netpoverty.errors import InputError
from netpoverty.ledger import Interval, p_of_test
from netpoverty.ledger.significance import stars_of

# Stored output of R's statcheck (Nuijten et al. 2016, 10.3758/s13428-015-0664-2): the p-value
# at the printed statistic.
STATCHECK = {
    "t(28) = 2.20": 0.03622548,
    "F(2,726)=7.20": 0.0008010995,
    "r(24)=-.36": 0.07084228,
    "chi2(1)=3.85": 0.04974599,
    "t(10)=1.0": 0.3408931,
    "F(1,20)=4.35": 0.05002974,
    "t(19)=2.09": 0.05029988,
    "t(100)=5.1": 1.614942e-06,
    "t(97)=-2.71": 0.007956733,
}


@pytest.mark.parametrize("text", STATCHECK)
def test_p_values_of_reported_tests(text):
    name, value = text.replace(" ", "").split("=")
    # Seven printed digits of statcheck; more decimals of the same value shrink the interval.
    exact = p_of_test(f"{name}={value}{'' if '.' in value else '.'}000000")
    assert exact.low == pytest.approx(STATCHECK[text], rel=2e-5)
    assert p_of_test(text).meets(STATCHECK[text])


def test_a_test_that_cannot_be_read_is_refused():
    with pytest.raises(InputError, match="test: got Q"):
        p_of_test("Q = 3 or so")


def audited(tmp_path, rows, scale="whole numbers"):
    """Return the ledger of a table of moments: {name: (n, mean, sd, minimum, maximum)}."""
    body = "".join(
        f"      {name}: [{', '.join(f'{chr(34)}{cell}{chr(34)}' for cell in row)}]\n"
        for name, row in rows.items()
    )
    scales = "".join(f"      {name}: {scale}\n" for name in rows)
    text = (
        "paper: own\nchapter: own\nsource: {title: A table}\ntables:\n  moments:\n"
        "    title: Moments\n    kind: moment\n    unit: code\n"
        "    columns: [n, mean, standard deviation, minimum, maximum]\n"
        f"    rows:\n{body}"
        "    roles: {n: n, mean: mean, standard deviation: standard deviation, "
        "minimum: minimum, maximum: maximum}\n"
        f"    scales:\n{scales}"
    )
    file = tmp_path / "own.yml"
    file.write_text(text, encoding="utf-8")
    return ledger.audit(file)


# Brown & Heathers (2017), 10.1177/1948550616673876, and the test vector of R's scrutiny:
# which of the means 5.19 to 5.30 can 28 whole numbers have?
GRIM = {
    **{("5.19", 28): False, ("5.18", 28): True, ("5.19", 40): False, ("3.48", 25): True},
    **{("0.5", 7): False, ("2.3", 3): True},
    **{
        (f"5.{19 + i}", 28): mark == "T"
        for i, mark in enumerate(["F", "F", "T", "F", "F", "F", "T", "F", "F", "F", "T", "F"])
    },
}


@pytest.mark.parametrize(("mean", "n"), GRIM)
def test_grim(tmp_path, mean, n):
    book = audited(tmp_path, {"score": (n, mean, "", "0", "7")})
    assert (book.of("own.moments.score.mean").verdict == "agrees") is GRIM[mean, n]


# Stored results for GRIMMER (Anaya 2016, 10.7287/peerj.preprints.2400v1).
GRIMMER = {
    ("5.21", "1.60", 28): True,
    ("3.44", "2.47", 18): False,
    ("5.19", "1.60", 28): False,
    ("2.57", "0.64", 30): False,
    ("7.23", "1.80", 60): True,
}


@pytest.mark.parametrize(("mean", "sd", "n"), GRIMMER)
def test_grimmer(tmp_path, mean, sd, n):
    book = audited(tmp_path, {"score": (n, mean, sd, "0", "10")})
    cells = [book.of(f"own.moments.score.{c}").verdict for c in ("mean", "standard-deviation")]
    assert (cells == ["agrees", "agrees"]) is GRIMMER[mean, sd, n]


def test_binary_moments(tmp_path):
    # sqrt(.3 × .7) = .458, and no other 0/1 variable has that mean.
    book = audited(
        tmp_path, {"good": (500, "0.30", "0.46", "0", "1"), "bad": (500, "0.30", "0.40", "0", "1")}
    )
    assert book.of("own.moments.good.standard-deviation").verdict == "agrees"
    assert book.of("own.moments.bad.standard-deviation").verdict == "cannot be as printed"


def test_a_mean_of_codes_lies_inside_their_range(tmp_path):
    rows = {"inside": (500, "0.90", "", "0", "1"), "outside": (500, "1.30", "", "0", "1")}
    book = audited(tmp_path, rows, "ordered codes")
    assert book.of("own.moments.inside.mean").verdict == "agrees"
    assert book.of("own.moments.outside.mean").verdict == "cannot be as printed"


def test_the_template_is_an_audit_file_without_slips(tmp_path):
    book = ledger.audit(ledger.write_template(tmp_path / "mine.yml"))
    assert set(book.counts()) <= {"agrees", "not checkable"}
    assert book.of("mine.claim.nearly-half").verdict == "agrees"
    with pytest.raises(InputError, match="audit template"):
        ledger.write_template(tmp_path / "mine.yml")


def test_an_audit_names_the_line_of_a_slip(tmp_path):
    file = ledger.write_template(tmp_path / "mine.yml")
    file.write_text(file.read_text(encoding="utf-8").replace('"103.36"', '"1o3.36"'), "utf-8")
    with pytest.raises(InputError, match=r"mine.yml.*1o3.36"):
        ledger.audit(file)


@pytest.mark.parametrize(
    ("old", "new", "cell", "verdict"),
    [
        ("0.569*** (0.049)", "0.569* (0.049)", "regressions.schooling.2", "disagrees"),
        ('"0.3019"', '"0.3910"', "regressions.R-squared.2", "disagrees"),
        ('implied_n: "526"', 'implied_n: "490"', "regressions.F.1", "disagrees"),
        ('"252"', '"152"', "abstract.women", "disagrees"),
        ('"12.56"', '"19.56"', "moments.schooling.mean", "cannot be as printed"),
    ],
)
def test_planted_slips_are_found(tmp_path, old, new, cell, verdict):
    file = ledger.write_template(tmp_path / "mine.yml")
    file.write_text(file.read_text(encoding="utf-8").replace(old, new), "utf-8")
    book = ledger.audit(file)
    found = next(v for v in book.verdicts if v.id == f"mine.{cell}")
    assert found.verdict == verdict, found


def test_counts_add_up_to_the_unit(tmp_path):
    text = (
        "paper: own\nchapter: own\nsource: {title: Sums}\nsentences:\n  s:\n    section: one\n"
        "    figures:\n"
        '      a: {printed: "53", about: a, unit: sites, kind: count}\n'
        '      b: {printed: "261", about: b, unit: sites, kind: count}\n'
        '      c: {printed: "315", about: c, unit: sites, kind: count}\n'
        '      x: {printed: "5.3", about: x, unit: hectares, kind: amount}\n'
        '      y: {printed: "26.1", about: y, unit: hectares, kind: amount}\n'
        '      z: {printed: "31.5", about: z, unit: hectares, kind: amount}\n'
        "claims:\n"
        "  counts: {says: one, check: [{kind: sum, parts: [s.a, s.b], total: s.c}]}\n"
        "  areas: {says: two, check: [{kind: sum, parts: [s.x, s.y], total: s.z}]}\n"
    )
    (tmp_path / "own.yml").write_text(text, encoding="utf-8")
    book = ledger.audit(tmp_path / "own.yml")
    assert book.of("own.claim.counts").verdict == "disagrees"  # 53 + 261 = 314
    assert book.of("own.claim.areas").verdict == "agrees"  # 31.4 within rounding of three


def test_interval_arithmetic_by_hand():
    assert Interval(-1, 2) * Interval(3, 4) == Interval(-4, 8)
    assert Interval(1, 2) - Interval(1, 2) == Interval(-1, 1)
    assert Interval(1, 2) / Interval(-4, -2) == Interval(-1, -0.25)
    assert Interval(1, 2) / Interval(-1, 1) == Interval(-float("inf"), float("inf"))
    assert list(Interval(0.5, 3.2).whole()) == [1, 2, 3]
    with pytest.raises(InputError, match="low at most high"):
        Interval(2, 1)


def test_intervals_in_words():
    inf = float("inf")
    ends = [(6, inf), (-inf, 0.5), (-inf, inf), (1e-9, 1e-8), (0, 1e-8), (1e-9, 0.02), (2, 2)]
    words = ["6 or more", "at most 0.5", "any", "<0.000001", "<0.000001", "at most 0.02", "2"]
    assert [str(Interval(*e)) for e in ends] == words


@pytest.mark.parametrize(("listed", "hint"), [((1, 3), ()), ((1, 5), ("2–9 printed",))])
def test_a_slip_is_named_only_if_it_agrees_with_mean_and_deviation(tmp_path, listed, hint):
    """Neither 1–3 nor the printed 2–9 has a mean of 1.5 and a deviation of 1.2; 1–5 has."""
    codes = ", ".join(f'"{code}": word' for code in range(listed[0], listed[1] + 1))
    text = (
        "paper: own\nchapter: own\nsource: {title: Codes}\ntables:\n  codes:\n    label: Table 1\n"
        f"    title: Codes\n    codes: {{x: {{{codes}}}}}\n    scales: {{}}\n"
        "  moments:\n    label: Table 2\n    title: Moments\n    kind: moment\n    unit: code\n"
        "    columns: [n, mean, standard deviation, minimum, maximum]\n"
        '    rows:\n      x: ["100", "1.50", "1.20", "2", "9"]\n'
        "    roles: {n: n, mean: mean, standard deviation: standard deviation, "
        "minimum: minimum, maximum: maximum}\n"
        "    scales: {x: ordered codes}\n    codes_of: {x: x}\n"
        "claims:\n  same: {says: one, check: [{kind: codes-match, table: codes, variable: x, "
        "minimum: moments.x.minimum, maximum: moments.x.maximum}]}\n"
    )
    (tmp_path / "own.yml").write_text(text, encoding="utf-8")
    found = ledger.audit(tmp_path / "own.yml").of("own.claim.same")
    assert found.verdict == "disagrees"
    assert len(found.would_agree) == len(hint)
    assert all(words in told for words, told in zip(hint, found.would_agree, strict=True))


def test_stars_earned():
    key = {"*": 0.1, "**": 0.05, "***": 0.01}
    assert [stars_of(p, key) for p in (0.2, 0.07, 0.03, 0.001)] == [0, 1, 2, 3]
