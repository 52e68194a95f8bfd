"""Pictures and documents of a bundle: what they are is read from their bytes, never from their names, and
nothing is decoded."""

import struct
from hashlib import sha256

from campaign.publications.bundle import MAX_DOCUMENT_BYTES, MAX_PICTURE_BYTES
from campaign.publications.content import Attachment, MediaType
from campaign.publications.faults import Fault

MAX_PIXELS = 4096
"""A side, in pixels."""
_MEANT: dict[str, MediaType] = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "webp": "image/webp",
}
# Start of frame, of every process (ITU-T T.81, table B.1): the marker that holds the size.
_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
_WITHOUT_LENGTH = frozenset({0x01, *range(0xD0, 0xD9)})

Size = tuple[int, int]


def read_attachment(path: str, content: bytes) -> Attachment | Fault:
    """`path` is its name in the bundle, files/<name>."""
    name = path.removeprefix("files/")
    meant = _MEANT[name.rpartition(".")[2]]
    found = media_type_of(content)
    if found != meant:
        rule = f"its bytes are those of no {meant.rpartition('/')[2]}"
        remedy = "save it anew in that format, or name it as what it is"
        return Fault(file=path, rule=rule, remedy=remedy)
    limit = MAX_DOCUMENT_BYTES if found == "application/pdf" else MAX_PICTURE_BYTES
    if len(content) > limit:
        return Fault(file=path, rule=f"it is larger than {limit // 1024} KiB", remedy="make it smaller")
    facts = {"name": name, "sha256": sha256(content).hexdigest(), "size": len(content)}
    if found == "application/pdf":
        return Attachment.model_validate(facts | {"media_type": found})
    size = size_of(found, content)
    if size is None:
        return Fault(file=path, rule="it tells no size", remedy="save the picture anew")
    if not all(0 < side <= MAX_PIXELS for side in size):
        rule = f"it has {size[0]} × {size[1]} pixels; at most {MAX_PIXELS} a side are allowed"
        return Fault(file=path, rule=rule, remedy="scale it down")
    return Attachment.model_validate(facts | {"media_type": found, "width": size[0], "height": size[1]})


def media_type_of(content: bytes) -> MediaType | None:
    """https://mimesniff.spec.whatwg.org/#matching-an-image-type-pattern; a PDF must be whole as well."""
    if content.startswith(b"%PDF-") and b"%%EOF" in content[-1024:]:
        return "application/pdf"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content[:4] == b"RIFF" and content[8:14] == b"WEBPVP":
        return "image/webp"
    return None


def size_of(media_type: MediaType, content: bytes) -> Size | None:
    """Width and height as the picture's header says; None when it says none."""
    try:
        match media_type:
            case "image/png":
                return _size_of_png(content)
            case "image/jpeg":
                return _size_of_jpeg(content)
            case "image/webp":
                return _size_of_webp(content)
    except (struct.error, IndexError):  # it ends before its header does
        return None
    return None


def _size_of_png(content: bytes) -> Size | None:
    """https://www.w3.org/TR/png-3/#11IHDR: always the first chunk."""
    if content[12:16] != b"IHDR":
        return None
    width, height = struct.unpack_from(">II", content, 16)
    return width, height


def _size_of_jpeg(content: bytes) -> Size | None:
    """Segments are passed over by their lengths (ITU-T T.81, B.1.1.4), up to the frame's header."""
    place = 2
    while True:
        while content[place] == 0xFF and content[place + 1] == 0xFF:
            place += 1  # fill bytes
        if content[place] != 0xFF:
            return None
        marker = content[place + 1]
        if marker in _FRAMES:
            height, width = struct.unpack_from(">HH", content, place + 5)
            return width, height
        if marker == 0xDA:  # the scan begins: there was no frame
            return None
        place += 2
        if marker not in _WITHOUT_LENGTH:
            length = struct.unpack_from(">H", content, place)[0]
            if length < 2:
                return None
            place += length


def _size_of_webp(content: bytes) -> Size | None:
    """https://developers.google.com/speed/webp/docs/riff_container, and RFC 6386, 9.1, for VP8."""
    match content[12:16]:
        case b"VP8 " if content[23:26] == b"\x9d\x01\x2a":
            width, height = struct.unpack_from("<HH", content, 26)
            return width & 0x3FFF, height & 0x3FFF
        case b"VP8L" if content[20] == 0x2F:
            bits = struct.unpack_from("<I", content, 21)[0]
            return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        case b"VP8X":
            return (
                int.from_bytes(_whole(content[24:27]), "little") + 1,
                int.from_bytes(_whole(content[27:30]), "little") + 1,
            )
    return None


def _whole(three: bytes) -> bytes:
    if len(three) != 3:
        raise IndexError("the header is cut off")
    return three
