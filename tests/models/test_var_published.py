"""VAR analysis from printed coefficients: reference values, derivations, verdicts."""

import itertools

import numpy as np
import pytest

from netpoverty.errors import InputError
from netpoverty.models.var import (
    Claim,
    PrintedVar,
    ar_roots,
    assess,
    companion_matrix,
    converges,
    decreases,
    immediate,
    impulse_responses,
    increases,
    larger,
    largest_modulus,
    local_peak,
    near_zero,
    negative,
    nonzero_at_impact,
    not_identified,
    peak,
    positive,
    readings,
    response_family,
    same_peak,
    search_slips,
    small,
    steepest_rise,
)
from netpoverty.models.var.envelope import could_be_largest
from netpoverty.models.var.formulas import Affine, Inequality, holds_at, negate, robustness
from netpoverty.models.var.responses import response_radius

# Lütkepohl (2005), data set E1 (West German investment, income, consumption; first differences of
# logs, 1960-1978), VAR(2) fitted by R vars 1.6-1 and statsmodels 0.15.0, eight printed decimals.
E1_LAGS = np.array(
    [
        [
            [-0.31963097, 0.14598883, 0.96121903],
            [0.04393106, -0.15273191, 0.28850164],
            [-0.00242267, 0.22481267, -0.26396751],
        ],
        [
            [-0.16055111, 0.11460498, 0.93439376],
            [0.05003084, 0.01916576, -0.01020487],
            [0.03388041, 0.35491237, -0.02223012],
        ],
    ]
)
E1_MODULI = [0.57046889, 0.55127445, 0.55127445, 0.49171941, 0.49171941, 0.37119061]
E1_ROUNDED_MODULI = [0.57092792, 0.55149466, 0.55149466, 0.49161768, 0.49161768, 0.37071726]
E1_SIGMA = 1e-4 * np.array(
    [
        [21.29628919, 0.71616667, 1.23240364],
        [0.71616667, 1.37337728, 0.61458668],
        [1.23240364, 0.61458668, 0.89203514],
    ]
)
E1_THETA1 = np.array(
    [
        [-0.01195675, 0.00643856, 0.00730312],
        [0.00256076, -0.00035062, 0.00219197],
        [-0.00046785, 0.00130896, -0.00200557],
    ]
)
PRINTED_EIGHT = 2e-8  # the references carry eight decimals of inputs rounded at the eighth

# Equations (3), (4) and (6)-(8) of doi:10.1186/s40854-021-00236-2 as printed.
GDP_SYSTEM = {
    "CII": {"const": "-1.0694", "CII": ["1.0331", "-0.2074"], "GDP": ["-0.7111", "0.8242"]},
    "GDP": {"const": "1.0322", "CII": ["0.1318", "-0.1517"], "GDP": ["0.8602", "-0.0077"]},
}
DOUBTFUL = {"GDP: CII(−2)": ("GDP", "CII", 2), "CII: GDP(−1)": ("CII", "GDP", 1)}
INCOME_SYSTEM = {
    "CII": {
        "CII": ["0.4733", "-0.3831"],
        "LGR": ["0.2290", "-1.2494"],
        "PCIR": ["1.6908", "1.7414"],
    },
    "LGR": {
        "CII": ["0.0106", "0.0629"],
        "LGR": ["1.6846", "-0.7187"],
        "PCIR": ["-0.8528", "0.7028"],
    },
    "PCIR": {
        "CII": ["0.0187", "0.0139"],
        "LGR": ["0.2667", "-0.1343"],
        "PCIR": ["0.5459", "0.1397"],
    },
}


def random_system(rng, k=3, p=2, scale=0.25, digits=2):
    """A system printed with `digits` decimals, so that its rounding box is wide."""
    names = [f"v{i}" for i in range(k)]
    cells = rng.normal(scale=scale, size=(k, k, p))
    equations = {
        left: {right: [f"{x:.{digits}f}" for x in cells[i, j]] for j, right in enumerate(names)}
        for i, left in enumerate(names)
    }
    return PrintedVar.from_equations(equations)


def normalised_cholesky(system, sigma, ordering, shock, steps):
    """Orthogonalised responses by the textbook route: permute, factor, scale the own impact to 1."""
    order = [system.index(name) for name in ordering]
    factor = np.zeros_like(sigma)
    factor[np.ix_(order, order)] = np.linalg.cholesky(sigma[np.ix_(order, order)])
    column = factor[:, system.index(shock)]
    return impulse_responses(system.lags, steps) @ column / column[system.index(shock)]


def test_companion_moduli_match_lutkepohl():
    moduli = np.sort(np.abs(np.linalg.eigvals(companion_matrix(E1_LAGS))))[::-1]
    assert moduli == pytest.approx(E1_MODULI, abs=PRINTED_EIGHT)


def test_companion_moduli_of_coefficients_rounded_to_three_decimals():
    moduli = np.sort(np.abs(np.linalg.eigvals(companion_matrix(E1_LAGS.round(3)))))[::-1]
    assert moduli == pytest.approx(E1_ROUNDED_MODULI, abs=1e-8)  # exact inputs, printed output


def test_orthogonalised_step_one_matches_lutkepohl():
    theta = impulse_responses(E1_LAGS, 1)[1] @ np.linalg.cholesky(E1_SIGMA)
    assert theta == pytest.approx(E1_THETA1, abs=PRINTED_EIGHT)


def test_normalised_theta_one_is_a_member_of_the_identified_set():
    system = PrintedVar(("inv", "inc", "cons"), E1_LAGS, E1_LAGS, E1_LAGS, np.zeros(3))
    family = response_family(system, "inv", system.names, 2)
    lam = E1_SIGMA[1:, 0] / E1_SIGMA[0, 0]
    ours = np.array([family.curve(name, lam)[1] for name in system.names])
    assert ours * np.sqrt(E1_SIGMA[0, 0]) == pytest.approx(E1_THETA1[:, 0], abs=PRINTED_EIGHT)


@pytest.mark.parametrize("ordering", list(itertools.permutations(["v0", "v1", "v2"])))
@pytest.mark.parametrize("shock", ["v0", "v1", "v2"])
def test_every_cholesky_response_has_its_lambda(ordering, shock):
    rng = np.random.default_rng(1)
    for _ in range(5):
        system = random_system(rng)
        root = rng.normal(size=(3, 3))
        sigma = root @ root.T
        textbook = normalised_cholesky(system, sigma, ordering, shock, 7)
        family = response_family(system, shock, ordering, 8)
        # λ by the definition: partial covariance given the variables ordered earlier.
        earlier = [system.index(n) for n in ordering[: ordering.index(shock)]]
        here = [system.index(n) for n in (shock, *family.followers)]
        partial = sigma[np.ix_(here, here)]
        if earlier:
            cross = sigma[np.ix_(here, earlier)]
            partial = partial - cross @ np.linalg.inv(sigma[np.ix_(earlier, earlier)]) @ cross.T
        lam = partial[1:, 0] / partial[0, 0]
        ours = np.array([family.curve(name, lam) for name in system.names]).T
        assert ours == pytest.approx(textbook, abs=1e-9)  # two float routes to one number


def test_every_lambda_has_its_covariance():
    rng = np.random.default_rng(2)
    system = random_system(rng)
    lam = np.array([-7.0, 40.0])
    column = np.r_[1.0, lam]
    sigma = np.outer(column, column) + np.diag([0.0, 1.0, 1.0])
    textbook = normalised_cholesky(system, sigma, system.names, "v0", 5)
    family = response_family(system, "v0", system.names, 6)
    ours = np.array([family.curve(name, lam) for name in system.names]).T
    assert ours == pytest.approx(textbook, abs=1e-8)


def test_accumulated_responses_are_sums_from_the_impact():
    system = PrintedVar.from_equations(INCOME_SYSTEM)
    plain = response_family(system, "CII", system.names, 9)
    summed = response_family(system, "CII", system.names, 9, accumulated=True)
    lam = [0.3, -0.2]
    assert summed.curve("LGR", lam) == pytest.approx(plain.curve("LGR", lam).cumsum(), abs=1e-12)


def test_conventions_name_the_same_curve():
    system = PrintedVar.from_equations(GDP_SYSTEM)
    one = response_family(system, "CII", system.names, 6, "eviews")
    zero = response_family(system, "CII", system.names, 5, "zero-based")
    assert one.curve("GDP", [0.1]).tolist() == zero.curve("GDP", [0.1]).tolist()
    assert (one.periods[0], zero.periods[0]) == (1, 0)


@pytest.mark.parametrize("digits", [2, 3, 4])
def test_rounding_bounds_hold_over_the_box(digits):
    rng = np.random.default_rng(digits)
    system = random_system(rng, k=2, digits=digits)
    radius = response_radius(system, 12)
    printed = impulse_responses(system.lags, 12)
    draws = rng.uniform(system.low, system.high, size=(300, *system.lags.shape))
    corners = np.where(rng.random(draws.shape) < 0.5, system.low, system.high)
    for points in (draws, corners):
        moved = np.abs(impulse_responses(points, 12) - printed)
        assert (moved <= radius + 1e-12).all()
    # Not vacuous: the bound is of the order of what the corners reach.
    reached = np.abs(impulse_responses(corners, 12) - printed).max(axis=0)
    assert radius[1:4].max() < 6 * reached[1:4].max()


def test_root_interval_contains_the_box():
    rng = np.random.default_rng(3)
    for _ in range(20):
        system = random_system(rng, k=2)
        roots = ar_roots(system, 300, rng)
        assert roots.guaranteed[0] <= roots.found[0] <= roots.modulus <= roots.found[1]
        assert roots.found[1] <= roots.guaranteed[1]


def test_printed_systems_roots():
    # Largest moduli by an independent determinant: roots of det(I − A₁z − A₂z²) by polynomial.
    for system in readings(GDP_SYSTEM, DOUBTFUL).values():
        a, b = system.lags
        entry = {
            (i, j): np.array([-b[i, j], -a[i, j], float(i == j)])
            for i in range(2)
            for j in range(2)
        }
        det = np.polysub(np.polymul(entry[0, 0], entry[1, 1]), np.polymul(entry[0, 1], entry[1, 0]))
        outside = np.abs(1 / np.roots(det)).max()
        assert largest_modulus(system.lags) == pytest.approx(outside, abs=1e-9)


def test_four_readings_only_one_stable():
    stable = {
        name: ar_roots(system, 0).stable for name, system in readings(GDP_SYSTEM, DOUBTFUL).items()
    }
    assert list(stable.values()) == [True, False, None, False]
    assert next(iter(stable)) == "GDP: CII(−2) −, CII: GDP(−1) −"


def scalar(predicate, curve, first=1):
    """Read a predicate on one fixed curve, by a system with no free λ."""
    from netpoverty.models.var.responses import ResponseFamily

    n = len(curve)
    family = ResponseFamily(
        ("y", "s"), "s", (), "eviews", np.arange(first, n + first),
        np.column_stack([curve, np.zeros(n)]), np.zeros((n, 2, 0)), np.zeros((n, 2)),
        np.zeros((n, 2, 0)), 0.5, 0.0,
    )  # fmt: skip
    formula = predicate.formula(family)
    assert holds_at(negate(formula), ()) is not holds_at(formula, ())
    return holds_at(formula, ())


@pytest.mark.parametrize(
    ("predicate", "curve", "expected"),
    [
        (peak("y", 3), [0, 1, 3, 2], True),
        (peak("y", 3), [0, 3, 3, 2], False),  # a tie is no peak
        (peak("y", 3), [0, 1, 3, 4], False),
        (peak("y", 2, "trough"), [0, -5, 3, 4], True),
        (peak("y", 2, "size"), [0, -5, 3, 4], True),
        (peak("y", 4, "size"), [0, -5, 3, 4], False),
        (local_peak("y", 2), [0, 2, 1, 9], True),
        (local_peak("y", 1), [3, 2, 1, 9], True),
        (positive("y", 2, 3), [0, 1, 2, -1], True),
        (positive("y"), [0, 1, 2, 1], False),  # zero at the impact is not positive
        (negative("y", 4), [0, 1, 2, -1], True),
        (increases("y", 1, 3), [0, 1, 2, -1], True),
        (increases("y"), [0, 1, 2, -1], False),
        (decreases("y", 3, 4), [0, 1, 2, -1], True),
        (small("y", 1, 2, 0.1), [0.1, -0.1, 1, 0.5], True),
        (small("y", 1, 2, 0.1), [0.11, 0, 1, 0.5], False),
        (small("y", 1, 2, 0.1), [0.11, 0, 1, -2], True),  # the largest size may be negative
        (near_zero("y", 2, 0.1), [5, 1, 0.5, -0.5], True),
        (near_zero("y", 2, 0.1), [5, 1, 0.5, -0.6], False),
        (immediate("y", 0.1), [0.2, 1, 0], True),
        (immediate("y", 0.1), [0.1, 1, 0], False),
        (nonzero_at_impact("y"), [-0.1, 1], True),
        (nonzero_at_impact("y"), [0.0, 1], False),
        (steepest_rise("y", 3), [0, 1, 3, 4], True),
        (steepest_rise("y", 2), [0, 1, 3, 4], False),
        (larger("y", "s", 1, 2), [1, 2, -1], True),
        (larger("y", "s"), [1, 2, -1], False),
        (peak("y", 2) & positive("y", 2, 3), [0, 2, 1], True),
        (peak("y", 1) | positive("y", 2, 3), [0, 2, 1], True),
        (~peak("y", 1), [0, 2, 1], True),
        (converges(), [0, 2, 1], True),
    ],
)
def test_predicates_read_whole_curves(predicate, curve, expected):
    assert scalar(predicate, curve) is expected


@pytest.mark.parametrize("count", [1, 2, 5, 40])
def test_leaving_out_dominated_lines_keeps_the_maximum(count):
    rng = np.random.default_rng(count)
    for trial in range(20):
        slope = rng.normal(size=count).round(1 if trial % 2 else 6)  # with ties and without
        radius = abs(rng.normal(scale=0.02, size=(count, 2)))
        constant = rng.normal(size=count)
        lines = [
            Affine(constant[i], slope[i : i + 1], radius[i, 0], radius[i, 1:]) for i in range(count)
        ]
        kept = could_be_largest(lines)
        for lam in np.r_[np.linspace(-5, 5, 41), -1e4, 1e4]:
            for rounding in (-1, 0, 1):
                full, few = (
                    max(robustness(Inequality(line), [lam], rounding) for line in group)
                    for group in (lines, kept)
                )
                assert few == pytest.approx(full, abs=1e-12)
    assert count < 5 or len(kept) < count


def test_gradient_finds_a_corner_that_changes_the_verdict():
    """A claim that misses by less than rounding can move: random corners rarely find it."""
    rng = np.random.default_rng(11)
    system = random_system(rng, digits=2)
    ordering = ("v1", "v2", "v0")
    base = response_family(system, "v0", ordering, 3)
    gap = float(base.curve("v1")[2])
    shifted = system.lags.copy()
    shifted[1, 1, 0] -= (
        gap + 0.006
    )  # response of v1 two years on is now −0.006, box ±0.005 and more
    near = system.with_lags(shifted)
    claim = Claim("", "v0", positive("v1", 3, 3))
    (case,) = assess(claim, near, 3, [ordering], ["eviews"]).cases
    assert case.status == "never" and not case.settled
    assert case.rounding.startswith("changes at 1 of 2 gradient-directed")


def claims_on(first, second):
    return [
        peak(first, 3),
        peak(first, 4, "size"),
        small(first, None, 2, 0.3) & peak(first, 4),
        near_zero(first, 5, 0.4),
        immediate(first, 0.5) & positive(first, 2, 4),
        same_peak(first, second),
        larger(first, second, 2, 3) | decreases(second, 2, 4),
        ~increases(first, 1, 3),
    ]


def test_one_lambda_sets_are_exact():
    """On a fine grid of λ the set agrees with plain evaluation of the curve at every point."""
    rng = np.random.default_rng(4)
    grid = np.r_[np.linspace(-4, 4, 41), -50, 50] + 1e-4
    statuses = set()
    for _ in range(4):
        system = random_system(rng, k=2, scale=0.5)
        for predicate in claims_on("v1", "v0"):
            claim = Claim("", "v0", predicate)
            (case,) = assess(claim, system, 7, [("v0", "v1")], ["eviews"]).cases
            formula = predicate.formula(response_family(system, "v0", ("v0", "v1"), 7))
            truth = [holds_at(formula, [lam]) for lam in grid]
            assert truth == [lam in case.where for lam in grid]
            statuses.add(case.status)
            if case.witness:
                assert holds_at(formula, case.witness)
            if case.counterexample:
                assert not holds_at(formula, case.counterexample)
    assert statuses >= {"sometimes", "never"}


def test_two_lambda_verdicts_agree_with_a_grid():
    """No grid point contradicts the verdict, and a witness is a true member."""
    rng = np.random.default_rng(5)
    ticks = np.r_[np.linspace(-3, 3, 13), -40, 40]
    found = {"always": 0, "sometimes": 0, "never": 0}
    for _ in range(3):
        system = random_system(rng, scale=0.4)
        for predicate in claims_on("v1", "v2"):
            verdict = assess(Claim("", "v0", predicate), system, 7, [system.names], ["eviews"])
            (case,) = verdict.cases
            formula = predicate.formula(response_family(system, "v0", system.names, 7))
            values = [robustness(formula, lam) for lam in itertools.product(ticks, ticks)]
            found[case.status] += 1
            if case.status == "never":
                assert max(values) <= -case.margin + 1e-7  # LP resolution
            if case.status == "always":
                assert min(values) > 0
            if case.status == "sometimes":
                assert robustness(formula, case.witness) > -1e-8  # a weak row may be met exactly
                assert max(map(abs, case.witness)) >= case.least - 1e-6
                assert robustness(formula, case.counterexample) <= 0
    assert found["sometimes"] > 5 and found["never"] > 0


def test_never_margin_is_the_best_any_lambda_can_do():
    """The margin of an impossible claim equals a brute-force minimax over a refined grid."""
    system = PrintedVar.from_equations(INCOME_SYSTEM)
    predicate = peak("PCIR", 3) & peak("LGR", 3)
    (case,) = assess(Claim("", "CII", predicate), system, 10, [system.names], ["eviews"]).cases
    formula = predicate.formula(response_family(system, "CII", system.names, 10))
    centre, width = np.zeros(2), 1.0
    for _ in range(12):  # the robustness of a conjunction is concave in λ: shrinking works
        grid = [
            centre + width * np.array(s)
            for s in itertools.product(np.linspace(-1, 1, 21), repeat=2)
        ]
        centre = max(grid, key=lambda lam: robustness(formula, lam))
        width /= 3
    assert case.status == "never"
    assert case.margin == pytest.approx(-robustness(formula, centre), abs=1e-5)  # last grid step


def test_proofs_survive_every_corner():
    """Whatever is called proved is true at random corners of wide boxes (two decimals)."""
    rng = np.random.default_rng(6)
    proved = 0
    for _ in range(6):
        system = random_system(rng, k=2, scale=0.5)
        for predicate in claims_on("v1", "v0")[:5]:
            claim = Claim("", "v0", predicate)
            options = {"orderings": [("v0", "v1")], "conventions": ["eviews"]}
            (case,) = assess(claim, system, 6, **options).cases
            if case.rounding != "proved for the whole box":
                continue
            proved += 1
            for _ in range(10):
                lags = np.where(rng.random(system.lags.shape) < 0.5, system.low, system.high)
                (moved,) = assess(claim, system.with_lags(lags), 6, **options).cases
                assert moved.status == case.status
    assert proved >= 10


def test_joint_claims_share_one_lambda():
    """Each half can hold, the whole cannot: the halves need different λ."""
    system = PrintedVar.from_equations(GDP_SYSTEM)
    options = {"horizon": 10, "orderings": [("CII", "GDP")], "conventions": ["eviews"]}
    rise, fall = positive("GDP", 1, 1), negative("GDP", 2, 2)
    halves = [assess(Claim("", "CII", part), system, **options) for part in (rise, fall)]
    whole = assess(Claim("", "CII", rise & fall), system, **options)
    assert [half.status for half in halves] == ["sometimes", "sometimes"]
    assert whole.status == "never" and whole.settled
    # At the impact the response is λ, a year later 0.1318 + 0.8602 λ: best at λ = −0.1318/1.8602.
    assert whole.margin == pytest.approx(0.1318 / 1.8602, abs=1e-9)


def test_published_peak_claim():
    verdict = assess(Claim("", "CII", peak("GDP", 6)), readings(GDP_SYSTEM, DOUBTFUL), 10)
    assert verdict.status == "sometimes" and verdict.settled
    (case,) = verdict.where()
    assert case.ordering == ("CII", "GDP") and case.convention == "eviews"
    assert case.where.intervals[0].high == pytest.approx(-0.8241, abs=5e-4)  # four shown digits
    assert "CII(−2) +" in case.reading


def test_scale_bounds_restrict_lambda():
    systems = readings(GDP_SYSTEM, DOUBTFUL)
    claim = Claim("", "CII", peak("GDP", 6))
    assert assess(claim, systems, 10, scale_bounds={"GDP": 0.8}).status == "never"
    assert assess(claim, systems, 10, scale_bounds={"GDP": 0.9}).status == "sometimes"


def test_slips_find_a_planted_sign():
    """A claim true of one system is found again after one of its signs is misprinted."""
    truth = random_system(np.random.default_rng(7), k=2, scale=0.5)
    curve = response_family(truth, "v0", ("v1", "v0"), 8).curve("v1")
    claim = Claim("", "v0", peak("v1", int(np.argmax(curve)) + 1))
    printed = truth.flip_sign("v1", "v0", 1)
    options = {"horizon": 8, "orderings": [("v1", "v0")], "conventions": ["eviews"]}
    assert assess(claim, printed, **options).status == "never"
    found = search_slips(claim, printed, **options).to_frame()
    assert "sign of v0(−1) in the equation of v1" in found["slip"].tolist()


def test_slips_find_accumulation_and_a_shifted_period():
    system = PrintedVar.from_equations({"x": {"x": ["0.5"]}})
    rising = search_slips(Claim("", "x", increases("x", 1, 4)), system, 5, kinds=["accumulated"])
    assert {slip.kind for slip in rising.found} == {"accumulated"}
    late = Claim("", "x", peak("x", 2))
    assert assess(late, system, 5, conventions=["eviews"]).status == "never"
    shifted = search_slips(late, system, 5, conventions=["eviews"], kinds=["period"])
    assert [slip.words for slip in shifted.found] == ["periods counted one earlier"]


def test_exchanged_slip_reads_the_other_response():
    system = PrintedVar.from_equations(
        {"x": {"x": ["0.5"], "y": ["0.9"]}, "y": {"x": ["0.0"], "y": ["0.5"]}}
    )
    claim = Claim("", "x", positive("y", 2, 3))
    options = {"horizon": 4, "orderings": [("y", "x")], "conventions": ["eviews"]}
    assert assess(claim, system, **options).status == "never"
    (slip,) = search_slips(claim, system, kinds=["exchanged"], **options).found
    assert slip.kind == "exchanged" and slip.case.followers == ("x",)


def test_sizes_and_shares_are_refused():
    assert not not_identified("size") and "not printed" in not_identified("shares").reason


@pytest.mark.parametrize(
    ("action", "message"),
    [
        (lambda s: response_family(s, "CII", ("CII", "GPD"), 5), r"did you mean 'GDP'"),
        (lambda s: response_family(s, "CII", ("CII",), 5), r"ordering: .* exactly once"),
        (lambda s: response_family(s, "CII", ("CII", "GDP"), 0), r"horizon: got 0"),
        (lambda s: response_family(s, "CII", ("CII", "GDP"), 5, "views"), r"convention: "),
        (lambda s: response_family(s, "cii", ("CII", "GDP"), 5), r"variable: got 'cii'"),
        (
            lambda s: assess(Claim("", "CII", peak("GDP", 9)), s, 6),
            r"horizon: got 6; .* at least 9",
        ),
        (lambda s: assess(Claim("", "CII", peak("LGR", 3)), s, 6), r"variable in claim: got 'LGR'"),
        (lambda s: small("GDP", 1, 2, share=2), r"share: got 2"),
        (lambda s: s.flip_sign("GDP", "CII", 3), r"lag: got 3; allowed: .* 1 to 2"),
        (lambda s: PrintedVar.from_equations({"x": {"x": ["+-0.2"]}}), r"one sign"),
        (
            lambda s: PrintedVar.from_equations({"x": {"x": ["0.2"], "y": ["0.1"]}}),
            r"equation of x",
        ),
        (
            lambda s: PrintedVar.from_equations(
                {"x": {"x": ["0.1", "0.2"], "y": ["0.1"]}, "y": {"x": [], "y": []}}
            ),
            r"lags of y in x: got 1; allowed: 2 lags",
        ),
        (lambda s: ar_roots(s, draws=5), r"rng: got None"),
    ],
)
def test_bad_input_gets_one_sentence(action, message):
    with pytest.raises(InputError, match=message) as caught:
        action(PrintedVar.from_equations(GDP_SYSTEM))
    assert str(caught.value).count("; allowed: ") == 1


def test_results_show_and_draw():
    import matplotlib

    matplotlib.use("Agg")
    system = PrintedVar.from_equations(GDP_SYSTEM)
    verdict = assess(Claim("peaks late", "CII", peak("GDP", 6)), system, 8)
    assert "Verdict: never" in verdict.summary() and "<table" in verdict._repr_html_()
    family = response_family(system, "CII", system.names, 8)
    for axes in (verdict.plot(), family.plot("GDP", [[0.2]]), ar_roots(system, 0).plot()):
        assert axes.get_xlabel() and axes.figure.patch.get_alpha() == 0
        matplotlib.pyplot.close(axes.figure)
