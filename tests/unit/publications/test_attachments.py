from hashlib import sha256

import pytest

from campaign.publications.attachments import read_attachment
from campaign.publications.content import Attachment
from campaign.publications.faults import Fault
from tests.unit.publications.pictures import JPEG, PDF, PNG, jpeg, png, webp


def refused(name: str, content: bytes) -> str:
    answer = read_attachment(f"files/{name}", content)
    assert isinstance(answer, Fault)
    assert answer.file == f"files/{name}"
    return answer.rule


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("a.png", png(640, 480), "image/png"),
        ("a.jpg", jpeg(640, 480), "image/jpeg"),
        ("a.jpeg", jpeg(640, 480, marker=0xC2), "image/jpeg"),
        ("a.jpg", jpeg(640, 480, before=b"\xff\xff\xff\xc4\x00\x04\x00\x00"), "image/jpeg"),
        ("a.webp", webp(b"VP8 ", 640, 480), "image/webp"),
        ("a.webp", webp(b"VP8L", 640, 480), "image/webp"),
        ("a.webp", webp(b"VP8X", 640, 480), "image/webp"),
    ],
)
def test_a_pictures_type_and_size_are_read_from_its_header(
    name: str, content: bytes, media_type: str
) -> None:
    found = read_attachment(f"files/{name}", content)

    assert isinstance(found, Attachment)
    assert (found.media_type, found.width, found.height) == (media_type, 640, 480)
    assert (found.name, found.size, found.sha256) == (name, len(content), sha256(content).hexdigest())


def test_a_document_is_kept_under_its_hash() -> None:
    found = read_attachment("files/guide-ar.pdf", PDF)

    assert isinstance(found, Attachment)
    assert found.path == f"files/{sha256(PDF).hexdigest()}.pdf"
    assert (found.width, found.height) == (None, None)


@pytest.mark.parametrize(
    ("name", "content", "rule"),
    [
        ("a.png", JPEG, "its bytes are those of no png"),
        ("a.jpg", PNG, "its bytes are those of no jpeg"),
        ("a.webp", b"RIFF\0\0\0\0WAVEfmt ", "its bytes are those of no webp"),
        ("a.pdf", b"<html>%PDF-1.7 %%EOF", "its bytes are those of no pdf"),
        ("a.pdf", PDF.replace(b"%%EOF", b""), "its bytes are those of no pdf"),
        ("a.png", b"", "its bytes are those of no png"),
        ("a.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "its bytes are those of no png"),
        ("a.png", png(4097, 10), "it has 4097 × 10 pixels; at most 4096 a side are allowed"),
        ("a.png", png(0, 10), "it has 0 × 10 pixels; at most 4096 a side are allowed"),
        ("a.jpg", jpeg(10, 65_000), "it has 10 × 65000 pixels; at most 4096 a side are allowed"),
        (
            "a.webp",
            webp(b"VP8X", 16_000_000, 2),
            "it has 16000000 × 2 pixels; at most 4096 a side are allowed",
        ),
        ("a.png", PNG[:18], "it tells no size"),
        ("a.png", PNG.replace(b"IHDR", b"IDAT"), "it tells no size"),
        ("a.jpg", JPEG[:12], "it tells no size"),
        ("a.jpg", b"\xff\xd8\xff\xe0\x00\x00" + bytes(20), "it tells no size"),
        ("a.jpg", b"\xff\xd8\xff\xda\x00\x02", "it tells no size"),
        ("a.webp", webp()[:20], "it tells no size"),
        ("a.webp", webp(b"VP8X")[:26], "it tells no size"),
        ("a.png", PNG + bytes(1024 * 1024), "it is larger than 1024 KiB"),
    ],
)
def test_what_is_no_such_picture_or_too_large_is_refused(name: str, content: bytes, rule: str) -> None:
    assert refused(name, content) == rule
