"""Inequality: Gini, generalised entropy, Atkinson, quantile ratios, with linearised errors."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from netpoverty.errors import refuse
from netpoverty.poverty.incomes import Incomes, positive, prepare
from netpoverty.poverty.sen import midranks
from netpoverty.survey.estimate import estimates_from_influence
from netpoverty.survey.quantiles import quantile
from netpoverty.survey.results import Estimates, jacobian


def _finish(
    incomes: Incomes,
    name: str,
    value: float,
    influence: np.ndarray,
    title: str,
    share: bool = False,
) -> Estimates:
    made = estimates_from_influence(
        incomes.design,
        [name],
        [value],
        np.where(incomes.used, influence, 0.0),
        where=incomes.used,
        share=share,
        title=title,
        dropped=incomes.dropped,
    )
    said = "; ".join(incomes.remarks)
    if said:
        return replace(made, convention=f"{made.convention}; {said}")
    return made


def _from_totals(incomes: Incomes, columns: list[np.ndarray], function) -> tuple[float, np.ndarray]:
    """Return a function of weighted totals with each row's influence on it."""
    scores = np.column_stack([np.where(incomes.used, column, 0.0) for column in columns])
    totals = incomes.design.weights @ scores
    return float(function(totals)), scores @ jacobian(function, totals)[0]


def _mean_above_zero(incomes: Incomes) -> float:
    mean = float(incomes.weights @ incomes.values) / incomes.people
    if mean <= 0:
        raise refuse("income", f"a mean of {mean:g}", "a mean above 0 for relative inequality")
    return mean


def gini(
    income: object, design: object = None, *, where: object = None, missing: str = "refuse"
) -> Estimates:
    """Estimate the Gini coefficient.

    Zero and negative incomes enter as they are; with many negative ones it can exceed one.

    Parameters
    ----------
    income : (n,) array, any unit
    design : Design, weights or None

    Notes
    -----
    G = 2 Σ w_i y_i F_i / Y − 1 with mid-ranks F, no small-sample factor; influence
    [2 (y_i F_i + (Y − Y_i)/N) − (G + 1)(Y/N + y_i)]/Y, Y_i the amount at or below y_i.
    Langel & Tillé (2013), doi:10.1111/j.1467-985X.2012.01048.x.

    >>> round(gini([1.0, 3.0])["Gini"], 3)
    0.25
    """
    incomes = prepare(income, design, where, missing)
    mean = _mean_above_zero(incomes)
    y, people = incomes.values, incomes.people
    amount = mean * people
    rank, lower = midranks(y, incomes.weights)
    rank = rank / people
    value = 2 * float(incomes.weights @ (y * rank)) / amount - 1
    influence = (2 * (y * rank + (amount - lower) / people) - (value + 1) * (mean + y)) / amount
    return _finish(incomes, "Gini", value, influence, "Gini coefficient", share=value < 1)


def generalised_entropy(
    income: object,
    alpha: float = 1.0,
    design: object = None,
    *,
    where: object = None,
    missing: str = "refuse",
    nonpositive: str = "refuse",
    floor: float | None = None,
) -> Estimates:
    """Estimate the generalised entropy index of order α.

    Order 1 is Theil's T, 0 the mean log deviation (Theil's L), 2 half the squared
    coefficient of variation.

    Parameters
    ----------
    nonpositive : {"refuse", "drop", "floor"}
        Rule for incomes that the index cannot take: zero and less for α ≤ 0, negative ones
        for α > 0, where a zero adds its limit.

    Notes
    -----
    GE(α) = [mean((y/μ)^α) − 1]/(α(α − 1)); T = mean((y/μ) ln(y/μ)); L = mean(ln(μ/y)).
    Errors linearise the function of totals. Shorrocks (1984), doi:10.2307/1913511.

    >>> round(generalised_entropy([1.0, 3.0], 1.0)["GE(1)"], 6)
    0.130812
    """
    bound = 0.0 if alpha <= 0 else -np.finfo(float).tiny
    incomes = positive(prepare(income, design, where, missing), nonpositive, floor, bound)
    _mean_above_zero(incomes)
    y, ones = incomes.values, np.ones_like(incomes.values)
    logs = np.log(np.where(y > 0, y, 1.0))
    if alpha == 1:
        columns = [ones, y, y * logs]
        value, influence = _from_totals(
            incomes, columns, lambda t: t[2] / t[1] - np.log(t[1] / t[0])
        )
    elif alpha == 0:
        columns = [ones, y, logs]
        value, influence = _from_totals(
            incomes, columns, lambda t: np.log(t[1] / t[0]) - t[2] / t[0]
        )
    else:
        powers = np.where(y > 0, np.where(y > 0, y, 1.0) ** alpha, 0.0)
        scale = 1 / (alpha * (alpha - 1))
        value, influence = _from_totals(
            incomes,
            [ones, y, powers],
            lambda t: scale * (t[2] / t[0] * (t[0] / t[1]) ** alpha - 1),
        )
    return _finish(
        incomes, f"GE({alpha:g})", value, influence, f"Generalised entropy, α = {alpha:g}"
    )


def theil(income: object, design: object = None, **options: object) -> Estimates:
    """Estimate Theil's T: generalised entropy of order one.

    Takes the options of `generalised_entropy`. Theil (1967), *Economics and Information Theory*.

    >>> round(theil([1.0, 3.0])["GE(1)"], 6)
    0.130812
    """
    return generalised_entropy(income, 1.0, design, **options)


def atkinson(
    income: object,
    epsilon: float = 0.5,
    design: object = None,
    *,
    where: object = None,
    missing: str = "refuse",
    nonpositive: str = "refuse",
    floor: float | None = None,
) -> Estimates:
    """Estimate the Atkinson index of aversion ε.

    The share of total income that could be given up if the rest were equally shared.

    Parameters
    ----------
    epsilon : float above 0
    nonpositive : {"refuse", "drop", "floor"}
        Rule for zero and negative incomes; a zero is harmless while ε < 1.

    Notes
    -----
    A = 1 − mean(y^(1−ε))^(1/(1−ε))/μ, and 1 − exp(mean ln y)/μ for ε = 1.
    Atkinson (1970), doi:10.1016/0022-0531(70)90039-6.

    >>> round(atkinson([1.0, 3.0], 0.5)["Atkinson(0.5)"], 6)
    0.066987
    """
    if not epsilon > 0:
        raise refuse("epsilon", epsilon, "a number above 0")
    bound = 0.0 if epsilon >= 1 else -np.finfo(float).tiny
    incomes = positive(prepare(income, design, where, missing), nonpositive, floor, bound)
    _mean_above_zero(incomes)
    y, ones = incomes.values, np.ones_like(incomes.values)
    if epsilon == 1:
        value, influence = _from_totals(
            incomes,
            [ones, y, np.log(np.where(incomes.used, y, 1.0))],
            lambda t: 1 - np.exp(t[2] / t[0]) * t[0] / t[1],
        )
    else:
        power = 1 - epsilon
        raised = np.where(y > 0, np.where(y > 0, y, 1.0) ** power, 0.0)
        value, influence = _from_totals(
            incomes,
            [ones, y, raised],
            lambda t: 1 - (t[2] / t[0]) ** (1 / power) * t[0] / t[1],
        )
    title = f"Atkinson index, ε = {epsilon:g}"
    return _finish(incomes, f"Atkinson({epsilon:g})", value, influence, title, share=True)


def quantile_ratio(
    income: object,
    upper: float = 0.9,
    lower: float = 0.1,
    design: object = None,
    *,
    convention: str = "midpoint",
    where: object = None,
    missing: str = "refuse",
) -> Estimates:
    """Estimate a ratio of quantiles, P90/P10 by default.

    Errors linearise both quantiles; see `netpoverty.survey.quantile` for the convention.
    Osier (2009), doi:10.18148/srm/2009.v3i3.369.

    >>> quantile_ratio([1.0, 2.0, 3.0, 4.0, 5.0], 0.75, 0.25).values.tolist()
    [2.0]
    """
    made = quantile(
        income, [lower, upper], design, convention=convention, where=where, missing=missing
    )
    if made.values[0] <= 0:
        raise refuse("lower", f"a quantile of {made.values[0]:g}", "a lower quantile above 0")
    name = f"P{100 * upper:g}/P{100 * lower:g}"
    return made.transform(lambda q: q[1] / q[0], [name], title="Quantile ratio")
