"""Impulse responses of a VAR, with what is left open when the residual covariance is unknown."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from netpoverty.errors import choose, refuse
from netpoverty.models.var.printed import PrintedVar
from netpoverty.models.var.roots import (
    companion_matrix,
    largest_modulus,
    modulus_range,
    rounding_error,
)
from netpoverty.results import NotComputable, Result

FIRST_PERIOD = {"eviews": 1, "zero-based": 0}
"""Number given to the period of the impact: EViews counts it as 1, Lütkepohl as 0."""


def impulse_responses(lags: np.ndarray, steps: int) -> np.ndarray:
    """Return the responses to a unit shock, steps 0 to `steps` after it.

    Parameters
    ----------
    lags : array (..., p, k, k); leading axes are carried along (draws).
    steps : whole number ≥ 0; the impact is step 0.

    Returns an array (..., steps + 1, k, k) with entry [h, i, j] the response of variable i to a
    unit residual in equation j: Φ₀ = I, Φ_h = Σ_l A_l Φ_{h−l}.

    >>> impulse_responses(np.array([[[0.5]]]), 3).ravel().tolist()
    [1.0, 0.5, 0.25, 0.125]
    """
    lags = np.asarray(lags, dtype=float)
    p, k = lags.shape[-3], lags.shape[-1]
    if steps < 0:
        raise refuse("steps", steps, "a whole number of at least 0")
    phi = np.zeros((*lags.shape[:-3], steps + 1, k, k))
    phi[..., 0, :, :] = np.eye(k)
    for h in range(1, steps + 1):
        for lag in range(min(p, h)):
            phi[..., h, :, :] += lags[..., lag, :, :] @ phi[..., h - lag - 1, :, :]
    return phi


def response_radius(system: PrintedVar, steps: int) -> np.ndarray:
    """Return how far rounding can move each unit response: a bound for the whole box.

    Array (steps + 1, k, k); for every system inside the rounding box |Φ_h − Φ_h(printed)| is at
    most this. With C = VΛV⁻¹ and |E| ≤ R the rounding of the companion matrix,
    |(C+E)^h − C^h| ≤ |V| [(|Λ|+F)^h − |Λ|^h] |V⁻¹|, F = |V⁻¹|R|V|; the same with V = I, Λ = C
    holds as well, so the smaller of the two bounds is returned.
    """
    k, p = len(system.names), system.order
    error = rounding_error(system)
    matrix = companion_matrix(system.lags)
    bounds = [_power_bound(np.abs(matrix), error, steps)]
    values, vectors = np.linalg.eig(matrix)
    if np.linalg.cond(vectors) < 1e8:
        inverse = np.linalg.inv(vectors)
        moved = np.abs(inverse) @ error @ np.abs(vectors)
        middle = _power_bound(np.diag(np.abs(values)), moved, steps)
        bounds.append(np.abs(vectors) @ middle @ np.abs(inverse))
    select = np.eye(p * k)[:k]
    return np.minimum.reduce([select @ bound @ select.T for bound in bounds])


def _power_bound(size: np.ndarray, error: np.ndarray, steps: int) -> np.ndarray:
    """Return (size + error)^h − size^h for h = 0 … steps without cancellation."""
    power, gap, out = np.eye(len(size)), np.zeros_like(error), []
    for _ in range(steps + 1):
        out.append(gap)
        gap = (size + error) @ gap + error @ power
        power = size @ power
    return np.array(out)


def periods_shown(convention: str, horizon: int) -> np.ndarray:
    """Return the periods that carry a response, from the impact to `horizon`.

    >>> periods_shown("eviews", 3).tolist(), periods_shown("zero-based", 3).tolist()
    ([1, 2, 3], [0, 1, 2, 3])
    """
    first = FIRST_PERIOD[choose("convention", convention, FIRST_PERIOD)]
    if isinstance(horizon, bool) or int(horizon) != horizon or horizon < max(first, 1):
        raise refuse("horizon", horizon, "a whole number of periods of at least 1")
    return np.arange(first, int(horizon) + 1)


def check_ordering(ordering: Sequence[str], names: Sequence[str]) -> tuple[str, ...]:
    """Return the ordering if it names each variable once, else refuse it."""
    for variable in ordering:
        choose("variable in ordering", variable, names)
    if sorted(ordering) != sorted(names):
        raise refuse("ordering", tuple(ordering), f"each of {', '.join(names)} exactly once")
    return tuple(ordering)


def orderings_of(
    names: Sequence[str], given: str | Sequence[Sequence[str]] = "all"
) -> list[tuple[str, ...]]:
    """Return the orderings asked for: "all" recursive ones, or those listed, checked.

    >>> orderings_of(["x", "y"])
    [('x', 'y'), ('y', 'x')]
    """
    if isinstance(given, str):
        choose("orderings", given, ("all",))
        return list(itertools.permutations(names))
    return [check_ordering(ordering, names) for ordering in given]


def followers_of(names: Sequence[str], shock: str, ordering: Sequence[str]) -> tuple[str, ...]:
    """Return the variables ordered after the shock, in the order of `names`: one λ each."""
    after = set(ordering[list(ordering).index(shock) + 1 :])
    return tuple(name for name in names if name in after)


@dataclass(frozen=True)
class ResponseFamily(Result):
    """Every orthogonalised response to one shock that the printed coefficients allow.

    For a shock j scaled to raise its own variable by one, a recursive (Cholesky) ordering gives
    variable i at step h the response

        y_i(h; λ) = Φ_h[i, j] + Σ_k λ_k Φ_h[i, k],   k ordered after j,
        λ_k = Cov(u_k, u_j | earlier) / Var(u_j | earlier).

    Every real λ belongs to some covariance matrix, so the family is the identified set; which
    variables come *before* j, and the order among those after it, do not matter.

    Parameters
    ----------
    names, shock, followers : variables; the shock; those ordered after it (one λ each).
    counting, periods : convention of the periods; their numbers, array (n,).
    fixed : array (n, k), the part without λ; slope : array (n, k, m), the part each λ multiplies.
    fixed_radius, slope_radius : bounds on what rounding can change, same shapes.
    spectral_radius : largest modulus of the companion matrix; root_radius bounds its rounding.
    accumulated : whether responses are summed from the impact on.
    """

    names: tuple[str, ...]
    shock: str
    followers: tuple[str, ...]
    counting: str
    periods: np.ndarray
    fixed: np.ndarray
    slope: np.ndarray
    fixed_radius: np.ndarray
    slope_radius: np.ndarray
    spectral_radius: float
    root_radius: float
    accumulated: bool = False

    title = "Responses identified up to λ"
    convention = "No errors: the curves follow from the printed coefficients by algebra."

    def curve(self, variable: str, lam: Sequence[float] = ()) -> np.ndarray:
        """Return the response of a variable over all periods, array (n,), at one λ.

        Parameters
        ----------
        lam : one number a follower, in units of the follower per unit of the shock variable.
        """
        lam = np.atleast_1d(np.asarray(lam, dtype=float))
        if lam.shape != (len(self.followers),):
            raise refuse("lam", lam.tolist(), f"{len(self.followers)} numbers, one a follower")
        i = self.names.index(choose("variable", variable, self.names))
        return self.fixed[:, i] + self.slope[:, i, :] @ lam

    def to_frame(self) -> pd.DataFrame:
        """Return one row a variable and period: the fixed part and one slope column a λ."""
        frames = []
        for i, name in enumerate(self.names):
            frame = pd.DataFrame({"variable": name, "period": self.periods})
            frame["at lambda 0"] = self.fixed[:, i]
            for position, follower in enumerate(self.followers):
                frame[f"per lambda {follower}"] = self.slope[:, i, position]
            frames.append(frame)
        return pd.concat(frames, ignore_index=True)

    def plot(self, variable: str, lambdas: Sequence[Sequence[float]] = (), ax=None):
        """Draw the response of one variable for several λ; see `draw_family`."""
        from netpoverty.models.var.drawing import draw_family

        return draw_family(self, variable, lambdas, ax)


def response_family(
    system: PrintedVar,
    shock: str,
    ordering: Sequence[str],
    horizon: int,
    convention: str = "eviews",
    accumulated: bool = False,
    rounding: bool = True,
) -> ResponseFamily:
    """Return the identified set of orthogonalised responses to one shock under one ordering.

    Parameters
    ----------
    ordering : the variables, causally first one first.
    horizon : last period shown (a number of years in annual data).
    convention : "eviews" (the impact is period 1) or "zero-based" (the impact is period 0).
    accumulated : sum the responses from the impact on.
    rounding : also bound what the rounding of the coefficients can change.

    >>> system = PrintedVar.from_equations({
    ...     "x": {"x": ["0.5"], "y": ["0.0"]}, "y": {"x": ["0.3"], "y": ["0.2"]}})
    >>> family = response_family(system, "x", ["x", "y"], horizon=3)
    >>> family.followers, family.curve("y", [2.0]).round(3).tolist()
    (('y',), [2.0, 0.7, 0.29])
    """
    ordering = check_ordering(ordering, system.names)
    periods = periods_shown(convention, horizon)
    j = system.index(shock)
    followers = followers_of(system.names, shock, ordering)
    columns = [system.index(name) for name in followers]
    phi = impulse_responses(system.lags, len(periods) - 1)
    radius = response_radius(system, len(periods) - 1) if rounding else np.zeros_like(phi)
    if accumulated:
        phi, radius = phi.cumsum(axis=0), radius.cumsum(axis=0)
    modulus = float(largest_modulus(system.lags))
    moved = max(abs(end - modulus) for end in modulus_range(system)) if rounding else 0.0
    return ResponseFamily(
        system.names, shock, followers, convention, periods,
        phi[:, :, j], phi[:, :, columns], radius[:, :, j], radius[:, :, columns],
        modulus, moved, accumulated,
    )  # fmt: skip


def not_identified(what: str = "size") -> NotComputable:
    """Say why printed coefficients do not give the size of a shock or the variance shares.

    Parameters
    ----------
    what : "size" (responses to a shock of one standard deviation) or "shares" (variance
        decomposition).

    >>> not_identified("shares").what
    'forecast error variance shares'
    """
    reasons = {
        "size": (
            "responses to a shock of one standard deviation",
            "the residual variances were not printed; sign, peak, zero crossings and relative "
            "size are identified given λ, the height in units of the data is not",
        ),
        "shares": (
            "forecast error variance shares",
            "they weigh squared responses by the residual variances, which were not printed; "
            "at the impact any share below 1 of a variable ordered later fits the coefficients",
        ),
    }
    return NotComputable(*reasons[choose("what", what, reasons)])
