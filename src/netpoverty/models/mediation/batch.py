"""Many weighted refits at once: what makes 5,000 bootstrap draws a matter of a second."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from netpoverty.models.binary.links import LINEAR, LOGIT, Link, newton
from netpoverty.models.mediation.equations import Equations
from netpoverty.models.mediation.parameters import Parameters

CHUNK = 32  # draws at a time: few enough to stay in the processor's cache at n = 6,000


@dataclass(frozen=True, eq=False)
class Refits:
    """Parameters of B refits: beta (B, k), gamma (B, q, width), sigma (B, q, q).

    converged : (B,) False where a draw has no finite estimate (separation in the draw)
    """

    beta: np.ndarray
    gamma: np.ndarray
    sigma: np.ndarray
    converged: np.ndarray

    def one(self, draw: int) -> Parameters:
        """Return the parameters of one draw."""
        return Parameters(self.beta[draw], self.gamma[draw], self.sigma[draw])


def resampled_weights(
    weights: np.ndarray, clusters: np.ndarray | None, draws: int, rng: np.random.Generator
) -> Iterator[np.ndarray]:
    """Yield (≤ CHUNK, n) arrays: weights times how often each row, or its cluster, was drawn.

    Units are drawn with replacement and equal chance (up to n/2³², the price of integer scaling).
    The array may be the same one, refilled: copy what is to be kept.
    """
    units = len(weights) if clusters is None else int(clusters.max()) + 1
    counts = np.empty((CHUNK, units))
    uneven = bool((weights != 1).any())
    for start in range(0, draws, CHUNK):
        size = min(CHUNK, draws - start)
        for row, picks in enumerate(_picks(size, units, rng)):
            counts[row] = np.bincount(picks, minlength=units)
        chunk = counts[:size] if clusters is None else counts[:size, clusters]
        yield chunk * weights if uneven else chunk


def _picks(rows: int, units: int, rng: np.random.Generator) -> np.ndarray:
    words = rng.integers(0, 2**64 - 1, (rows, units // 2 + 1), dtype=np.uint64, endpoint=True)
    picks = words.view(np.uint32)[:, :units].astype(np.uint64)
    picks *= np.uint64(units)
    picks >>= np.uint64(32)
    return picks.view(np.int64)


class Refitter:
    """Refits a mediation model under many weight vectors, sharing all work that can be shared.

    The outcome equation is solved by Newton's method from the point that the influence values
    predict; all draws of a chunk step together, each step being two matrix products. The first
    step, which also gives the information matrix, is taken in single precision; those after it
    in double, until no draw's next step can move a linear predictor by 1e-6. (Sampling itself
    moves them by about 3e-2 at n = 6,000.)
    """

    def __init__(self, model: Equations) -> None:
        self.model = model
        design, outcome = model.sample.design, model.sample.outcome
        self.pairs = np.tril_indices(design.shape[1])
        both = np.column_stack([model.base, model.mediator_values])
        self.both_pairs = np.tril_indices(both.shape[1])
        first = model.influence[:, : design.shape[1]] / model.sample.weights[:, None]
        # everything linear in the weights comes from one matrix product
        parts = [_products(both, self.both_pairs), design * outcome[:, None], first]
        self.linear = np.asfortranarray(np.column_stack(parts))
        self.cut = np.cumsum([part.shape[1] for part in parts[:2]])
        self.wide, self.tall = np.ascontiguousarray(design.T), np.asfortranarray(design)
        self.squares = _products(design, self.pairs)
        self.coarse = [np.float32(a) for a in (self.wide, self.tall, self.squares)]
        self.reach = np.abs(self.wide).max(axis=1)
        self.start, self.shrink = model.parameters.beta, model.small_sample
        # work goes on in place: fresh arrays of this size cost more than the arithmetic
        self.room = np.empty((2, CHUNK, model.n))
        self.coarse_room = np.empty((4, CHUNK, model.n), dtype=np.float32)

    def refit(self, weights: np.ndarray) -> Refits:
        """Return the refits under the rows of `weights`, (B, n)."""
        model, width = self.model, self.model.width
        crossed, sums, first = np.split(weights @ self.linear, self.cut, axis=1)
        beta, converged = self._outcome(weights, sums, self.start + first)
        if not model.gaussian:
            gamma, fine = self._binary_mediator(weights)
            return Refits(beta, gamma, np.zeros((len(weights), 1, 1)), converged & fine)
        moments = _symmetric(crossed, self.both_pairs)
        gamma = np.linalg.solve(moments[:, :width, :width], moments[:, :width, width:])
        total = weights.sum(axis=1)[:, None, None]
        rest = moments[:, width:, width:] - moments[:, width:, :width] @ gamma
        return Refits(beta, gamma.transpose(0, 2, 1), rest / total * self.shrink, converged)

    def _outcome(self, weights, sums, beta) -> tuple[np.ndarray, np.ndarray]:
        link = self.model.link
        if link is LINEAR:
            moments = _symmetric(weights @ self.squares, self.pairs)
            return np.linalg.solve(moments, sums[:, :, None])[:, :, 0], np.ones(len(beta), bool)
        if link is LOGIT:
            return self._logit(weights, sums, beta)
        return _one_by_one(self.tall, self.model.sample.outcome, weights, link, beta)

    def _logit(self, weights, sums, beta) -> tuple[np.ndarray, np.ndarray]:
        beta, inverse, last = self._first_step(weights, sums, beta)
        odds, fitted = self.room[:, : len(beta)]
        for _ in range(8 if inverse is not None else 0):
            np.matmul(-beta, self.wide, out=odds)
            np.exp(odds, out=odds)
            np.add(odds, 1, out=odds)
            np.divide(weights, odds, out=fitted)
            step = np.einsum("bij,bj->bi", inverse, sums - fitted @ self.tall)
            beta = beta + step
            # a step bounds every predictor's move by Σ|step|·max|x|
            move = float(np.max(np.abs(step) @ self.reach))
            if move * move / last < 1e-6:
                return beta, np.ones(len(beta), bool)
            if not move < last / 10:
                break
            last = move
        # a draw far from the sample, or separated: every draw of the chunk by full Newton steps
        return _one_by_one(self.tall, self.model.sample.outcome, weights, LOGIT, None)

    def _first_step(self, weights, sums, beta):
        wide, tall, squares = self.coarse
        weight, odds, denominator, fitted = self.coarse_room[:, : len(beta)]
        if np.max(np.abs(beta) @ self.reach) > 80:  # exp would overflow in single precision
            return beta, None, np.inf
        weight[:] = weights
        np.matmul(np.float32(-beta), wide, out=odds)
        np.exp(odds, out=odds)
        np.add(odds, 1, out=denominator)
        np.divide(weight, denominator, out=fitted)
        score = sums - fitted @ tall
        np.multiply(fitted, odds, out=odds)
        curvature = np.divide(odds, denominator, out=odds)
        try:
            inverse = np.linalg.inv(np.float64(_symmetric(curvature @ squares, self.pairs)))
        except np.linalg.LinAlgError:
            return beta, None, np.inf
        step = np.einsum("bij,bj->bi", inverse, score)
        return beta + step, inverse, float(np.max(np.abs(step) @ self.reach))

    def _binary_mediator(self, weights) -> tuple[np.ndarray, np.ndarray]:
        model = self.model
        outcome = model.mediator_values[:, 0]
        start = np.tile(model.parameters.gamma[0], (len(weights), 1))
        gamma, fine = _one_by_one(model.base, outcome, weights, model.mediator_link, start)
        return gamma[:, None, :], fine


def _one_by_one(design, outcome, weights, link: Link, start) -> tuple[np.ndarray, np.ndarray]:
    rows = [
        newton(design, outcome, w, link, None if start is None else start[i])
        for i, w in enumerate(weights)
    ]
    return np.array([beta for beta, _ in rows]), np.array([fine for _, fine in rows])


def _products(columns: np.ndarray, pairs: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    return np.asfortranarray(columns[:, pairs[0]] * columns[:, pairs[1]])


def _symmetric(values: np.ndarray, pairs: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    size = int(pairs[0].max()) + 1
    full = np.empty((len(values), size, size), dtype=values.dtype)
    full[:, pairs[0], pairs[1]] = values
    full[:, pairs[1], pairs[0]] = values
    return full
