"""Alkire–Foster at full size: one million people, twelve indicators, twenty k, four regions."""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Callable

import numpy as np
import pandas as pd

from netpoverty.poverty.alkire_foster import alkire_foster
from netpoverty.survey import Design

try:
    from .peers_alkire_foster import r_survey_seconds, statsmodels_seconds
except ImportError:  # run as a script
    from peers_alkire_foster import r_survey_seconds, statsmodels_seconds

PEOPLE, INDICATORS, REGIONS = 1_000_000, 12, 4
THRESHOLDS = np.linspace(0.05, 1, 20)


def best_of(call: Callable[[], object], times: int = 5) -> float:
    """Return the shortest of several runs, in seconds."""
    seconds = []
    for _ in range(times):
        start = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - start)
    return min(seconds)


def paired(peer: Callable, mine: Callable, rounds: int = 8) -> tuple[float, float]:
    """Return the best times of two calls run in turns, so that other load meets both."""
    times = [(best_of(peer, 5), best_of(mine, 1)) for _ in range(rounds)]
    return min(first for first, _ in times), min(second for _, second in times)


def peak_bytes(call: Callable[[], object]) -> int:
    """Return the most memory allocated beyond the input during a call."""
    tracemalloc.start()
    call()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def world(people: int = PEOPLE) -> dict:
    """Return independent deprivations of a stratified, clustered sample, in random order."""
    rng = np.random.default_rng(0)
    counties = rng.integers(0, 1000, people)
    return {
        "matrix": (rng.random((people, INDICATORS)) < rng.uniform(0.1, 0.6, INDICATORS)).astype(
            float
        ),
        "weights": rng.uniform(0.5, 2, people),
        "region": counties % REGIONS,
        "crossed": rng.integers(0, REGIONS, people),
        "strata": counties % 20,
        "clusters": counties,
    }


def ours(data: dict, kind: str) -> object:
    """Return H, A, M0 with errors for every k and region.

    Rows stand in random order. Regions consist of counties, as they do in surveys; "crossed"
    gives every county people of all groups.
    """
    design = Design(
        data["weights"],
        strata=None if kind == "weights" else data["strata"],
        clusters=data["clusters"] if kind in ("clusters", "crossed") else None,
    )
    by = data["crossed" if kind == "crossed" else "region"]
    made = alkire_foster(data["matrix"], k=THRESHOLDS, design=design, by=by)
    return made.to_frame()


def in_pandas(data: dict) -> pd.DataFrame:
    """Return the same levels the straightforward way, errors of H and M0 by unit totals."""
    frame = pd.DataFrame({key: data[key] for key in ("weights", "region", "strata", "clusters")})
    frame["score"] = data["matrix"].mean(axis=1)
    made = []
    for k in THRESHOLDS:
        frame["poor"] = (frame.score >= k - 1e-9).astype(float)
        frame["censored"] = frame.poor * frame.score
        for region, part in [*frame.groupby("region"), ("all", frame)]:
            total = part.weights.sum()
            row = {"k": k, "region": region}
            for name, column in (("H", "poor"), ("M0", "censored")):
                row[name] = (part.weights * part[column]).sum() / total
                residual = part.weights * (part[column] - row[name]) / total
                keys = [part.strata, part.clusters]
                units = residual.groupby(keys).sum()
                spread = units.groupby(level=0).agg(["var", "count"])
                row[f"se_{name}"] = np.sqrt((spread["var"] * spread["count"]).sum())
            row["A"] = row["M0"] / row["H"] if row["H"] else np.nan
            made.append(row)
    return pd.DataFrame(made)


def rows() -> list[dict]:
    """Return the comparisons: one weighted pass, memory, ten million people, pandas."""
    data = world()
    weights = np.full(INDICATORS, 1 / INDICATORS)
    made = []
    for kind in ("weights", "strata", "clusters", "crossed"):
        once, seconds = paired(lambda: data["matrix"] @ weights, lambda kind=kind: ours(data, kind))
        size = peak_bytes(lambda kind=kind: ours(data, kind)) / data["matrix"].nbytes
        made += [
            _row(
                f"Alkire–Foster, 1M × 12 × 20 k × 4 regions, {kind}",
                seconds,
                "X @ w",
                once,
                seconds / once,
                "at most 10 (ours / peer)",
            ),
            _row(
                f"its memory in sizes of the matrix, {kind}",
                seconds,
                "matrix",
                once,
                size,
                "at most 3",
            ),
        ]
    clustered = best_of(lambda: ours(data, "clusters"), 8)
    plain = best_of(lambda: in_pandas(data), 1)
    made.append(
        _row(
            "the same in plain pandas", clustered, "pandas", plain, plain / clustered, "peer / ours"
        )
    )
    made += _growth(clustered)
    return made + _libraries(data, clustered)


def _libraries(data: dict, clustered: float) -> list[dict]:
    slow = statsmodels_seconds(data, THRESHOLDS)
    made = [
        _row(
            "H, M0 as weighted regressions",
            clustered,
            "statsmodels",
            slow,
            slow / clustered,
            "peer / ours",
        )
    ]
    small = world(PEOPLE // 10)
    seconds = r_survey_seconds(small)
    if seconds is not None:
        mine = best_of(lambda: ours(small, "clusters"))
        made.append(
            _row("100,000 people", mine, "R survey", seconds, seconds / mine, "peer / ours")
        )
    return made


def _growth(at_one_million: float) -> list[dict]:
    large = world(10 * PEOPLE)
    weights = np.full(INDICATORS, 1 / INDICATORS)
    once, seconds = paired(lambda: large["matrix"] @ weights, lambda: ours(large, "clusters"), 3)
    return [
        _row(
            "ten million against one million people",
            seconds,
            "1M",
            at_one_million,
            seconds / at_one_million,
            "about 10 (linear)",
        ),
        _row("ten million people", seconds, "X @ w", once, seconds / once, "as at one million"),
    ]


def _row(what: str, mine: float, peer: str, theirs: float, ratio: float, target: str) -> dict:
    return {
        "what": what,
        "ours_s": mine,
        "peer": peer,
        "peer_s": theirs,
        "ratio": ratio,
        "target": target,
    }


if __name__ == "__main__":
    print(pd.DataFrame(rows()).to_string())
