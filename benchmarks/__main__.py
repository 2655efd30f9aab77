"""`make bench` prints comparisons as ratios; `make sizes` redoes the recorded simulations."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

FOLDER = Path(__file__).parent
COLUMNS = ("what", "ours_s", "peer", "peer_s", "ratio", "target")


def main() -> None:
    """Run the benches named (all by default), or with the word `sizes` all simulations."""
    wanted = sys.argv[1:]
    if wanted == ["sizes"]:
        for name in modules("sizes_"):
            print(f"== {name}", flush=True)
            importlib.import_module(f"benchmarks.{name}").main()
        return
    for name in modules("bench_"):
        if not wanted or name.removeprefix("bench_") in wanted:
            print(f"== {name.removeprefix('bench_')}", flush=True)
            for row in importlib.import_module(f"benchmarks.{name}").rows():
                print("  " + line(row))


def line(row: dict) -> str:
    """Return one comparison as a line."""
    told = ((column, row.get(column)) for column in COLUMNS)
    return " · ".join(f"{column} {_text(value)}" for column, value in told if value is not None)


def modules(prefix: str) -> list[str]:
    """Return the names of the modules of this folder that begin with `prefix`."""
    return sorted(file.stem for file in FOLDER.glob(f"{prefix}*.py"))


def _text(value: object) -> str:
    return f"{value:.3g}" if isinstance(value, float) else str(value)


if __name__ == "__main__":
    main()
