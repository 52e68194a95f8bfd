"""A person subscribes, confirms, chooses anew and leaves; and what nobody else may do."""

import re
from datetime import time
from urllib.parse import urlsplit

import boto3
import pytest

from campaign.audience.links import Links
from campaign.audience.storage import PARTS
from campaign.audience.subscriber import Cadence
from campaign.aws.table import Table
from tests.unit.audience.samples import BOX, Keys, reader
from tests.unit.conftest import LogLines
from tests.unit.functions.subscribing.stage import API, PER_ADDRESS, WISHES, Stage
from tests.unit.stored import items_under

ADDRESS = "reader@example.org"


def audience_of(stage: Stage, *topics: str) -> list[str]:
    return [found.subscriber_id for part in range(PARTS) for found in stage.audience.recipients(topics, part)]


def everything_stored(table: Table) -> str:
    return str(boto3.client("dynamodb").scan(TableName=table.name)["Items"])


def test_nobody_is_told_anything_before_they_have_said_yes(stage: Stage) -> None:
    stage.subscribe()
    stage.flow()

    assert audience_of(stage, "everybody", "sessions", "toolkits") == []
    assert stage.audience.find(urlsplit(stage.link()).path.split("/")[3]) is None


def test_the_link_that_was_sent_confirms_what_was_chosen(stage: Stage) -> None:
    subscriber_id = stage.subscribed(topics="sessions", cadence="digest", start="23:00", end="07:30")

    found = stage.audience.find(subscriber_id)

    assert found is not None
    assert BOX.open(found.id, found.contacts[0]) == ADDRESS
    assert (found.topics, found.cadence, found.zone) == (("sessions",), Cadence.DIGEST, "Africa/Cairo")
    assert (found.quiet.start, found.quiet.end) == (time(23), time(7, 30))
    assert found.confirmed_at == stage.clock()
    assert audience_of(stage, "sessions") == [subscriber_id]


def test_a_mail_scanner_that_follows_the_links_changes_nothing(stage: Stage) -> None:
    stage.subscribe()
    stage.flow()
    assert stage.visit(stage.link()).status == 200
    assert audience_of(stage, "everybody") == []

    subscriber_id = stage.subscribed()
    links = links_of(stage, subscriber_id)
    assert [stage.visit(link).status for link in links.values()] == [200, 200]
    assert stage.audience.find(subscriber_id) is not None


def test_a_known_address_is_answered_the_same_and_sent_its_choices_instead(stage: Stage) -> None:
    first = stage.subscribe()
    stage.flow()
    stage.visit(stage.link(), "POST")

    again = stage.subscribe(address="Reader@Example.org", topics="toolkits")
    stage.flow()

    assert (again.status, again.text) == (first.status, first.text) == (202, first.text)
    assert "/preferences?" in stage.link()
    assert "Your choices" in stage.visit(stage.link()).text
    assert audience_of(stage, "toolkits", "sessions") == [urlsplit(stage.link()).path.split("/")[3]]
    assert stage.subscriptions.find(urlsplit(stage.link()).path.split("/")[3]) is None


def test_a_link_to_confirm_ends_after_48_hours(stage: Stage) -> None:
    stage.subscribe()
    stage.flow()
    stage.clock.advance(hours=48)

    answer = stage.visit(stage.link(), "POST")

    assert answer.status == 404
    assert "48 hours" in answer.text
    assert audience_of(stage, "everybody") == []


def test_confirming_twice_is_no_fault(stage: Stage) -> None:
    stage.subscribed()

    again = stage.visit(stage.link(), "POST")

    assert again.status == 200
    assert "confirmed before" in again.text


def test_whoever_left_is_not_brought_back_by_the_old_link(stage: Stage) -> None:
    subscriber_id = stage.subscribed()
    confirm = stage.link()
    stage.visit(links_of(stage, subscriber_id)["unsubscribe"], "POST")

    assert stage.visit(confirm, "POST").status == 404
    assert stage.audience.find(subscriber_id) is None


@pytest.mark.parametrize("purpose", ["confirm", "preferences", "unsubscribe"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_link_opens_for_its_own_purpose_and_person_alone(stage: Stage, purpose: str, method: str) -> None:
    mine = stage.subscribed()
    stage.subscribe(address="other@example.org")
    stage.flow()
    tokens = {**links_of(stage, mine), "confirm": stage.link()}
    others = [urlsplit(link).query for name, link in tokens.items() if name != purpose]
    stranger = urlsplit(Links(Keys(), API, "t@example.org").links_for(reader())["unsubscribe"]).query

    for query in [*others, stranger, "token=0.", "token=", "token=9999999999.x&lang=en", "token=\u0661.x"]:
        assert stage.visit(f"{API}/subscriptions/{mine}/{purpose}?{query}", method).status == 404
    assert stage.audience.find(mine) is not None


def test_everything_that_is_kept_is_shown_and_can_be_changed(stage: Stage) -> None:
    subscriber_id = stage.subscribed(topics=["sessions", "toolkit:listening"])
    link = links_of(stage, subscriber_id)["preferences"]

    page = stage.visit(link)
    assert ADDRESS in page.text
    assert "2026-03-01" in page.text
    assert checked(page.text) == {"sessions", "toolkit:listening", "en", "immediate"}

    saved = stage.visit(
        link,
        "POST",
        {
            "topics": "toolkits",
            "language": "ar",
            "cadence": "digest",
            "zone": "Asia/Beirut",
            "start": "00:00",
            "end": "00:00",
        },
    )
    assert "Saved" in saved.text
    assert checked(saved.text) == {"toolkits", "ar", "digest"}
    found = stage.audience.find(subscriber_id)
    assert found is not None
    assert (found.language, found.zone, found.version) == ("ar", "Asia/Beirut", 2)
    assert audience_of(stage, "sessions", "toolkit:listening") == []
    assert audience_of(stage, "digest") == [subscriber_id]


def test_a_choice_of_nothing_is_asked_again(stage: Stage) -> None:
    subscriber_id = stage.subscribed()
    wishes = {name: value for name, value in WISHES.items() if name not in {"topics", "address", "channel"}}

    answer = stage.visit(links_of(stage, subscriber_id)["preferences"], "POST", wishes)

    assert answer.status == 422
    assert "at least one" in answer.text


def test_one_click_ends_it_at_once_without_a_page_or_cookie(stage: Stage, table: Table) -> None:
    subscriber_id = stage.subscribed()
    link = links_of(stage, subscriber_id)["unsubscribe"]

    answer = stage.visit(link, "POST", "List-Unsubscribe=One-Click")

    assert (answer.status, answer.text) == (200, "")
    assert "Set-Cookie" not in answer.headers
    assert items_under(table, f"SUB#{subscriber_id}") == []
    assert stage.visit(link, "POST", "List-Unsubscribe=One-Click").status == 200


def test_a_person_leaves_by_a_button_and_leaves_nothing_behind(stage: Stage, table: Table) -> None:
    subscriber_id = stage.subscribed()
    links = links_of(stage, subscriber_id)

    assert "Yes, unsubscribe me" in stage.visit(links["unsubscribe"]).text
    assert "You are unsubscribed" in stage.visit(links["unsubscribe"], "POST").text

    assert "'SUB#" not in everything_stored(table)
    assert stage.visit(links["preferences"]).status == 404
    assert stage.visit(links["unsubscribe"]).status == 200


def test_no_address_lies_in_the_table_or_in_a_log(stage: Stage, table: Table, log_lines: LogLines) -> None:
    subscriber_id = stage.subscribed()
    stage.visit(links_of(stage, subscriber_id)["preferences"])
    stage.subscribe(address="second@example.org")

    assert "example.org" not in everything_stored(table)
    assert "@" not in str([{**line, "location": ""} for line in log_lines()])


def test_nobody_can_have_a_strangers_mailbox_filled(stage: Stage) -> None:
    answers = [stage.subscribe() for _ in range(5)]
    stage.flow()
    stage.flow()

    assert {answer.text for answer in answers} == {answers[0].text}
    assert len(stage.mails()) == 1  # of three that were asked for at once, the last one's
    stage.clock.advance(days=1)
    stage.subscribe(address="Reader@example.org")
    stage.flow()
    assert len(stage.mails()) == 2


def test_an_address_that_asks_very_much_is_asked_to_wait(stage: Stage) -> None:
    for number in range(PER_ADDRESS):
        assert stage.subscribe(address=f"reader-{number}@example.org").status == 202

    answer = stage.subscribe(address="one-more@example.org")

    assert answer.status == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert "a little later" in answer.text


def test_what_was_typed_comes_back_with_a_fault_and_harmless(stage: Stage) -> None:
    answer = stage.subscribe(address='"><script>alert(1)</script>@x', zone="Asia/Beirut")

    assert answer.status == 422
    assert 'role="alert"' in answer.text
    assert "<script>" not in answer.text
    assert '<option value="Asia/Beirut" selected>' in answer.text


def test_a_fault_of_ours_is_a_page_with_help_at_hand(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("campaign.aws.subscriptions.SubscriptionTable.find", lambda *_: 1 / 0)

    answer = stage.subscribe()

    assert answer.status == 500
    assert "findahelpline.com" in answer.text


def test_while_the_key_cannot_be_read_nobody_is_turned_away_for_good(stage: Stage) -> None:
    boto3.client("secretsmanager").put_secret_value(SecretId="audience", SecretString="{}")

    assert stage.subscribe().status == 503


def links_of(stage: Stage, subscriber_id: str) -> dict[str, str]:
    found = stage.audience.find(subscriber_id)
    assert found is not None
    return Links(Keys(), API, "team@example.org").links_for(found)


def checked(page: str) -> set[str]:
    return set(re.findall(r'value="([^"]+)" checked', page))
