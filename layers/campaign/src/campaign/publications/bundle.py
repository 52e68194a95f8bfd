"""A bundle: one zip with exactly the files that belong into it, read in memory and never unpacked to a disk.

Only these names are ever opened, so a path trick has nowhere to go; sizes are read from the headers and
held again while reading, because a header may lie.
"""

import stat
import struct
import zlib
from collections.abc import Collection
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from campaign.publications.faults import BUNDLE, Fault
from campaign.publications.toolkit import LANGUAGES, Language

MAX_BUNDLE_BYTES = 256 * 1024
MAX_FILE_BYTES = 64 * 1024
FILES: dict[str, Language] = {f"{language}.md": language for language in LANGUAGES}

_PACK = "pack the folder with `campaign publish`, which puts exactly what belongs there into the zip"
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


def unpack(bundle: bytes, names: Collection[str]) -> tuple[dict[str, bytes], list[Fault]]:
    """The readable files by name, and every fault of the zip itself."""
    if len(bundle) > MAX_BUNDLE_BYTES:
        rule = f"the zip is larger than {MAX_BUNDLE_BYTES // 1024} KiB"
        return {}, [Fault(file=BUNDLE, rule=rule, remedy="shorten the texts; pictures do not belong into it")]
    try:
        with ZipFile(BytesIO(bundle)) as archive:
            return _read_members(archive, names)
    except _UNREADABLE:
        return {}, [Fault(file=BUNDLE, rule="the object is not a readable zip", remedy=_PACK)]


def _read_members(archive: ZipFile, wanted: Collection[str]) -> tuple[dict[str, bytes], list[Fault]]:
    files: dict[str, bytes] = {}
    faults: list[Fault] = []
    members = archive.infolist()
    names = [member.filename for member in members]
    if len(set(names)) < len(names):
        faults.append(Fault(file=BUNDLE, rule="the same name is in the zip more than once", remedy=_PACK))
    if set(names) - set(wanted):
        rule = f"the zip holds something besides {' and '.join(wanted)}"
        faults.append(Fault(file=BUNDLE, rule=rule, remedy=_PACK))
    for name in wanted:
        if name not in names:
            remedy = f"add {name}: {' and '.join(wanted)} are published together"
            faults.append(Fault(file=name, rule=f"{name} is missing from the bundle", remedy=remedy))
        elif fault := _fault_of(archive.getinfo(name)):
            faults.append(fault)
        else:
            with archive.open(name) as stream:
                # With a limit: read() alone would inflate all of it before it looks at the header's size.
                files[name] = stream.read(MAX_FILE_BYTES + 1)
    return files, faults


def _fault_of(member: ZipInfo) -> Fault | None:
    mode = member.external_attr >> 16
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        return Fault(file=member.filename, rule="it is not a plain file", remedy=_PACK)
    if member.flag_bits & _ENCRYPTED:
        return Fault(file=member.filename, rule="it is encrypted", remedy="pack it without a password")
    if member.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        return Fault(file=member.filename, rule="its compression method is not supported", remedy=_PACK)
    if member.file_size > MAX_FILE_BYTES:
        rule = f"it is larger than {MAX_FILE_BYTES // 1024} KiB"
        return Fault(file=member.filename, rule=rule, remedy="shorten it")
    return None
