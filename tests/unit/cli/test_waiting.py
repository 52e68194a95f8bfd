import pytest

from campaign_cli import waiting
from campaign_cli.errors import CommandError
from campaign_cli.waiting import came, wait_for


@pytest.fixture(autouse=True)
def _without_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "PAUSE_SECONDS", 0)


def test_what_comes_in_time_is_waited_for() -> None:
    answers = iter([False, False, True])

    assert came(lambda: next(answers), seconds=10)


def test_what_does_not_come_is_named_with_how_long_it_was_waited_for() -> None:
    with pytest.raises(CommandError, match="waited 0 s in vain for 12 posts in the review queue"):
        wait_for("12 posts in the review queue", lambda: False, seconds=0)
