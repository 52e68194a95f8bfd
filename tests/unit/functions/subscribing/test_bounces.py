import json
from typing import Any

import pytest

from campaign.announcements.email_tags import announcement_in, email_tags
from campaign.aws.audience import AudienceTable
from campaign.kernel.errors import ConflictError
from tests.unit.functions.subscribing.stage import Stage
from tests.unit.functions.subscribing.test_sample_events import sample


def bounce(address: str, **tags: str) -> str:
    event: Any = json.loads(sample("record_bounces", "permanent_bounce")["Records"][0]["body"])
    event["bounce"]["bouncedRecipients"][0]["emailAddress"] = address
    event["mail"]["tags"] = {name: [value] for name, value in tags.items()}
    return json.dumps(event)


def test_somebody_with_no_address_left_is_removed(stage: Stage) -> None:
    subscriber_id = stage.subscribed()

    stage.run(stage.bouncer, bounce("Reader@example.org", subscriber=subscriber_id))

    assert stage.audience.find(subscriber_id) is None


def test_a_mail_without_tags_is_known_by_its_address(stage: Stage) -> None:
    subscriber_id = stage.subscribed()

    stage.run(stage.bouncer, bounce("reader@example.org"))

    assert stage.audience.find(subscriber_id) is None


def test_a_change_at_the_same_moment_has_the_bounce_tried_again(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    subscriber_id = stage.subscribed()
    found = stage.audience.find(subscriber_id)
    assert found is not None
    body = bounce("reader@example.org", subscriber=subscriber_id)

    def conflict(*_: object) -> None:
        raise ConflictError("subscriber", "changed", "again")

    with monkeypatch.context() as changed:
        changed.setattr(AudienceTable, "remove", conflict)
        assert stage.run(stage.bouncer, body) == [body]
    assert stage.run(stage.bouncer, body) == []
    assert stage.audience.find(subscriber_id) is None


def test_an_event_that_is_no_json_is_set_aside(stage: Stage) -> None:
    assert stage.run(stage.bouncer, "not json about reader@example.org") == []


@pytest.mark.parametrize(
    "key", ["session:talk@2/live.now", "digest:2026-W48@1/digest.weekly", "notice:a@1/x"]
)
def test_a_tag_holds_only_what_ses_takes_and_comes_back(key: str) -> None:
    tags = email_tags(key, "invented-reader")

    assert all(value.replace("_", "").replace("-", "").isalnum() for value in tags.values())
    assert announcement_in({name: [value] for name, value in tags.items()}) == key


@pytest.mark.parametrize(
    "tags", [{}, {"announcement": []}, {"announcement": ["a"]}, {"announcement": ["/w=="]}]
)
def test_a_tag_of_somebody_else_names_no_announcement(tags: dict[str, list[str]]) -> None:
    assert announcement_in(tags) is None
