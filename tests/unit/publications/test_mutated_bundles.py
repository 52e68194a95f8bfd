from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from hypothesis import given, settings
from hypothesis import strategies as st

from campaign.publications.bundle import MAX_FILE_BYTES
from campaign.publications.markdown import to_html
from campaign.publications.toolkit import ToolkitContent
from campaign.publications.validation import read_bundle
from tests.unit.publications.samples import bundle, half

GOOD = bundle()
_positions = st.integers(0, len(GOOD) - 1)
_SNIPPETS = [
    "---",
    "\n",
    "title",
    ":",
    "[",
    "{",
    "*x",
    "&x",
    "<script>",
    "\u202e",
    "\x00",
    "]( javascript:",
    "> ",
    "#",
    "|",
]


def check(packed: bytes) -> None:
    """Published or refused with reasons, and never anything else."""
    answer = read_bundle(packed)
    if isinstance(answer, ToolkitContent):
        for text in answer.texts.values():
            assert "<script" not in to_html(text.body)
            assert len(text.body) <= MAX_FILE_BYTES
    else:
        assert answer
        assert all(fault.line >= 1 and fault.rule and fault.remedy for fault in answer)


@settings(max_examples=400)
@given(st.lists(st.tuples(_positions, st.integers(0, 255)), min_size=1, max_size=8))
def test_a_bundle_with_changed_bytes_is_published_or_refused(changes: list[tuple[int, int]]) -> None:
    packed = bytearray(GOOD)
    for position, byte in changes:
        packed[position] = byte
    check(bytes(packed))


@settings(max_examples=100)
@given(_positions, _positions)
def test_a_bundle_with_a_piece_cut_out_is_published_or_refused(start: int, end: int) -> None:
    check(GOOD[:start] + GOOD[end:])


@settings(max_examples=400)
@given(
    st.lists(
        st.tuples(st.integers(0, len(half())), st.sampled_from(_SNIPPETS) | st.text(max_size=5)), max_size=6
    ),
    st.text(max_size=200),
)
def test_halves_with_changed_text_are_published_or_refused(
    insertions: list[tuple[int, str]], tail: str
) -> None:
    english = half()
    for position, snippet in insertions:
        english = english[:position] + snippet + english[position:]
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        archive.writestr("en.md", (english + tail).encode("utf-8", "surrogatepass"))
        archive.writestr("ar.md", half("ar"))
    check(packed.getvalue())
