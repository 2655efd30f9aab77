"""The equations of a mediation analysis: mediators on exposure, outcome on both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import ClassVar

import numpy as np
import pandas as pd
from scipy.linalg import block_diag

from netpoverty.errors import choose, refuse
from netpoverty.models.binary.covariance import cluster_sums
from netpoverty.models.binary.fit import information, scores, solve
from netpoverty.models.binary.inference import tidy
from netpoverty.models.binary.links import LINEAR, Link, link_named
from netpoverty.models.binary.sample import Sample, check_design, dropped_note, read_sample
from netpoverty.models.mediation.parameters import Parameters, least_squares
from netpoverty.results import Result

ERRORS = ("classical", "HC0", "cluster")


@dataclass(frozen=True, eq=False)
class Equations(Result):
    """A mediation analysis ready to be decomposed.

    sample : the outcome's estimation sample; its design holds controls, exposure, mediators,
        then exposure × mediators when there is an interaction
    """

    outcome: str
    exposure: str
    mediators: tuple[str, ...]
    link: Link
    mediator_link: Link
    interaction: bool
    errors: str
    sample: Sample
    title: ClassVar[str] = "Mediation: the equations"

    @property
    def n(self) -> int:
        """Number of rows used."""
        return self.sample.n

    @property
    def count(self) -> int:
        """Number of mediators, q."""
        return len(self.mediators)

    @property
    def width(self) -> int:
        """Number of regressors in a mediator equation: controls with the constant, exposure."""
        return self.sample.design.shape[1] - self.count * (1 + self.interaction)

    @property
    def base(self) -> np.ndarray:
        """(n, width) regressors of the mediator equations: controls, exposure last."""
        return self.sample.design[:, : self.width]

    @property
    def mediator_values(self) -> np.ndarray:
        """(n, q) values of the mediators."""
        return self.sample.design[:, self.width : self.width + self.count]

    @property
    def gaussian(self) -> bool:
        """Whether the mediators have linear equations."""
        return self.mediator_link is LINEAR

    @property
    def small_sample(self) -> float:
        """n/(n − width) of the mediators' residual covariance; frequencies count as rows."""
        rows = self.sample.weights.sum() if self.errors == "classical" else self.n
        return float(rows / (rows - self.width))

    def mediator_sample(self) -> Sample:
        """Return the sample of a single mediator's own equation."""
        terms = self.sample.terms[: self.width]
        outcome = self.mediator_values[:, 0]
        return replace(self.sample, design=self.base, outcome=outcome, terms=terms)

    @cached_property
    def parameters(self) -> Parameters:
        """Maximum-likelihood outcome equation; weighted least squares for the mediators."""
        beta = solve(self.sample, self.link)
        if not self.gaussian:
            gamma = solve(self.mediator_sample(), self.mediator_link)
            return Parameters(beta, gamma[None, :], np.zeros((1, 1)))
        gamma, residual = least_squares(self.base, self.mediator_values, self.sample.weights)
        share = self.sample.weights / self.sample.weights.sum()
        sigma = (residual * share[:, None]).T @ residual
        return Parameters(beta, gamma.T, sigma * self.small_sample)

    @cached_property
    def influence(self) -> np.ndarray:
        """(n, p) influence of each row on the packed parameters, summing to zero."""
        theta = self.parameters
        on_beta = scores(self.sample, self.link, theta.beta) @ np.linalg.inv(
            information(self.sample, self.link, theta.beta)
        )
        return np.column_stack([on_beta, self._mediator_influence(theta)])

    def _mediator_influence(self, theta: Parameters) -> np.ndarray:
        w = self.sample.weights
        if not self.gaussian:
            sample, gamma = self.mediator_sample(), theta.gamma[0]
            curvature = information(sample, self.mediator_link, gamma)
            values = scores(sample, self.mediator_link, gamma) @ np.linalg.inv(curvature)
            return np.column_stack([values, np.zeros(self.n)])
        bread = np.linalg.inv((self.base * w[:, None]).T @ self.base)
        residual = self.mediator_values - self.base @ theta.gamma.T
        projected = (self.base * w[:, None]) @ bread
        on_gamma = [projected * residual[:, [j]] for j in range(self.count)]
        lower = np.tril_indices(self.count)
        products = residual[:, lower[0]] * residual[:, lower[1]]
        factor = self.small_sample
        on_sigma = (w / w.sum())[:, None] * (factor * products - theta.sigma[lower])
        return np.column_stack([*on_gamma, on_sigma])

    @cached_property
    def covariance(self) -> np.ndarray:
        """(p, p) covariance of the packed parameters under `errors`."""
        if self.errors == "classical":
            return self._classical()
        values, factor = self.influence, 1.0
        if self.errors == "cluster":
            values = cluster_sums(values, self.sample.clusters)
            factor = len(values) / (len(values) - 1)
        return factor * values.T @ values

    def _classical(self) -> np.ndarray:
        w, theta = self.sample.weights, self.parameters
        blocks = [np.linalg.inv(information(self.sample, self.link, theta.beta))]
        if self.link.name == "linear":
            residual = self.sample.outcome - self.sample.design @ theta.beta
            blocks[0] = blocks[0] * (w @ residual**2) / (w.sum() - len(theta.beta))
        if not self.gaussian:
            curvature = information(self.mediator_sample(), self.mediator_link, theta.gamma[0])
            return block_diag(*blocks, np.linalg.inv(curvature), np.zeros((1, 1)))
        bread = np.linalg.inv((self.base * w[:, None]).T @ self.base)
        blocks.append(np.kron(theta.sigma, bread))
        i, j = np.tril_indices(self.count)
        s = theta.sigma
        normal = s[np.ix_(i, i)] * s[np.ix_(j, j)] + s[np.ix_(i, j)] * s[np.ix_(j, i)]
        blocks.append(normal / w.sum())
        return block_diag(*blocks)

    @property
    def convention(self) -> str:
        """The error convention in words."""
        words = {
            "classical": "inverse information, n−k in the mediator equations, equations independent",
            "HC0": "stacked influence values of all equations, HC0",
            "cluster": "stacked influence values summed by cluster, factor G/(G−1)",
        }
        return f"Errors: {words[self.errors]}."

    def error_of(self, gradient: np.ndarray) -> np.ndarray:
        """Return delta-method errors of functions whose rows of derivatives are `gradient`."""
        gradient = np.atleast_2d(gradient)
        return np.sqrt(np.einsum("ij,jk,ik->i", gradient, self.covariance, gradient))

    def to_frame(self) -> pd.DataFrame:
        """Return the coefficients of every equation, by (equation, term)."""
        terms, theta = list(self.sample.terms), self.parameters
        short = terms[: self.width]
        labels = [(self.outcome, term) for term in terms]
        labels += [(name, term) for name in self.mediators for term in short]
        size = len(labels)
        errors = np.sqrt(np.diag(self.covariance))[:size]
        frame = tidy([str(label) for label in labels], theta.pack()[:size], errors)
        frame.index = pd.MultiIndex.from_tuples(labels, names=["equation", "term"])
        return frame

    def notes(self) -> list[str]:
        """Return links, sample, weights, convention as sentences."""
        weights = "weights given by the caller" if self.sample.weighted else "unweighted"
        return [
            f"{self.outcome}: {self.link.name}; {', '.join(self.mediators)}: "
            f"{self.mediator_link.name}; {weights}.",
            dropped_note(self.sample.dropped, self.n),
            self.convention,
        ]


def equations(
    data: pd.DataFrame,
    *,
    outcome: str,
    exposure: str,
    mediators: Sequence[str],
    controls: str = "",
    link: str = "logit",
    mediator_link: str = "linear",
    interaction: bool = False,
    errors: str = "classical",
    weights: str | None = None,
    clusters: str | None = None,
    missing: str = "drop",
) -> Equations:
    """Return the equations of a mediation analysis, fitted on one sample.

    Parameters
    ----------
    data : one row a unit
    outcome : 0/1 column (any number with link="linear")
    exposure, mediators : numeric columns
    controls : right-hand side of a formula, "age + I(age**2) + C(region)"; in every equation
    link : of the outcome equation, "logit", "probit" or "linear"
    mediator_link : "linear" for Gaussian mediators; "logit" or "probit" for a single 0/1 one
    interaction : let the mediators' coefficients differ by exposure (natural effects only)
    errors : "classical", "HC0" or "cluster" (needs `clusters`)
    weights, clusters : column names; missing : "drop" (reported) or "refuse"

    Raises
    ------
    InputError : as `binary.fit`, or for a mediator or exposure that is not numeric

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> x = rng.integers(0, 2, 200); m = x + rng.normal(size=200)
    >>> frame = pd.DataFrame({"x": x, "m": m, "y": (m + rng.normal(size=200) > 0) * 1})
    >>> made = equations(frame, outcome="y", exposure="x", mediators=["m"])
    >>> made.sample.terms
    ('Intercept', 'x', 'm')
    """
    choose("errors", errors, ERRORS)
    if errors == "cluster" and clusters is None:
        raise refuse("clusters", None, 'a column name when errors="cluster"')
    names = [mediators] if isinstance(mediators, str) else list(mediators)
    if not names:
        raise refuse("mediators", "none", "at least one column")
    if mediator_link != "linear" and len(names) > 1:
        raise refuse("mediators", ", ".join(names), "one column with a binary mediator model")
    made = link_named(link)
    parts = [part for part in (controls, exposure, *names) if part]
    formula = f"{outcome} ~ {' + '.join(parts)}"
    options = {"weights": weights, "clusters": clusters, "missing": missing}
    sample = read_sample(formula, data, binary=made.name != "linear", **options)
    sample = _ordered(sample, [exposure, *names], interaction)
    model = Equations(
        outcome, exposure, tuple(names), made, link_named(mediator_link), interaction, errors,
        sample,
    )  # fmt: skip
    if not model.gaussian and not np.isin(model.mediator_values, [0, 1]).all():
        raise refuse(f"mediator {names[0]}", "values other than 0 and 1", "0 or 1")
    return model


def _ordered(sample: Sample, last: list[str], interaction: bool) -> Sample:
    """Put exposure, mediators, their products last, whatever order the formula gave."""
    for name in last:
        if name not in sample.terms:
            kind = sample.frame[name].dtype if name in sample.frame else "absent"
            raise refuse(f"column {name}", f"type {kind}", "a numeric column, named once")
    order = [t for t in sample.terms if t not in last] + last
    design = sample.design[:, [sample.terms.index(t) for t in order]]
    if interaction:
        at = len(order) - len(last)
        design = np.column_stack([design, design[:, [at]] * design[:, at + 1 :]])
        order = order + [f"{last[0]}:{name}" for name in last[1:]]
    check_design(design, tuple(order))
    return replace(sample, design=np.ascontiguousarray(design), terms=tuple(order))


def no_interaction(model: Equations, what: str) -> None:
    """Refuse an analysis that is only defined for linear mediators without interaction."""
    if model.interaction or not model.gaussian:
        given = "an interaction" if model.interaction else f"{model.mediator_link.name} mediators"
        raise refuse(what, given, "linear mediator equations without interaction")
