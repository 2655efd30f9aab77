"""Whole distributions: Lorenz, generalised Lorenz, growth incidence."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from netpoverty.errors import refuse
from netpoverty.poverty.incomes import Incomes, prepare
from netpoverty.survey.estimate import estimates_from_influence
from netpoverty.survey.quantiles import quantile
from netpoverty.survey.results import Estimates

DECILES = tuple(np.arange(1, 10) / 10)


def _cumulated(incomes: Incomes, share: float) -> tuple[float, np.ndarray]:
    """Return the amount held by the poorest `share` of people, with each row's influence.

    The quantile's density cancels: (y − q) 1[y ≤ q] + p q (Deville 1999).
    """
    used = incomes.used
    order = np.argsort(incomes.values[used], kind="stable")
    y, weight = incomes.values[used][order], incomes.design.weights[used][order]
    reached = np.cumsum(weight)
    target = share * reached[-1]
    place = min(int(np.searchsorted(reached, target - 1e-12 * reached[-1])), y.size - 1)
    before = reached[place] - weight[place]
    amount = float(weight[:place] @ y[:place] + (target - before) * y[place])
    cut = y[place]
    below = incomes.values <= cut
    return amount, np.where(used, (incomes.values - cut) * below + share * cut, 0.0)


def lorenz(
    income: object,
    shares: Sequence[float] = DECILES,
    design: object = None,
    *,
    generalised: bool = False,
    where: object = None,
    missing: str = "refuse",
) -> Estimates:
    """Estimate ordinates of the Lorenz curve.

    Parameters
    ----------
    income : (n,) array
    shares : population shares in (0, 1)
        The poorest share p of people holds L(p) of all income.
    generalised : bool
        Multiply by the mean: GL(p) = μ L(p), in the unit of the income.

    Returns
    -------
    Estimates
        Named by population share, with joint covariance, so that `transform` gives the
        error of income shares and of ratios such as S80/S20.

    Notes
    -----
    Rows are split at the quantile. Langel & Tillé (2011), doi:10.1016/j.jspi.2011.03.023;
    Shorrocks (1983), doi:10.2307/2554117.

    >>> lorenz([1.0, 2.0, 3.0, 4.0], [0.5]).values.tolist()
    [0.3]
    """
    incomes = prepare(income, design, where, missing)
    points = np.atleast_1d(np.asarray(shares, dtype=float))
    if ((points <= 0) | (points >= 1)).any():
        raise refuse("shares", points.tolist(), "population shares in (0, 1)")
    people, amount = incomes.people, float(incomes.weights @ incomes.values)
    if amount <= 0 and not generalised:
        raise refuse("income", f"a total of {amount:g}", "a total above 0")
    base = people if generalised else amount
    per_row = np.where(incomes.used, 1.0 if generalised else incomes.values, 0.0)
    values, influence = [], []
    for point in points:
        held, reach = _cumulated(incomes, point)
        values.append(held / base)
        influence.append((reach - values[-1] * per_row) / base)
    return estimates_from_influence(
        incomes.design,
        list(points),
        values,
        np.column_stack(influence),
        where=incomes.used,
        share=(not generalised) and float(incomes.values[incomes.used].min()) >= 0,
        title="Generalised Lorenz curve" if generalised else "Lorenz curve",
        dropped=incomes.dropped,
    )


def share_ratio(
    income: object, top: float = 0.2, bottom: float = 0.2, design: object = None, **options: object
) -> Estimates:
    """Estimate the income of the top share over that of the bottom share, S80/S20 by default.

    Takes the options of `lorenz`. Langel & Tillé (2011), doi:10.1016/j.jspi.2011.03.023.

    >>> round(share_ratio([1.0, 2.0, 3.0, 4.0, 5.0])["S80/S20"], 9)
    5.0
    """
    made = lorenz(income, [bottom, 1 - top], design, **options)
    if made.values[0] <= 0:
        raise refuse("bottom", "a share that holds no income", "one with income above 0")
    name = f"S{100 * (1 - top):g}/S{100 * bottom:g}"
    return made.transform(lambda v: (1 - v[1]) / v[0], [name], title="Income share ratio")


def growth_incidence(
    before: object,
    after: object,
    shares: Sequence[float] = DECILES,
    *,
    design_before: object = None,
    design_after: object = None,
    convention: str = "midpoint",
) -> Estimates:
    """Estimate growth of each quantile between two independent samples.

    g(p) = q_after(p)/q_before(p) − 1. It follows places in the distribution, not persons.

    Parameters
    ----------
    before, after : (n₁,), (n₂,) arrays
        Incomes in the same unit and the same prices.

    Notes
    -----
    Variances by the delta method on both quantiles, which are independent.
    Ravallion & Chen (2003), doi:10.1016/S0165-1765(02)00205-7.

    >>> made = growth_incidence([1.0, 2.0, 3.0], [2.0, 3.0, 9.0], [0.5])
    >>> made[0.5]
    0.5
    """
    old = quantile(before, shares, design_before, convention=convention)
    new = quantile(after, shares, design_after, convention=convention)
    if (old.values <= 0).any():
        raise refuse("before", "a quantile of at most 0", "quantiles above 0, for growth rates")
    up, down = np.diag(1 / old.values), np.diag(-new.values / old.values**2)
    return Estimates(
        names=old.names,
        values=new.values / old.values - 1,
        covariance=up @ new.covariance @ up.T + down @ old.covariance @ down.T,
        degrees_of_freedom=old.degrees_of_freedom + new.degrees_of_freedom,
        units=np.minimum(old.units, new.units),
        share=np.zeros(old.values.size, dtype=bool),
        n=old.n + new.n,
        weight=old.weight + new.weight,
        convention=f"independent samples; {old.convention}",
        title="Growth incidence curve",
    )
