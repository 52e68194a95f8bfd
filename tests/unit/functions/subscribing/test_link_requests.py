"""Somebody asks for the link to what they chose: it is sent to their mailbox alone, and nobody learns who
has one."""

import pytest

from campaign.aws.table import Table
from campaign.subscriptions.forms import link_form
from campaign.subscriptions.texts import words
from tests.browser_forms import form_in
from tests.unit.conftest import LogLines
from tests.unit.functions.subscribing.stage import API, PER_ADDRESS, Page, Stage
from tests.unit.functions.subscribing.test_subscribing import ADDRESS, everything_stored


def ask(stage: Stage, address: str = ADDRESS, language: str = "en") -> Page:
    body = form_in(link_form("ar" if language == "ar" else "en", "", post_to=f"{API}/preferences"))
    return stage.visit(f"{API}/preferences", "POST", body.filled(address=address))


def test_a_subscriber_is_sent_the_link_to_their_choices(stage: Stage) -> None:
    stage.subscribed()

    answer = ask(stage)
    stage.flow()

    assert answer.status == 202
    assert "Your choices" in stage.mails()[-1].subject
    assert ADDRESS in stage.visit(stage.link()).text


def test_by_the_link_they_choose_anew(stage: Stage) -> None:
    subscriber_id = stage.subscribed()
    ask(stage)
    stage.flow()
    choices = form_in(stage.visit(stage.link()).text)

    saved = stage.visit(stage.link(), "POST", choices.filled(topics="toolkits", zone="Asia/Beirut"))

    assert "Saved" in saved.text
    found = stage.audience.find(subscriber_id)
    assert found is not None
    assert (found.topics, found.zone) == (("toolkits",), "Asia/Beirut")


def test_the_answer_is_the_same_whether_or_not_an_address_is_known(stage: Stage, table: Table) -> None:
    stage.subscribed()
    sent = len(stage.mails())

    known = ask(stage)
    written_of_known = [item for item in stage.told if "link_requested" in item]
    unknown = ask(stage, "stranger@example.org")

    assert (known.status, known.text, known.headers) == (unknown.status, unknown.text, unknown.headers)
    assert len(written_of_known) == 1
    assert len([item for item in stage.told if "link_requested" in item]) == 2, "one write for each"
    stage.flow()
    assert len(stage.mails()) == sent + 1
    assert "LINK" not in everything_stored(table)


def test_whoever_has_not_said_yes_yet_is_sent_the_link_to_confirm_again(stage: Stage) -> None:
    stage.subscribe()
    stage.flow()
    confirm = stage.link()

    ask(stage)
    stage.flow()

    assert len(stage.mails()) == 2
    assert stage.link() == confirm
    assert stage.visit(confirm, "POST").status == 200


def test_asking_twice_at_once_is_answered_once(stage: Stage) -> None:
    stage.subscribed()
    sent = len(stage.mails())

    first, second = ask(stage), ask(stage)
    stage.flow()
    stage.flow()

    assert first.text == second.text
    assert len(stage.mails()) == sent + 1


def test_nobody_can_have_a_strangers_mailbox_filled(stage: Stage) -> None:
    stage.subscribed()
    sent = len(stage.mails())
    for _ in range(5):
        ask(stage)
        stage.flow()

    assert len(stage.mails()) == sent + 2  # of three links a day, one was the invitation


@pytest.mark.parametrize("language", ["ar", "en"])
def test_what_is_no_address_is_asked_for_again_and_harmless(stage: Stage, language: str) -> None:
    answer = ask(stage, '"><script>alert(1)</script>', language)

    assert answer.status == 422
    assert words("ar" if language == "ar" else "en")["form"]["faults"]["address"] in answer.text
    assert ("address", '"><script>alert(1)</script>') in form_in(answer.text).given
    assert "<script" not in answer.text
    assert stage.told == {}


def test_whoever_asks_very_much_is_asked_to_wait(stage: Stage) -> None:
    for number in range(PER_ADDRESS):
        ask(stage, f"reader-{number}@example.org")

    assert ask(stage).status == 429


def test_no_address_lies_in_the_table_or_in_a_log(stage: Stage, table: Table, log_lines: LogLines) -> None:
    ask(stage)

    assert "example.org" not in everything_stored(table)
    assert "@" not in str([{**line, "location": ""} for line in log_lines()])


def test_every_fault_of_a_subscription_is_told_at_its_field(stage: Stage) -> None:
    answer = stage.subscribe(address="no address", topics="nonsense", zone="Mars/Olympus")

    assert answer.status == 422
    for name in ("address", "topics", "quiet"):
        assert f'<p class="fault" id="{name}-fault">' in answer.text
