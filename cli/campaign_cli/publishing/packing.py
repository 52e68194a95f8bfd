"""A folder as the zip that is uploaded."""

import os
import stat
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from campaign.publications.bundle import MAX_DOCUMENT_BYTES


def pack(folder: Path, names: Iterable[str] | None = None) -> bytes:
    """Everything in the folder but hidden files, or its files of these names; the same words make the same
    bytes. Whether it belongs there, and what is missing, is for the check: a link is packed as a link."""
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for name in sorted(_files(folder)) if names is None else names:
            path = folder / name
            if path.is_symlink():
                link = ZipInfo(name)
                link.external_attr = (stat.S_IFLNK | 0o777) << 16
                archive.writestr(link, os.readlink(path))
            elif path.is_file():
                archive.writestr(ZipInfo(name), _start_of(path), ZIP_DEFLATED)
    return packed.getvalue()


def _files(folder: Path) -> Iterator[str]:
    for place, folders, files in os.walk(folder):
        linked = [name for name in folders if (Path(place) / name).is_symlink()]
        folders[:] = [name for name in folders if not name.startswith(".") and name not in linked]
        for name in (*files, *linked):
            if not name.startswith("."):
                yield (Path(place) / name).relative_to(folder).as_posix()


def _start_of(path: Path) -> bytes:
    """All of it, or enough to be refused as too large."""
    with path.open("rb") as file:
        return file.read(MAX_DOCUMENT_BYTES + 1)
