"""Seconds to generate the default worlds, beside what a reader would wait for."""

from __future__ import annotations

import time

from netpoverty.data.simulated import simulate

_BUDGET_S = {"cfps": 2.0, "cgss": 2.0, "panel": 1.0}


def _seconds(name: str, repeats: int = 5) -> float:
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        simulate(name)
        times.append(time.perf_counter() - start)
    return min(times)


def rows() -> list[dict]:
    """Return one row a world: seconds with truth and calibration, imports done."""
    found = []
    for name, budget in _BUDGET_S.items():
        ours = _seconds(name)
        found.append(
            {
                "what": f"default {name} world with truth and calibration",
                "ours_s": ours,
                "peer": "time budget",
                "peer_s": budget,
                "ratio": budget / ours,
                "target": f"above 1: under {budget:g} s",
            }
        )
    return found
