"""A campaign to look at: what is under content/, with invented people, videos and sessions, and one
invented line."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from campaign.figures.tally import Tally
from campaign.hub.published import published
from campaign.hub.state import HubState
from campaign.publications.kind import Kind
from campaign.publications.publication import Publication
from campaign.sessions.session import Description, Session, SessionStatus, Title
from campaign.videos.video import Video
from campaign_cli.publishing.drafts import find
from tests.unit.hub import samples
from tests.unit.publications.samples import approved, live, proposed

CONTENT = Path(__file__).parents[2] / "content"
NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
HUB_URL = "https://hub.example.org"

_CAPTIONS = (
    ("كنت أخجل من كلمة «معالج نفسي». اليوم أقولها كما أقول طبيب أسنان. #لننهي_الوصمة", "samar.talks"),
    ("I told one friend. She said: me too. #EndTheStigma", "invented.layla"),
    ("ثلاث جمل ساعدتني حين لم أكن بخير، وجملة واحدة لم تساعدني أبدًا. #لننهي_الوصمة", "nour.invented"),
    ("A slow morning, a short walk, and no phone until nine. Small, but mine. #EndTheStigma", "karim.walks"),
    ("أبي لم يفهم في البداية. أعطيته مقطعًا من هنا، فجلس معي ساعة. #لننهي_الوصمة", None),
    ("What I wish my teachers had known about panic #EndTheStigma", "invented.yousef"),
    ("رسالة إلى نفسي قبل سنة: الأمر يصبح أخف. #لننهي_الوصمة", "reem.invented"),
    ("Resting is not giving up. #EndTheStigma", "invented.omar"),
)


def look() -> HubState:
    return HubState(
        videos=tuple(_videos()),
        sessions=_sessions(),
        published=published(_publications(), NOW),
        read_at=NOW,
        totals=Tally(videos=1_204, creators=311, views=2_503_118),
    )


def _videos() -> list[Video]:
    made = [samples.video(number, caption, handle) for number, (caption, handle) in enumerate(_CAPTIONS)]
    made[1] = made[1].model_copy(update={"marks": ("partner",)})
    return made


def _session(session_id: str, title: Title, hours: float, **fields: Any) -> Session:
    return samples.session(id=session_id, title=title, starts_at=NOW + timedelta(hours=hours), **fields)


def _sessions() -> tuple[Session, ...]:
    warning = Title(ar="فيها حديث عن الفقد.", en="It speaks of loss.")
    about = Description(
        ar="نصف ساعة من الأسئلة، ثم تمرين تنفّس هادئ.\nيمكنك الاستماع فقط.",
        en="Half an hour of questions, then a quiet breathing exercise.\nYou may just listen.",
    )
    replay = "https://www.tiktok.com/@invented.advocate/video/7374895375649443199"
    return (
        _session("first-talk", Title(ar="كيف بدأ الحديث", en="How the talk began"), -100, replay_link=replay),
        _session("live-now", Title(ar="قلق الامتحانات", en="Exam worry"), -0.25, host="@invented.advocate"),
        _session(
            "asking-for-help",
            Title(ar="كيف تطلب المساعدة", en="How to ask for help"),
            5,
            description=about,
            content_warning=warning,
            captions=True,
            sign_language=True,
            host="@invented.advocate",
        ),
        _session("sleep", Title(ar="النوم والشاشات", en="Sleep and screens"), 53, zone="Africa/Cairo"),
        _session(
            "friends",
            Title(ar="حين يتعب صديق", en="When a friend is low"),
            77,
            status=SessionStatus.CANCELLED,
        ),
        _session(
            "parents",
            Title(ar="حديث مع الأهل", en="Talking with parents"),
            99,
            status=SessionStatus.POSTPONED,
        ),
    )


def _publications() -> list[Publication]:
    made = [approved(*proposed(draft.content, NOW, None, draft.id), NOW) for draft in find(CONTENT).drafts]
    # The real helplines wait for a person who verifies them, so the one to look at is plainly invented.
    line: dict[str, Any] = {
        "name": {"ar": "خط مخترع للعرض", "en": "An invented line, to look at"},
        "for_whom": {"ar": "للعرض فقط: لا أحد يجيب", "en": "to look at only: nobody answers"},
        "phone": "000 000",
        "country": "EG",
        "zone": "Africa/Cairo",
    }
    return [
        *made,
        live(Kind.ORGANISATION, NOW, "invented-line", **line),
        live(Kind.ADVOCATE, NOW, "invented-layla", sessions=["asking-for-help", "sleep"]),
    ]
