"""The committed worlds: both twins of each data set, made again and compared."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from netpoverty.data.published import data_folder
from netpoverty.data.simulated.simulate import MAKERS, simulate
from netpoverty.data.simulated.world import WORLDS, World
from netpoverty.data.simulated.write import write_world

# Values are stored with at most twelve digits; linear algebra repeats itself to about that
# between processors.
_RELATIVE = 1e-9
_README = """# Simulated worlds

Made by `python -m netpoverty.data.simulated` (`make data`) and by nothing else; the check
`python -m netpoverty.data.simulated --check` makes every world again and compares all values.
None of these rows was ever observed: ids, regions, labels and the column `is_simulated` say so.
Beside each frame stands its truth: potential outcomes, and what nobody would observe.

Licence: CC BY 4.0, as the book's text and figures. Maker: `netpoverty.data.simulated`, default
settings, seed 1. Constants that nobody published are marked *assumed* in the generators.

| file | rows | columns | sha256 of the file |
|---|---|---|---|
"""


def folder() -> Path:
    """Return the folder of the committed worlds."""
    return data_folder() / "simulated"


def committed_worlds() -> Iterator[tuple[str, World]]:
    """Yield file name and world of each committed pair of frame and truth."""
    for name in MAKERS:
        for world in WORLDS:
            yield f"SIMULATED_{name}_{world}.parquet", simulate(name, world)


def make(target: Path) -> list[Path]:
    """Write every committed world and the README with their hashes; return the paths."""
    target.mkdir(parents=True, exist_ok=True)
    paths = [
        path for name, world in committed_worlds() for path in write_world(world, target / name)
    ]
    readme = target / "README.md"
    readme.write_text(_README + "".join(map(_row, paths)), encoding="utf-8")
    return [*paths, readme]


def _row(path: Path) -> str:
    frame = pd.read_parquet(path)
    return f"| {path.name} | {len(frame):,} | {frame.shape[1]} | `{_hash(path)}` |\n"


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def differences(target: Path) -> list[str]:
    """Return in sentences where the committed files differ from the worlds made again."""
    found = []
    readme = target / "README.md"
    listed = readme.read_text(encoding="utf-8") if readme.exists() else ""
    for name, world in committed_worlds():
        pairs = ((name, world.frame), (name.replace(".parquet", "_truth.parquet"), world.truth))
        for file, frame in pairs:
            found += _compared(target / file, frame, listed)
    return found


def _compared(path: Path, fresh: pd.DataFrame, listed: str) -> list[str]:
    if not path.exists():
        return [f"{path.name} is missing."]
    if _hash(path) not in listed:
        return [f"{path.name} is not the file that README.md lists."]
    stored = pd.read_parquet(path)
    try:
        pd.testing.assert_frame_equal(
            stored, fresh.reset_index(drop=True), rtol=_RELATIVE, atol=1e-12, check_exact=False
        )
    except AssertionError as difference:
        return [f"{path.name} differs: {' '.join(str(difference).split())[:200]}"]
    return []
