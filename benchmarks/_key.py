"""The key of the code that made a recorded result: it changes when the code does."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def code_key(paths: Iterable[str | Path]) -> str:
    """Return a hash of the contents of files, folders standing for their Python files.

    paths : relative to the project's root, such as "src/netpoverty/models/mediation"; their
    order does not matter, their names and contents do. Line endings do not.
    """
    files: set[Path] = set()
    for path in paths:
        place = ROOT / path
        if not place.exists():
            raise FileNotFoundError(f"code_key: {path} does not exist in the project")
        files |= set(place.rglob("*.py")) if place.is_dir() else {place}
    digest = hashlib.sha256()
    for file in sorted(files):
        digest.update(file.relative_to(ROOT).as_posix().encode())
        digest.update(file.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()[:16]
