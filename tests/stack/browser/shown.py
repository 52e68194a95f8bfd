"""Everything that the hub can show, so that a crawl finds every kind of page. All of it is invented, or the
campaign's own content."""

from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from pathlib import Path

from campaign.kernel.clock import utc_now
from campaign.publications.kind import LANGUAGES, Kind
from campaign.sessions.commands import ChangeSession
from campaign.sessions.session import Description, SessionStatus, Title
from campaign.videos.video import VideoKey
from campaign_cli.project import ROOT
from campaign_cli.publish import upload
from campaign_cli.publishing.drafts import find
from campaign_cli.publishing.shelf import Shelf
from campaign_cli.publishing.uploading import Bucket, approve_all
from campaign_cli.queues import depth
from campaign_cli.waiting import wait_for
from tests.stack.conftest import Campaign
from tests.stack.test_sessions import session
from tests.stack.test_videos import in_review, shows, video
from tests.unit.cli.publishing_stage import written
from tests.unit.publications.pictures import PNG
from tests.unit.publications.samples import files

WAIT = 90
WATCHED = "supporting-a-friend"
"""The toolkit of which test_toolkits.py watches the very first version go out."""
HANDLE = "shown.amal"
SESSIONS = ("plain", "off", "someday")
CAPTION = "planted-caption-words: قالها بصوت عالٍ #EndTheStigma"


def show_everything(campaign: Campaign, folder: Path) -> None:
    """Returns when it is on the hub. The posts are told first: theirs is the longest way."""
    campaign.creator(HANDLE)
    posts = [video(number, HANDLE, CAPTION) for number in (9001, 9002)]
    assert all(campaign.post(one).accepted for one in posts)
    _publish(campaign, ROOT / "content", but=WATCHED)
    for kind, fields in _invented().items():
        written(folder / kind.folder / f"shown-{kind}", {**files(kind, **fields), **_files(kind)})
    _publish(campaign, folder)
    _schedule(campaign)
    for one in posts:
        in_review(campaign, one)
        campaign.moderator.feature(campaign.moderator.video(VideoKey(f"tiktok:{one.id}")))
    places = {"videos": HANDLE, **{f"sessions/shown-{name}": f"shown-{name}" for name in SESSIONS}}
    for language in LANGUAGES:
        for place, words in places.items():
            page = f"{language}/{place}/index.html"
            wait_for(f"{words} on {page}", partial(shows, campaign, page, words), WAIT)
    wait_for("the last build to end", lambda: depth(campaign.deployment, "HubQueueUrl") == 0, WAIT)


def _publish(campaign: Campaign, folder: Path, but: str = "") -> None:
    drafts = [draft for draft in find(folder).drafts if draft.id != but]
    shelf = Shelf(campaign.reviewer)
    upload(drafts, shelf, Bucket(campaign.deployment))
    _, refused = approve_all(drafts, shelf, shelf.standings(draft.kind for draft in drafts))
    assert not refused


def _invented() -> Mapping[Kind, Mapping[str, str]]:
    """Of the kinds of which content/ has none, or none that may be shown yet."""
    today = utc_now().date()
    soon = (today + timedelta(days=30)).isoformat()
    open_now = {"opens_at": f"{today - timedelta(days=1)}T08:00"}
    return {
        Kind.ADVOCATE: {},
        Kind.ORGANISATION: {"verified_on": today.isoformat()},
        Kind.TUTORIAL: {"checked_on": today.isoformat(), "review_by": soon},
        Kind.INSIGHT: {"review_by": soon},
        Kind.ACTIVATION: {**open_now, "closes_at": f"{soon}T20:00"},
        Kind.LAUNCH: open_now,
        Kind.TOOLKIT: {},
    }


def _files(kind: Kind) -> dict[str, str | bytes]:
    return {"files/a-picture.png": PNG} if kind is Kind.TOOLKIT else {}


def _schedule(campaign: Campaign) -> None:
    """One in each state that a reader can see, with everything that can be said of it."""
    soon = utc_now().replace(microsecond=0) + timedelta(days=2)
    words = Description(ar="حديث هادئ.\nأسئلة وأجوبة.", en="A quiet talk.\nQuestions and answers.")
    for name in SESSIONS:
        one = session(f"shown-{name}", soon).model_copy(
            update={
                "description": words,
                "content_warning": Title(ar="عن الحزن", en="About grief"),
                "capacity_note": Title(ar="مئة مقعد", en="A hundred seats"),
                "sign_language": True,
                "captions": True,
            }
        )
        campaign.publisher.schedule_session(one)
    for name, status in (("off", SessionStatus.CANCELLED), ("someday", SessionStatus.POSTPONED)):
        campaign.publisher.change_session(f"shown-{name}", ChangeSession(expected_revision=1, status=status))
