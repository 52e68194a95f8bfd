"""What the demo promises, each promise held against the evidence: pure decisions."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import timedelta

from campaign.announcements.classes import Milestone
from campaign.announcements.ledger import AnnouncementState
from campaign.audience.subscriber import Channel, Registration
from campaign.videos.video import VideoStatus
from campaign_cli.demo import programme
from campaign_cli.demo.evidence import Evidence
from campaign_cli.demo.expected import Expected
from campaign_cli.demo.hub_promises import of_the_hub
from campaign_cli.demo.promise import Promise, counted

LATEST = timedelta(seconds=30)
"""How late "live now" may be sent: MiniStack looks for due schedules every ten seconds, and may be busy."""
TAKEN_BACK_WITHIN = timedelta(minutes=2)


def all_promises(
    evidence: Evidence, expected: Sequence[Expected], subscribers: Sequence[Registration]
) -> list[Promise]:
    readers = [subscriber for subscriber in subscribers if subscriber.channel is Channel.EMAIL]
    newsroom = next(subscriber for subscriber in subscribers if subscriber.channel is Channel.WEBHOOK)
    return [
        genuine_webhooks_are_let_in(evidence),
        a_forged_webhook_is_not(evidence),
        a_visitor_is_told_after_a_yes_and_until_they_leave(evidence),
        each_post_is_where_it_belongs(evidence),
        what_is_taken_back_is_gone_in_time(evidence),
        nothing_is_left_of_what_was_taken_back(evidence),
        the_figures_are_what_is_in(evidence),
        *of_the_hub(evidence.pages, evidence.sequences, expected),
        nothing_is_left_of_the_old_time(evidence),
        each_announcement_is_made(evidence, expected, subscribers),
        *(a_reader_hears_all_once(evidence, reader, expected) for reader in readers),
        the_newsroom_hears_all_once(evidence, newsroom, expected),
        live_now_is_on_time(evidence, expected, readers),
        everything_is_done(evidence),
        nothing_is_dead_lettered(evidence),
        only_the_unknown_event_is_quarantined(evidence),
    ]


def genuine_webhooks_are_let_in(evidence: Evidence) -> Promise:
    answers = Counter(evidence.answers.genuine)
    return Promise("genuine webhooks are answered 200", set(answers) == {200}, counted(answers))


def a_forged_webhook_is_not(evidence: Evidence) -> Promise:
    answers = Counter(evidence.answers.forged)
    return Promise("a forged webhook is answered 401", set(answers) == {401}, counted(answers))


def a_visitor_is_told_after_a_yes_and_until_they_leave(evidence: Evidence) -> Promise:
    visit = evidence.visit
    return Promise(
        "a visitor is subscribed once they say yes by mail, and nothing is left when they leave",
        (visit.before_yes, visit.after_yes, visit.after_leaving) == (False, True, False),
        f"kept before: {visit.before_yes}, then: {visit.after_yes}, afterwards: {visit.after_leaving}",
    )


def each_post_is_where_it_belongs(evidence: Evidence) -> Promise:
    """The untagged post is nowhere."""
    wanted = {post.id: VideoStatus.FEATURED for post in programme.FEATURED_POSTS}
    wanted[programme.REJECTED_POST.id] = VideoStatus.REJECTED
    wanted[programme.LINKED_POST.id] = VideoStatus.WITHDRAWN
    return Promise(
        "posts of the campaign, and no others, are kept as the moderator, or their creator, decided",
        dict(evidence.statuses) == wanted,
        counted(Counter(evidence.statuses.values())),
    )


def what_is_taken_back_is_gone_in_time(evidence: Evidence) -> Promise:
    """A video that the hub never showed could not be seen to leave it."""
    shown_on, off_after = evidence.taken_back.shown_on, evidence.taken_back.off_after
    return Promise(
        "a video that its creator takes back was on the hub, and is off it within two minutes",
        shown_on == len(programme.INDEXES) and off_after is not None and off_after < TAKEN_BACK_WITHIN,
        f"on {shown_on} pages, "
        + ("and still there" if off_after is None else f"off after {off_after.total_seconds():.1f} s"),
    )


def nothing_is_left_of_what_was_taken_back(evidence: Evidence) -> Promise:
    handle = f"@{programme.LINK_CREATOR.handle}"
    shows = [path for path in programme.INDEXES if handle in evidence.pages[path]]
    return Promise(
        "no page at the end, and no caption in the state, is left of what was taken back",
        not shows and not evidence.caption_left,
        ", ".join([*shows, *(["a caption"] if evidence.caption_left else [])]) or "nothing",
    )


def the_figures_are_what_is_in(evidence: Evidence) -> Promise:
    """What was rejected or taken back does not count; every creator of the cast has one post."""
    figures = evidence.figures
    wanted = len(programme.FEATURED_POSTS)
    by_source = {source: (tally.videos, tally.creators) for source, tally in figures.source.items()}
    return Promise(
        "the figures count the videos and creators that are in, by their way in",
        (figures.total.videos, figures.total.creators) == (wanted, wanted)
        and by_source == {"webhook": (wanted, wanted)},
        f"{figures.total.videos} videos of {figures.total.creators} creators; {by_source}",
    )


def nothing_is_left_of_the_old_time(evidence: Evidence) -> Promise:
    names = evidence.schedules
    return Promise(
        "the session that moved has schedules for its new time only",
        bool(names) and all(name.startswith(f"{programme.MOVED_ID}.r2.") for name in names),
        ", ".join(names) or "none",
    )


def each_announcement_is_made(
    evidence: Evidence, expected: Sequence[Expected], subscribers: Sequence[Registration]
) -> Promise:
    wanted = {
        announcement.key: (AnnouncementState.EXPANDED, sum(map(announcement.is_for, subscribers)))
        for announcement in expected
    }
    made = {key: (record.state, record.recipients) for key, record in evidence.announced.items()}
    amiss = sorted(key for key in wanted if made.get(key) != wanted[key])
    return Promise(
        "every announcement is made to all who follow its subject",
        not amiss,
        f"amiss: {', '.join(amiss)}" if amiss else f"{len(made)} announcements",
    )


def a_reader_hears_all_once(
    evidence: Evidence, reader: Registration, expected: Sequence[Expected]
) -> Promise:
    """By the titles, which differ between the languages."""
    subjects = [mail.subject for mail in evidence.mail if reader.address in mail.to]
    wanted = Counter(
        announcement.titles[reader.language] for announcement in expected if announcement.is_for(reader)
    )
    got = Counter({title: sum(title in subject for subject in subjects) for title in wanted})
    return Promise(
        f"{reader.id} gets each message once, in {reader.language}",
        got == wanted and len(subjects) == wanted.total(),
        f"{len(subjects)} of {wanted.total()} mails, {got.total()} of them as they should be",
    )


def the_newsroom_hears_all_once(
    evidence: Evidence, newsroom: Registration, expected: Sequence[Expected]
) -> Promise:
    got = Counter(news.announcement for news in evidence.webhooks if news.signed)
    wanted = Counter(announcement.key for announcement in expected if announcement.is_for(newsroom))
    return Promise(
        f"{newsroom.id} gets each webhook once, signed",
        got == wanted and all(news.signed for news in evidence.webhooks),
        f"{got.total()} signed of {len(evidence.webhooks)}, for {wanted.total()} announcements",
    )


def live_now_is_on_time(
    evidence: Evidence, expected: Sequence[Expected], readers: Iterable[Registration]
) -> Promise:
    """Everything else about the session is sent long before it starts."""
    live = _live(expected)
    told = [reader for reader in readers if live.is_for(reader)]
    delays = live_now_delays(evidence, expected)
    return Promise(
        "live now is said once, when it is, and not before",
        len(delays) == len(told) and max(delays) <= LATEST,
        f"{len(told)} to be told; seconds from the start: "
        f"{', '.join(f'{delay.total_seconds():.1f}' for delay in delays) or 'nobody was'}",
    )


def live_now_delays(evidence: Evidence, expected: Iterable[Expected]) -> list[timedelta]:
    """How long after the start of the live session each mail about it was sent, of those that were."""
    titles = _live(expected).titles.values()
    return [
        mail.sent_at - evidence.live_at
        for mail in evidence.mail
        if mail.sent_at >= evidence.live_at and any(title in mail.subject for title in titles)
    ]


def everything_is_done(evidence: Evidence) -> Promise:
    return Promise(
        "every queue is empty at the end", not evidence.at_work, counted(evidence.at_work) or "all of them"
    )


def nothing_is_dead_lettered(evidence: Evidence) -> Promise:
    return Promise(
        "no message ends in a dead-letter queue",
        not evidence.dead_lettered,
        counted(evidence.dead_lettered) or "none",
    )


def only_the_unknown_event_is_quarantined(evidence: Evidence) -> Promise:
    entries = evidence.quarantined
    return Promise(
        "the quarantine holds the event that nobody knows, and nothing else",
        len(entries) == 1 and programme.UNKNOWN_EVENT in entries[0].body,
        "; ".join(f"{entry.source}: {entry.reason}" for entry in entries) or "nothing",
    )


def _live(expected: Iterable[Expected]) -> Expected:
    return next(announcement for announcement in expected if announcement.milestone is Milestone.LIVE_NOW)
