"""What the demo plays. Everyone in it is invented, and every address is reserved for examples (RFC 2606)."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import yaml

from campaign.audience.subscriber import Channel, QuietHours, Registration
from campaign.publications.kind import LANGUAGES, Language
from campaign.publications.validation import ABOUT_FILE, HALVES
from campaign.sessions.commands import ScheduleSession
from campaign.sessions.session import Title
from campaign_cli.project import ROOT
from tests.simulators.cast import CREATORS, VIDEOS
from tests.simulators.models import SimulatedCreator, SimulatedVideo

MODERATOR = "moderator@example.org"
PUBLISHER = "publisher@example.org"
REVIEWER = "reviewer@example.org"

UNTAGGED_POST = VIDEOS[0].model_copy(
    update={
        "id": str(int(VIDEOS[-1].id) + 1),
        "caption": "قهوة الصباح على الشرفة. #صباح_الخير",
        "hashtags": ("صباح_الخير",),
        "short_code": None,
    }
)
"""By a creator of the campaign, and not for the campaign."""
REJECTED_POST = VIDEOS[-1]
REJECTED_BY_RULE = "sells-something"
"""Of the policy that the demo publishes: the one that is built in has no such rule."""
FEATURED_POSTS = VIDEOS[:-1]
LINK_CREATOR = SimulatedCreator(handle="demo.jana", name="Jana | جنى", open_id="act.demo99jana")
LINKED_POST = VIDEOS[0].model_copy(
    update={
        "id": str(int(VIDEOS[-1].id) + 2),
        "handle": LINK_CREATOR.handle,
        "caption": "حديث هادئ مع أمي كان بداية الطريق.",
        "hashtags": (),
        "short_code": "ZSdemojana",
    }
)
"""No webhook tells of it: its creator sends the link in, and later takes it back."""
SHORT_LINK = f"https://vm.tiktok.com/{LINKED_POST.short_code}/"
CONSENT = {"text_version": "2026-11-25", "language": "ar"}
UNKNOWN_EVENT = "demo.event.of.tomorrow"

ZONE = "Asia/Dubai"
LIVE_LINK = "https://www.tiktok.com/@demo.endthestigma/live"
LIVE_LEAD = timedelta(seconds=45)
LIVE_ID = "demo-asking-for-help"
MOVED_ID = "demo-listening-at-home"

POLICY_FOLDER = ROOT / "content" / "policy"
TOOLKIT_ID = "supporting-a-friend"
TOOLKIT_FOLDER = ROOT / "content" / "toolkits" / TOOLKIT_ID
NEXT_VERSION = "1.2.0"
TOOLKIT_PAGES = tuple(f"{language}/toolkits/{TOOLKIT_ID}/index.html" for language in LANGUAGES)
INDEXES = tuple(f"{language}/index.html" for language in LANGUAGES)
VOICES = tuple(f"{language}/videos/index.html" for language in LANGUAGES)
"""The newest videos; the first page has a few of them."""
PAGES = (*INDEXES, *VOICES, *TOOLKIT_PAGES)
CHANGE_NOTE: Mapping[Language, str] = {
    "ar": "الدليل نفسه، يُنشر من جديد لنعرض كيف يصل خبر التحديث.",
    "en": "The same guide, published anew to show how an update is told.",
}


def open_id_of(post: SimulatedVideo) -> str:
    """How TikTok names the post's creator to this app."""
    return next(creator.open_id for creator in CREATORS if creator.handle == post.handle)


AT_ANY_HOUR = QuietHours(start=time(0), end=time(0))
"""Nobody here sleeps: a demo at night shows the same."""


def subscribers(webhook_url: str) -> tuple[Registration, ...]:
    """Both languages, both channels, and somebody who follows one thing alone."""

    def by_mail(name: str, language: str, *topics: str) -> Registration:
        return Registration.model_validate(
            {
                "id": f"demo-{name}",
                "channel": Channel.EMAIL,
                "address": f"{name}@subscribers.example",
                "language": language,
                "topics": topics,
                "quiet": AT_ANY_HOUR,
            }
        )

    newsroom = Registration(
        id="demo-newsroom",
        channel=Channel.WEBHOOK,
        address=webhook_url,
        language="en",
        topics=("sessions", "toolkits"),
        quiet=AT_ANY_HOUR,
    )
    return (
        by_mail("amal", "ar", "sessions", "toolkits"),
        by_mail("grace", "en", "sessions", "toolkits"),
        by_mail("salma", "ar", "toolkits"),
        by_mail("theo", "en", f"session:{MOVED_ID}"),
        newsroom,
    )


def live_session(now: datetime) -> ScheduleSession:
    """Starts so soon that its "live now" really fires while the demo runs."""
    return ScheduleSession(
        id=LIVE_ID,
        title=Title(ar="كيف نطلب المساعدة", en="How to ask for help"),
        advocate="Huda (demo)",
        starts=_wall_time(now + LIVE_LEAD),
        zone=ZONE,
        duration_minutes=45,
        link=LIVE_LINK,
    )


def moved_session(now: datetime) -> ScheduleSession:
    """Far enough away that nothing of it is due today."""
    return ScheduleSession(
        id=MOVED_ID,
        title=Title(ar="الإصغاء في البيت", en="Listening at home"),
        advocate="Samir (demo)",
        starts=_wall_time(now + timedelta(days=5)).replace(hour=20, minute=0, second=0),
        zone=ZONE,
        duration_minutes=60,
        link=LIVE_LINK,
    )


def write_next_edition(folder: Path) -> None:
    """The toolkit of TOOLKIT_FOLDER as NEXT_VERSION, into a new folder."""
    folder.mkdir(parents=True)
    for half in HALVES:
        (folder / half).write_bytes((TOOLKIT_FOLDER / half).read_bytes())
    edition = next_edition((TOOLKIT_FOLDER / ABOUT_FILE).read_text("utf-8"), CHANGE_NOTE)
    (folder / ABOUT_FILE).write_text(edition, "utf-8")


def next_edition(about: str, change_note: Mapping[Language, str]) -> str:
    """The same facts as NEXT_VERSION."""
    fields = {**yaml.safe_load(about), "version": NEXT_VERSION, "change_note": dict(change_note)}
    return yaml.safe_dump(fields, allow_unicode=True, sort_keys=False)


def _wall_time(moment: datetime) -> datetime:
    """Naive, on the clocks of ZONE, to the second."""
    return moment.astimezone(ZoneInfo(ZONE)).replace(tzinfo=None, microsecond=0)
