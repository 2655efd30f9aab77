"""Loading the registry against importing pandas."""

from __future__ import annotations

import subprocess
import sys
import time

_LOAD = "from netpoverty.data import published; published.load()"
_PANDAS = "import pandas"
_NOTHING = "pass"


def _seconds(code: str, repeats: int = 5) -> float:
    """Return the best wall time of a fresh interpreter that runs `code`."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True)
        times.append(time.perf_counter() - start)
    return min(times)


def rows() -> list[dict]:
    """Return one row: the registry, its imports included, beside the import of pandas."""
    start = _seconds(_NOTHING)
    ours, peer = _seconds(_LOAD) - start, _seconds(_PANDAS) - start
    return [
        {
            "what": "load every file of the registry, imports included",
            "ours_s": ours,
            "peer": "import pandas",
            "peer_s": peer,
            "ratio": peer / ours,
            "target": "above 1: less time than importing pandas",
        }
    ]
