from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from campaign.publications.faults import Fault
from campaign.publications.revisions import next_revision
from campaign.publications.toolkit import Toolkit, ToolkitId
from tests.unit.publications.samples import content

ID = ToolkitId("supporting-a-friend")
NOW = datetime(2026, 3, 1, tzinfo=UTC)
versions = st.tuples(*[st.integers(0, 12)] * 3).map(lambda parts: ".".join(map(str, parts)))


def live(version: str = "1.9.0", revision: int = 3) -> Toolkit:
    return Toolkit(id=ID, revision=revision, content=content(version), published_at=NOW)


def test_the_first_upload_is_revision_1() -> None:
    assert next_revision(ID, None, content("4.2.0"), NOW) == Toolkit(
        id=ID, revision=1, content=content("4.2.0"), published_at=NOW
    )


def test_the_same_content_makes_no_revision() -> None:
    assert next_revision(ID, live(), content("1.9.0"), NOW) is None


def test_a_higher_version_is_the_next_revision() -> None:
    decision = next_revision(ID, live("1.9.0"), content("1.10.0", change_note="More."), NOW)

    assert isinstance(decision, Toolkit)
    assert decision.revision == 4


def test_a_lower_version_is_a_fault() -> None:
    assert isinstance(next_revision(ID, live("1.10.0"), content("1.9.0"), NOW), Fault)


def test_new_words_under_the_same_version_are_a_fault() -> None:
    decision = next_revision(ID, live(), content("1.9.0", body="Other words."), NOW)

    assert isinstance(decision, Fault)
    assert decision.rule == "version 1.9.0 is not above 1.9.0, which is published"


@given(st.lists(versions, min_size=1))
def test_whatever_is_uploaded_revision_and_version_only_rise(uploads: list[str]) -> None:
    current: Toolkit | None = None
    published: list[tuple[int, tuple[int, ...]]] = []

    for version in uploads:
        decision = next_revision(ID, current, content(version), NOW)
        if isinstance(decision, Toolkit):
            current = decision
            published.append((decision.revision, tuple(map(int, version.split(".")))))

    assert [revision for revision, _ in published] == list(range(1, len(published) + 1))
    assert [version for _, version in published] == sorted({version for _, version in published})
