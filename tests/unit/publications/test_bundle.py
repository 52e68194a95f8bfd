import stat
from io import BytesIO
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZipFile, ZipInfo

import pytest

from campaign.publications.bundle import (
    MAX_ATTACHMENTS,
    MAX_BUNDLE_BYTES,
    MAX_DOCUMENT_BYTES,
    MAX_FILE_BYTES,
    MAX_PICTURE_BYTES,
    MAX_PUBLICATION_BYTES,
    unpack,
)
from tests.unit.publications.samples import half, zipped, zipped_twice

FILES = ("en.md", "ar.md")


def bundle() -> bytes:
    return zipped({"en.md": half(), "ar.md": half("ar")})


def rules(packed: bytes) -> list[str]:
    return [fault.rule for fault in unpack(packed, FILES)[1]]


def with_member(member: ZipInfo, text: str | bytes, compression: int = ZIP_DEFLATED) -> bytes:
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        archive.writestr(member, text, compression)
        archive.writestr("ar.md", half("ar"))
    return packed.getvalue()


def test_both_halves_are_read() -> None:
    files, faults = unpack(bundle(), FILES)

    assert set(files) == {"en.md", "ar.md"}
    assert faults == []


@pytest.mark.parametrize("name", ["../en.md", "/etc/passwd", "folder/en.md", "C:\\en.md", "picture.png"])
def test_any_other_name_is_refused_and_never_opened(name: str) -> None:
    files, faults = unpack(zipped({"en.md": half(), "ar.md": half("ar"), name: "x"}), FILES)

    assert set(files) == {"en.md", "ar.md"}
    assert [fault.rule for fault in faults] == ["the zip holds something besides en.md and ar.md"]


def test_a_name_that_comes_twice_is_refused() -> None:
    assert "the same name is in the zip more than once" in rules(zipped_twice("en.md"))


def test_a_symbolic_link_is_refused() -> None:
    link = ZipInfo("en.md")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16

    assert rules(with_member(link, "/etc/passwd")) == ["it is not a plain file"]


def test_an_encrypted_file_is_refused() -> None:
    packed = bytearray(bundle())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        packed[packed.index(signature) + offset] |= 0x1

    assert rules(bytes(packed)) == ["it is encrypted"]


def test_an_unusual_compression_is_refused() -> None:
    assert rules(with_member(ZipInfo("en.md"), half(), ZIP_BZIP2)) == [
        "its compression method is not supported"
    ]


def test_a_file_that_unpacks_too_large_is_refused_by_its_header() -> None:
    assert rules(with_member(ZipInfo("en.md"), b"0" * (MAX_FILE_BYTES + 1))) == ["it is larger than 64 KiB"]


def test_a_header_that_lies_about_the_size_does_not_help() -> None:
    packed = bytearray(with_member(ZipInfo("en.md"), b"0" * 10_000_000))
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        start = packed.index(signature) + offset
        packed[start : start + 4] = (1000).to_bytes(4, "little")

    assert rules(bytes(packed)) == ["the object is not a readable zip"]


def test_a_zip_that_is_too_large_is_not_opened() -> None:
    assert rules(b"PK" + bytes(MAX_BUNDLE_BYTES)) == ["the zip is larger than 256 KiB"]


@pytest.mark.parametrize("packed", [b"", b"no zip", bundle()[:-10], bundle()[: len(bundle()) // 2]])
def test_what_is_no_zip_is_refused(packed: bytes) -> None:
    assert rules(packed) == ["the object is not a readable zip"]


def attached(files: dict[str, str | bytes]) -> tuple[dict[str, bytes], list[str]]:
    packed = zipped({"en.md": half(), **files})
    found, faults = unpack(packed, ["en.md"], attachments=True, at_most=MAX_PUBLICATION_BYTES)
    return found, [fault.rule for fault in faults]


def test_attachments_are_read_where_they_are_allowed() -> None:
    found, rules = attached({"files/a-1.png": b"x", "files/b.pdf": b"y"})

    assert set(found) == {"en.md", "files/a-1.png", "files/b.pdf"}
    assert rules == []


@pytest.mark.parametrize(
    "name",
    [
        "files/A.png",
        "files/../a.png",
        "files/a b.png",
        "files/a.svg",
        "files/a.exe",
        "files/x/a.png",
        "files/",
    ],
)
def test_an_attachment_with_another_name_is_refused_and_never_opened(name: str) -> None:
    found, rules = attached({name: b"x"})

    assert set(found) == {"en.md"}
    assert rules == ["the zip holds something besides en.md"]


@pytest.mark.parametrize(
    ("name", "limit", "rule"),
    [
        ("a.png", MAX_PICTURE_BYTES, "it is larger than 1 MiB"),
        ("a.pdf", MAX_DOCUMENT_BYTES, "it is larger than 5 MiB"),
    ],
)
def test_an_attachment_that_unpacks_too_large_is_refused(name: str, limit: int, rule: str) -> None:
    assert attached({f"files/{name}": bytes(limit + 1)}) == ({"en.md": half().encode()}, [rule])


def test_more_than_ten_attachments_are_refused_and_none_is_opened() -> None:
    found, rules = attached({f"files/{number}.png": b"x" for number in range(MAX_ATTACHMENTS + 1)})

    assert set(found) == {"en.md"}
    assert rules == ["it has 11 attachments, at most 10 are allowed"]


def test_what_may_be_left_out_is_no_fault() -> None:
    found, faults = unpack(zipped({"en.md": half()}), ["en.md"], optional=["ar.md"])

    assert (set(found), faults) == ({"en.md"}, [])
