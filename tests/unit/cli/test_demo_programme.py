from datetime import UTC, datetime
from pathlib import Path

from campaign.announcements.classes import CLASSES, Milestone
from campaign.policies.validation import POLICY_FILE, read_policy
from campaign.publications.about import AboutToolkit
from campaign.publications.kind import Kind
from campaign.publications.validation import Bundle, read_bundle
from campaign.sessions.commands import schedule
from campaign.videos.policy import BUILT_IN, Policy
from campaign_cli.demo import programme
from campaign_cli.publishing.packing import pack

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def test_the_live_session_starts_within_a_minute() -> None:
    session = schedule(programme.live_session(NOW), NOW)

    assert session.starts_at == NOW + programme.LIVE_LEAD
    assert programme.LIVE_LEAD.total_seconds() < 60


def test_nothing_of_the_session_that_moves_is_due_while_the_demo_runs() -> None:
    session = schedule(programme.moved_session(NOW), NOW)
    offset = CLASSES[Milestone.REMINDER_HOUR].offset

    assert offset is not None
    assert (session.starts_at + offset - NOW).days >= 4


def test_everyone_in_the_demo_lives_under_a_name_that_is_reserved_for_examples() -> None:
    addresses = [subscriber.address for subscriber in programme.subscribers("http://127.0.0.1:1/news")]

    assert all(address.endswith((".example", "http://127.0.0.1:1/news")) for address in addresses)
    assert programme.MODERATOR.endswith("@example.org")


def test_the_post_is_rejected_by_a_rule_that_only_the_published_policy_has() -> None:
    policy = read_policy(pack(programme.POLICY_FOLDER, [POLICY_FILE]))

    assert isinstance(policy, Policy)
    assert programme.REJECTED_BY_RULE in {rule.id for rule in policy.rules}
    assert programme.REJECTED_BY_RULE not in {rule.id for rule in BUILT_IN.rules}


def test_the_linked_post_is_in_by_its_link_alone() -> None:
    assert programme.LINKED_POST.hashtags == ()
    assert "#" not in programme.LINKED_POST.caption
    assert programme.LINK_CREATOR.handle not in {post.handle for post in programme.FEATURED_POSTS}


def test_the_next_edition_differs_in_version_and_change_note_alone(tmp_path: Path) -> None:
    folder = tmp_path / "toolkits" / programme.TOOLKIT_ID
    programme.write_next_edition(folder)

    before, after = (read_bundle(Kind.TOOLKIT, pack(each)) for each in (programme.TOOLKIT_FOLDER, folder))

    assert isinstance(before, Bundle)
    assert isinstance(after, Bundle)
    assert after.content.version == programme.NEXT_VERSION
    assert after.content.texts == before.content.texts
    told = {"version", "change_note"}
    assert after.content.about.model_dump(exclude=told) == before.content.about.model_dump(exclude=told)
    assert isinstance(after.content.about, AboutToolkit)
    assert after.content.about.change_note.model_dump() == programme.CHANGE_NOTE
