"""Write the committed worlds, or with --check compare them: python -m netpoverty.data.simulated."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from netpoverty.data.simulated.files import differences, folder, make


def main(arguments: list[str] | None = None) -> int:
    """Run the command; return 0, or 1 when a committed file differs."""
    parser = argparse.ArgumentParser(prog="python -m netpoverty.data.simulated")
    parser.add_argument("folder", nargs="?", type=Path, help="default: data/simulated")
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    given = parser.parse_args(arguments)
    target = given.folder or folder()
    if not given.check:
        for path in make(target):
            print(f"wrote {path.name}")
        return 0
    found = differences(target)
    for sentence in found:
        print(sentence, file=sys.stderr)
    print("simulated worlds: as made" if not found else f"{len(found)} files differ")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
