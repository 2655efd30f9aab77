"""One zip of the built site, for reading offline: the same bytes from the same site."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

EPOCH = (1980, 1, 1, 0, 0, 0)
# What the copy inside the archive says where the site offers the archive.
OFFER = re.compile(r'<span class="np-archive">.*?</span>', re.DOTALL)
INSIDE = '<span class="np-archive">You are reading the copy for offline reading.</span>'
STORED = (".png", ".woff", ".woff2", ".parquet", ".zip")


def write_archive(site: Path, target: Path) -> None:
    """Write every file of `site` into one zip, below a folder named as the zip.

    Times, order and permissions are fixed, so equal sites give equal archives. Any archive
    that already stands in the site is left out, and the page that offers it says so.
    """
    files = sorted(f for f in site.rglob("*") if f.is_file() and f.suffix != ".zip")
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(target, "w") as archive:
        for file in files:
            place = f"{target.stem}/{file.relative_to(site).as_posix()}"
            content = file.read_bytes()
            if file.suffix == ".html":
                content = OFFER.sub(INSIDE, content.decode()).encode()
            _add(archive, place, content)


def _add(archive: zipfile.ZipFile, place: str, content: bytes) -> None:
    about = zipfile.ZipInfo(place, EPOCH)
    about.create_system = 3
    about.external_attr = 0o644 << 16
    packed = place.endswith(STORED)
    about.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
    archive.writestr(about, content)
