"""What happened, as a short table."""

from collections.abc import Iterator, Sequence

from rich.table import Table

from campaign.announcements.ledger import AnnouncementState
from campaign.videos.video import VideoStatus
from campaign_cli.demo.evidence import Evidence
from campaign_cli.demo.expected import Expected
from campaign_cli.demo.promises import live_now_delays


def table_of(evidence: Evidence, expected: Sequence[Expected]) -> Table:
    table = Table("", "", "", title="What happened", show_header=False)
    for what, count, detail in _rows(evidence, expected):
        table.add_row(what, str(count), detail)
    return table


def _rows(evidence: Evidence, expected: Sequence[Expected]) -> Iterator[tuple[str, int, str]]:
    received, refused = evidence.answers.genuine.count(200), evidence.answers.forged.count(401)
    yield "received", received, f"signed webhooks; {refused} forged one refused"
    statuses = tuple(evidence.statuses.values())
    withdrawn = statuses.count(VideoStatus.WITHDRAWN)
    yield "stored", len(statuses) - withdrawn, "posts; one was told twice, one more had no hashtag"
    featured, rejected = statuses.count(VideoStatus.FEATURED), statuses.count(VideoStatus.REJECTED)
    yield "featured", featured, f"on the hub; {rejected} rejected"
    off_after = evidence.taken_back.off_after
    off = f"after {off_after.total_seconds():.1f} s" if off_after else "never"
    yield "taken back", withdrawn, f"sent in by a link; off the hub {off}"
    counted = evidence.figures.total
    yield "counted", counted.videos, f"videos of {counted.creators} creators in the figures"
    announced = [record.state for record in evidence.announced.values()].count(AnnouncementState.EXPANDED)
    delays = [delay.total_seconds() for delay in live_now_delays(evidence, expected)]
    last = f"the last “live now” {max(delays):.1f} s after the start" if delays else "nobody heard “live now”"
    yield "announced", announced, last
    mails, webhooks = len(evidence.mail), len(evidence.webhooks)
    yield "delivered", mails + webhooks, f"{mails} e-mails, {webhooks} signed webhooks"
    yield "dead-lettered", sum(evidence.dead_lettered.values()), "messages"
    yield "quarantined", len(evidence.quarantined), "an event of a name that nobody knows"
