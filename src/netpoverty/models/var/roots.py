"""Roots of a VAR: does it die out, for every value that rounds to the printed one?"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
import pandas as pd

from netpoverty.errors import refuse
from netpoverty.models.var.printed import PrintedVar
from netpoverty.results import Result, format_number

EXHAUSTIVE_CORNERS = 4096


def companion_matrix(lags: np.ndarray) -> np.ndarray:
    """Return the companion matrix of a VAR(p) in k variables.

    Parameters
    ----------
    lags : array (..., p, k, k); leading axes are carried along (draws).

    Returns the array (..., pk, pk) C = [[A₁ … A_p], [I 0]], whose eigenvalues are the inverse
    roots of det(I − A₁z − … − A_p z^p) (Lütkepohl 2005, section 2.1.1,
    doi:10.1007/978-3-540-27752-1).

    >>> companion_matrix(np.array([[[0.5]], [[0.2]]])).tolist()
    [[0.5, 0.2], [1.0, 0.0]]
    """
    lags = np.asarray(lags, dtype=float)
    *lead, p, k, _ = lags.shape
    matrix = np.zeros((*lead, p * k, p * k))
    matrix[..., :k, :] = np.moveaxis(lags, -3, -2).reshape(*lead, k, p * k)
    matrix[..., k:, : k * (p - 1)] = np.eye(k * (p - 1))
    return matrix


def largest_modulus(lags: np.ndarray) -> np.ndarray:
    """Return the largest modulus of the companion roots, one number a system (leading axes).

    >>> round(float(largest_modulus(np.array([[[0.5]], [[0.24]]]))), 6)
    0.8
    """
    return np.abs(np.linalg.eigvals(companion_matrix(lags))).max(axis=-1)


def rounding_error(system: PrintedVar) -> np.ndarray:
    """Return how far each entry of the companion matrix may lie from its printed value."""
    half = np.maximum(system.high - system.lags, system.lags - system.low)
    error = companion_matrix(half)
    error[len(system.names) :] = 0.0
    return error


def modulus_range(system: PrintedVar) -> tuple[float, float]:
    """Return an interval that holds the largest modulus for every value in the rounding box.

    With C = VΛV⁻¹ and |E| ≤ R, the roots of C + E lie in discs of radius r = ‖|V⁻¹| R |V|‖∞ around
    the roots of C (Bauer & Fike 1960, doi:10.1007/BF01386217), and discs that hang together hold
    as many roots after as before: so some root stays in the group of discs of the largest one.
    """
    values, vectors = np.linalg.eig(companion_matrix(system.lags))
    if np.linalg.cond(vectors) > 1e10:
        return 0.0, np.inf
    moved = np.abs(np.linalg.inv(vectors)) @ rounding_error(system) @ np.abs(vectors)
    radius = float(moved.sum(axis=1).max())
    near = np.abs(values[:, None] - values) <= 2 * radius
    group = np.linalg.matrix_power(near.astype(int), len(values)) > 0
    inner = np.abs(values[group[np.abs(values).argmax()]]).min()
    return max(0.0, float(inner) - radius), float(np.abs(values).max()) + radius


@dataclass(frozen=True)
class Roots(Result):
    """Inverse roots of the characteristic polynomial (EViews' "AR roots").

    Parameters
    ----------
    inverse_roots : complex array (pk,), largest modulus first.
    modulus : largest modulus at the printed coefficients.
    found : smallest and largest value of that modulus met in the rounding box: the true range is
        at least this wide.
    guaranteed : an interval that holds it for every value in the box.
    searched : in words, what was searched.
    """

    inverse_roots: np.ndarray
    modulus: float
    found: tuple[float, float]
    guaranteed: tuple[float, float]
    searched: str

    title = "Companion roots"

    @property
    def stable(self) -> bool | None:
        """True or False if it is so in the whole rounding box, None if the box leaves it open."""
        if self.guaranteed[1] < 1:
            return True
        return False if self.guaranteed[0] >= 1 else None

    @property
    def convention(self) -> str:
        """What is guaranteed, in words."""
        ends = [format_number(x, 6) for x in (*self.found, *self.guaranteed)]
        return (
            f"Largest modulus over the rounding box: from {ends[0]} to {ends[1]} among "
            f"{self.searched}; guaranteed between {ends[2]} and {ends[3]} (Bauer–Fike)."
        )

    def to_frame(self) -> pd.DataFrame:
        """Return one row a root: real part, imaginary part, modulus, period of its cycle."""
        root = self.inverse_roots
        angle = np.abs(np.angle(root))
        with np.errstate(divide="ignore"):
            cycle = np.where(angle > 1e-9, 2 * np.pi / angle, np.inf)
        return pd.DataFrame(
            {"real": root.real, "imaginary": root.imag, "modulus": np.abs(root), "cycle": cycle}
        )

    def plot(self, ax=None):
        """Draw the inverse roots with the unit circle; returns the axes."""
        from netpoverty.models.var.drawing import draw_roots

        return draw_roots({"": self}, ax)


def ar_roots(system: PrintedVar, draws: int = 200, rng: np.random.Generator | None = None) -> Roots:
    """Return the companion roots, with the range that rounding leaves to the largest modulus.

    Parameters
    ----------
    draws : random points of the rounding box that are tried besides the corners.
    rng : random generator; needed if `draws` is positive.

    >>> system = PrintedVar.from_equations({"x": {"x": ["0.50", "0.24"]}})
    >>> ar_roots(system, draws=0).inverse_roots.real.round(3).tolist()
    [0.8, -0.3]
    """
    values = np.linalg.eigvals(companion_matrix(system.lags))
    values = values[np.lexsort((-values.imag, -np.abs(values).round(12)))]
    tried, words = box_points(system, draws, rng)
    moduli = np.append(largest_modulus(tried), np.abs(values[0]))
    found = (float(moduli.min()), float(moduli.max()))
    return Roots(values, float(np.abs(values[0])), found, modulus_range(system), words)


def box_points(
    system: PrintedVar, draws: int, rng: np.random.Generator | None, direction=None
) -> tuple[np.ndarray, str]:
    """Return points of the rounding box, array (n, p, k, k), with what they cover in words.

    All corners where there are at most 4096; otherwise the two corners that a gradient of the
    largest modulus points to, or the corners given as `direction` (array of signs, (c, p, k, k)).
    """
    free = system.high > system.low
    count = int(free.sum())
    if draws and rng is None:
        raise refuse("rng", None, "a numpy Generator, since draws is positive")
    if 2**count <= EXHAUSTIVE_CORNERS:
        signs = np.zeros((2**count, *free.shape))
        signs[:, free] = list(itertools.product((-1, 1), repeat=count))
        words = f"all {2**count} corners" if count else "the coefficients as given"
    else:
        signs = _modulus_direction(system) if direction is None else direction
        words = f"{len(signs)} gradient-directed corners"
    corners = np.where(signs > 0, system.high, np.where(signs < 0, system.low, system.lags))
    if not draws:
        return corners, words
    inside = rng.uniform(system.low, system.high, size=(draws, *free.shape))
    return np.concatenate([corners, inside]), f"{words} and {draws} random points"


def _modulus_direction(system: PrintedVar) -> np.ndarray:
    step = np.maximum((system.high - system.low) / 2, 1e-7)
    bumps = np.eye(system.lags.size).reshape(-1, *system.lags.shape) * step
    gradient = largest_modulus(system.lags + bumps) - largest_modulus(system.lags - bumps)
    sign = np.sign(gradient).reshape(system.lags.shape)
    return np.array([sign, -sign])
