from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from campaign.announcements.classes import Milestone
from campaign.announcements.expansion import Verdict, judge, useful_until
from campaign.announcements.notice import (
    Notice,
    NoticeStatus,
    RescheduleNotice,
    SendNotice,
    news_of_notice,
    reschedule,
    withdraw,
    write,
)
from campaign.announcements.planning import Plan, plan_notice, schedule_name, schedule_prefix
from campaign.announcements.texts import Texts
from campaign.aws.notices import NoticeTable
from campaign.aws.table import Table
from campaign.kernel.errors import ConflictError, NotFoundError, PermanentError
from tests.unit.announcements.samples import due
from tests.unit.sessions.samples import NOW

HOUR = timedelta(hours=1)
FORM: dict[str, Any] = {
    "id": "new-helpers",
    "texts": {
        "ar": {"subject": "أهلًا بالمتطوعين", "lines": ["انضم إلينا متطوعون جدد."], "action": "من هم"},
        "en": {
            "subject": "Welcome, helpers",
            "lines": ["New helpers have joined.", "Say hello."],
            "action": "Who",
        },
    },
    "link": "https://hub.example.org/en/index.html",
    "topics": ["everybody"],
    "at": "2026-03-01T21:00",
    "zone": "Asia/Dubai",
}
AT = NOW + 5 * HOUR


def command(**fields: Any) -> SendNotice:
    return SendNotice.model_validate({**FORM, **fields})


def notice(**fields: Any) -> Notice:
    return write(command(**fields), NOW)


def text(language: str = "en", **fields: Any) -> dict[str, Any]:
    return {**FORM["texts"], language: {**FORM["texts"][language], **fields}}


def told(a_notice: Notice, revision: int = 1) -> Any:
    return due(Milestone.CAMPAIGN_ANNOUNCEMENT, revision, AT, subject=f"notice:{a_notice.id}")


def test_a_notice_goes_at_its_time_on_the_clocks_of_its_zone() -> None:
    assert plan_notice(notice(), NOW, "c-1") == Plan(scheduled=frozenset({told(notice())}))


def test_without_a_time_it_goes_at_once() -> None:
    (at_once,) = plan_notice(notice(at=None, zone=None), NOW, "c-1").at_once

    assert at_once.due_at == NOW


def test_one_that_was_due_while_nobody_planned_goes_at_once_for_a_day() -> None:
    assert plan_notice(notice(), AT + 23 * HOUR, "c-1").at_once == {told(notice())}
    assert plan_notice(notice(), AT + 24 * HOUR, "c-1").missed == {told(notice())}


def test_staff_may_say_until_when_it_is_of_use() -> None:
    short = notice(useful_until="2026-03-01T22:00")

    assert useful_until(told(short), news_of_notice(short)) == AT + HOUR
    assert judge(told(short), news_of_notice(short), AT + HOUR) is Verdict.LATE


def test_another_time_is_the_next_revision_and_makes_the_first_stale() -> None:
    again = RescheduleNotice.model_validate(
        {"expected_revision": 1, "at": "2026-03-02T21:00", "zone": "Asia/Dubai"}
    )
    moved = reschedule(notice(), again, NOW, held=False)

    assert (moved.revision, moved.due_at) == (2, AT + 24 * HOUR)
    assert judge(told(moved, revision=1), news_of_notice(moved), AT) is Verdict.STALE
    assert {one.revision for one in plan_notice(moved, NOW, "c-1").scheduled} == {2}


def test_one_that_is_taken_back_is_told_to_nobody() -> None:
    gone = withdraw(notice(), 1, NOW, held=False)

    assert plan_notice(gone, NOW, "c-1") == Plan()
    assert judge(told(gone), news_of_notice(gone), AT) is Verdict.STALE


def test_what_has_gone_out_cannot_be_taken_back_unless_a_hold_stopped_it() -> None:
    with pytest.raises(ConflictError, match="has gone out"):
        withdraw(notice(), 1, AT, held=False)

    assert withdraw(notice(), 1, AT, held=True).status is NoticeStatus.WITHDRAWN


def test_nobody_changes_what_they_have_not_seen_or_what_is_gone() -> None:
    with pytest.raises(ConflictError, match="at revision 1, not 2"):
        withdraw(notice(), 2, NOW, held=False)
    with pytest.raises(ConflictError, match="was withdrawn"):
        withdraw(withdraw(notice(), 1, NOW, held=False), 2, NOW, held=False)


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({"at": "2026-03-01T15:00"}, "lies in the past"),
        ({"zone": None}, "a time without a zone"),
        ({"zone": "Asia/Nowhere"}, "no such time zone"),
        ({"useful_until": "2026-03-01T20:00"}, "before it goes out"),
    ],
)
def test_an_impossible_time_is_refused(fields: dict[str, Any], rule: str) -> None:
    with pytest.raises(PermanentError, match=rule):
        notice(**fields)


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({"texts": {"en": FORM["texts"]["en"]}}, "ar"),
        ({"texts": text(lines=["Dear $name"])}, "no placeholders"),
        ({"texts": text(subject="{{unsubscribe}}")}, "no placeholders"),
        ({"texts": text("ar", lines=["\u202eعكس"])}, "bidirectional"),
        ({"texts": text(action=None)}, "one language has an action"),
        ({"link": None}, "an action without a link"),
        ({"link": "http://a.example"}, "link"),
        ({"topics": ["nobody"]}, "topics"),
        ({"topics": []}, "topics"),
        ({"at": "2026-03-01T21:00+04:00"}, "at"),
    ],
)
def test_incomplete_or_harmful_words_are_refused(fields: dict[str, Any], rule: str) -> None:
    with pytest.raises(ValidationError, match=rule):
        command(**fields)


def test_money_is_no_placeholder() -> None:
    assert notice(texts=text(lines=["It costs $0."])).texts.en.lines == ("It costs $0.",)


def test_a_mail_of_it_says_the_staffs_own_words_and_leads_to_their_link() -> None:
    template = Texts("https://hub.example.org", "team@example.org").compose(
        Milestone.CAMPAIGN_ANNOUNCEMENT, "en", news_of_notice(notice(texts=text(lines=["<b>1 & 2</b>"])))
    )

    assert template.subject == "Welcome, helpers"
    assert "<b>1 & 2</b>\n\nWho: https://hub.example.org/en/index.html" in template.text
    assert "<p>&lt;b&gt;1 &amp; 2&lt;/b&gt;</p>" in template.html
    assert "A message from the #EndTheStigma campaign:" in template.text


def test_a_notice_without_a_link_leads_nowhere() -> None:
    plain = {language: {**words, "action": None} for language, words in FORM["texts"].items()}
    template = Texts("https://hub.example.org", "team@example.org").compose(
        Milestone.CAMPAIGN_ANNOUNCEMENT, "ar", news_of_notice(notice(link=None, texts=plain))
    )

    assert template.link is None


def test_its_schedules_name_is_one_that_aws_takes_and_no_sessions() -> None:
    longest = due(Milestone.CAMPAIGN_ANNOUNCEMENT, revision=999_999, subject=f"notice:{'a' * 40}")

    assert len(schedule_name(longest)) <= 64
    assert schedule_name(longest).startswith(schedule_prefix(longest.subject))
    assert not schedule_prefix("notice:talk").startswith(schedule_prefix("session:notice"))


def test_notices_are_kept_by_revision_and_listed_the_last_to_go_first(table: Table) -> None:
    kept = NoticeTable(table)
    kept.add(notice(), "c-1")
    kept.add(notice(id="other", at="2026-03-05T21:00"), "c-1")
    kept.add(withdraw(notice(), 1, NOW, held=False), "c-1")

    assert kept.get("new-helpers").status is NoticeStatus.WITHDRAWN
    assert [one.id for one in kept.latest()] == ["other", "new-helpers"]
    with pytest.raises(ConflictError, match="id is taken"):
        kept.add(notice(), "c-1")
    with pytest.raises(ConflictError, match="meanwhile"):
        kept.add(withdraw(notice(), 1, NOW, held=False), "c-1")
    with pytest.raises(NotFoundError):
        kept.get("nowhere")
