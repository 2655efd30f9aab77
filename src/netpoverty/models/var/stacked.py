"""Curves of many systems at once, so that a statement is read on all of them in one pass."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from netpoverty.models.var.responses import (
    ResponseFamily,
    followers_of,
    impulse_responses,
    periods_shown,
)
from netpoverty.models.var.roots import largest_modulus


def families_of(
    lags: np.ndarray,
    names: Sequence[str],
    shock: str,
    ordering: Sequence[str],
    horizon: int,
    convention: str = "eviews",
    accumulated: bool = False,
) -> Iterator[ResponseFamily]:
    """Yield the response family of each of many systems, rounding not bounded.

    Parameters
    ----------
    lags : array (systems, p, k, k).

    >>> halves = np.array([[[[0.5]]], [[[0.25]]]])
    >>> [family.fixed[1, 0].item() for family in families_of(halves, ["x"], "x", ["x"], 3)]
    [0.5, 0.25]
    """
    names, followers = list(names), followers_of(names, shock, ordering)
    periods = periods_shown(convention, horizon)
    phi = impulse_responses(lags, len(periods) - 1)
    phi = phi.cumsum(axis=1) if accumulated else phi
    fixed = phi[..., names.index(shock)]
    slope = phi[..., [names.index(name) for name in followers]]
    for at, modulus in enumerate(largest_modulus(lags)):
        yield ResponseFamily(
            tuple(names), shock, followers, convention, periods, fixed[at], slope[at],
            np.zeros_like(fixed[at]), np.zeros_like(slope[at]), float(modulus), 0.0, accumulated,
        )  # fmt: skip


def stacked_family(
    curves: np.ndarray,
    moduli: np.ndarray,
    names: Sequence[str],
    shock: str,
    counting: str,
    periods: np.ndarray,
    accumulated: bool = False,
) -> ResponseFamily:
    """Return a family whose every response is an array, one entry a system, without any λ.

    A predicate's formula on it is for `holds_each` and `robustness_each`.

    Parameters
    ----------
    curves : array (systems, periods, k). moduli : array (systems,).
    """
    flat = np.zeros((len(periods), len(names)))
    none = np.zeros((*flat.shape, 0))
    return ResponseFamily(
        tuple(names), shock, (), counting, periods, np.moveaxis(curves, 0, -1), none, flat, none,
        moduli, 0.0, accumulated,
    )  # fmt: skip


def family_at(
    lags: np.ndarray,
    names: Sequence[str],
    shock: str,
    ordering: Sequence[str],
    lam: Sequence[float],
    horizon: int,
    convention: str = "eviews",
    accumulated: bool = False,
) -> ResponseFamily:
    """Return the stacked responses of many systems to one shock, at one λ.

    Parameters
    ----------
    lags : array (systems, p, k, k). lam : one number a variable ordered after the shock.

    >>> halves = np.array([[[[0.5]]], [[[0.25]]]])
    >>> family_at(halves, ["x"], "x", ["x"], (), 3).fixed[:, 0].tolist()
    [[1.0, 1.0], [0.5, 0.25], [0.25, 0.0625]]
    """
    names = list(names)
    periods = periods_shown(convention, horizon)
    columns = [names.index(name) for name in followers_of(names, shock, ordering)]
    phi = impulse_responses(lags, len(periods) - 1)
    curves = phi[..., names.index(shock)] + phi[..., columns] @ np.asarray(lam, dtype=float)
    if accumulated:
        curves = curves.cumsum(axis=1)
    return stacked_family(
        curves, largest_modulus(lags), names, shock, convention, periods, accumulated
    )
