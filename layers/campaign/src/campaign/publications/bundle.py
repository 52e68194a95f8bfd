"""A bundle: one zip with exactly the files that belong into it, read in memory and never unpacked to a disk.

Only names that belong there are ever opened, so a path trick has nowhere to go; sizes are read from the
headers and held again while reading, because a header may lie.
"""

import re
import stat
import struct
import zlib
from collections.abc import Collection
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from campaign.publications.faults import BUNDLE, Fault

MAX_BUNDLE_BYTES = 256 * 1024
"""Of a bundle of texts alone."""
MAX_PUBLICATION_BYTES = 8 * 1024 * 1024
MAX_FILE_BYTES = 64 * 1024
MAX_PICTURE_BYTES = 1024 * 1024
MAX_DOCUMENT_BYTES = 5 * 1024 * 1024
MAX_ATTACHMENTS = 10
ATTACHMENT = re.compile(r"files/[a-z0-9-]{1,70}\.(pdf|png|jpe?g|webp)")

_PACK = "pack the folder with `campaign publish`, which puts exactly what belongs there into the zip"
_ATTACHED = "name it files/ and small letters, digits and -, ending in .pdf, .png, .jpg or .webp"
_ENCRYPTED = 0x1
# zipfile checks its input in many places and tells each in its own way.
_UNREADABLE = (
    BadZipFile,
    EOFError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
    struct.error,
    zlib.error,
)


def unpack(
    bundle: bytes,
    names: Collection[str],
    *,
    optional: Collection[str] = (),
    attachments: bool = False,
    at_most: int = MAX_BUNDLE_BYTES,
) -> tuple[dict[str, bytes], list[Fault]]:
    """The readable files by name, and every fault of the zip itself: `names` must be there, `optional` ones
    may be, and below files/ a few pictures and documents if `attachments` are allowed."""
    if len(bundle) > at_most:
        rule = f"the zip is larger than {_size(at_most)}"
        remedy = (
            "make the files smaller" if attachments else "shorten the texts; pictures do not belong into it"
        )
        return {}, [Fault(file=BUNDLE, rule=rule, remedy=remedy)]
    try:
        with ZipFile(BytesIO(bundle)) as archive:
            return _read_members(archive, names, optional, attachments)
    except _UNREADABLE:
        return {}, [Fault(file=BUNDLE, rule="the object is not a readable zip", remedy=_PACK)]


def _read_members(
    archive: ZipFile, wanted: Collection[str], optional: Collection[str], attachments: bool
) -> tuple[dict[str, bytes], list[Fault]]:
    faults: list[Fault] = []
    names = [member.filename for member in archive.infolist()]
    if len(set(names)) < len(names):
        faults.append(Fault(file=BUNDLE, rule="the same name is in the zip more than once", remedy=_PACK))
    attached = sorted({name for name in names if attachments and ATTACHMENT.fullmatch(name)})
    if set(names) - {*wanted, *optional, *attached}:
        rule = f"the zip holds something besides {' and '.join((*wanted, *optional))}"
        faults.append(Fault(file=BUNDLE, rule=rule, remedy=_ATTACHED if attachments else _PACK))
    if len(attached) > MAX_ATTACHMENTS:
        rule = f"it has {len(attached)} attachments, at most {MAX_ATTACHMENTS} are allowed"
        faults.append(Fault(file=BUNDLE, rule=rule, remedy="leave some out"))
        attached = []
    for name in wanted:
        if name not in names:
            remedy = f"add {name}: {' and '.join(wanted)} are published together"
            faults.append(Fault(file=name, rule=f"{name} is missing from the bundle", remedy=remedy))
    files: dict[str, bytes] = {}
    for name in (*wanted, *optional, *attached):
        if name not in names:
            continue
        if fault := _fault_of(archive.getinfo(name)):
            faults.append(fault)
            continue
        with archive.open(name) as stream:
            # With a limit: read() alone would inflate all of it before it looks at the header's size.
            files[name] = stream.read(_limit(name) + 1)
    return files, faults


def _limit(name: str) -> int:
    if not name.startswith("files/"):
        return MAX_FILE_BYTES
    return MAX_DOCUMENT_BYTES if name.endswith(".pdf") else MAX_PICTURE_BYTES


def _size(limit: int) -> str:
    kib = limit // 1024
    return f"{kib // 1024} MiB" if kib >= 1024 else f"{kib} KiB"


def _fault_of(member: ZipInfo) -> Fault | None:
    mode = member.external_attr >> 16
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        return Fault(file=member.filename, rule="it is not a plain file", remedy=_PACK)
    if member.flag_bits & _ENCRYPTED:
        return Fault(file=member.filename, rule="it is encrypted", remedy="pack it without a password")
    if member.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        return Fault(file=member.filename, rule="its compression method is not supported", remedy=_PACK)
    if member.file_size > (limit := _limit(member.filename)):
        return Fault(file=member.filename, rule=f"it is larger than {_size(limit)}", remedy="make it smaller")
    return None
