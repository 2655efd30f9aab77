"""How often the ledger's rules raise a false alarm, and how often they find a planted fault.

`python -m benchmarks.sizes_ledger` writes benchmarks/results/ledger.json with the key of the code
that made it. Real regressions, printed with rounding; seeded; about a minute of one processor.
"""

from __future__ import annotations

import json

from benchmarks._key import ROOT, code_key
from benchmarks.ledger_tables import detection

SOURCES = (
    "src/netpoverty/ledger",
    "src/netpoverty/data/counts.py",
    "src/netpoverty/data/count_bounds.py",
    "benchmarks/ledger_tables.py",
    "benchmarks/sizes_ledger.py",
)
TARGET = ROOT / "benchmarks" / "results" / "ledger.json"
SEED, TABLES = 20_160_101, 400


def main() -> None:
    """Measure, and write the record."""
    record = {
        "key": code_key(SOURCES),
        "sources": list(SOURCES),
        "seed": SEED,
        "tables": TABLES,
        "rows": detection(SEED, TABLES),
    }
    TARGET.write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
