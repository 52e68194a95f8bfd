"""A dozen invented creators, and what each of them says with the campaign's hashtag.

Nobody here exists: handles carry the word "demo", names are first names alone. The words follow the advice
for safe messaging: hope, listening and help, no method, no blame.
"""

import re
from datetime import UTC, datetime, timedelta

from tests.simulators.models import SimulatedCreator, SimulatedVideo

FIRST_POSTED_AT = datetime(2026, 10, 10, 8, 0, tzinfo=UTC)  # World Mental Health Day
HASHTAG = re.compile(r"#(\w+)")

LINES = (
    ("noor", "Noor | نور", "EG", "طلب المساعدة شجاعة، وأنا فخورة بأنني طلبتها. #لننهي_الوصمة"),
    ("yazan", "Yazan | يزن", "JO", "سألت صديقي: كيف حالك حقًا؟ ثم استمعت إليه حتى النهاية. #لننهي_الوصمة"),
    (
        "lina",
        "Lina | لينا",
        "LB",
        "Three things that carry me on a heavy day: a walk, a friend, a song. #EndTheStigma",
    ),
    ("karim", "Karim | كريم", "MA", "في بيتنا صرنا نتحدث عن القلق كما نتحدث عن أي تعب آخر. #لننهي_الوصمة"),
    (
        "sara",
        "Sara | سارة",
        "AE",
        "My first counselling session: I was nervous, and I was heard. #EndTheStigma #لننهي_الوصمة",
    ),
    ("omar", "Omar | عمر", "SA", "المشي كل مساء يذكّرني بأن أعتني بنفسي. #لننهي_الوصمة #صحتك_النفسية"),
    (
        "maya",
        "Maya | مايا",
        "TN",
        "Recovery has bright days and slow days, and both of them count. #EndTheStigma",
    ),
    (
        "hassan",
        "Hassan | حسن",
        "IQ",
        "إلى كل من يمر بيوم صعب: لست وحدك، وهناك من يحب أن يسمعك. #لننهي_الوصمة",
    ),
    (
        "rania",
        "Rania | رانيا",
        "PS",
        "My grandmother taught me to say what I feel. Words open doors. #EndTheStigma",
    ),
    ("bilal", "Bilal | بلال", "DZ", "نختار كلماتنا بلطف، فالكلمة الطيبة تفتح بابًا. #لننهي_الوصمة"),
    (
        "dana",
        "Dana | دانة",
        "KW",
        "How to listen to a friend: put the phone away, ask, and take your time. #EndTheStigma",
    ),
    (
        "tariq",
        "Tariq | طارق",
        "OM",
        "قال لي معلّمي: الصحة النفسية صحة. واليوم نتحدث عنها في الصف. #EndTheStigma #لننهي_الوصمة",
    ),
)


def _creator(place: int, name: str, shown_name: str) -> SimulatedCreator:
    return SimulatedCreator(handle=f"demo.{name}", name=shown_name, open_id=f"act.demo{place:02d}{name}")


def _video(place: int, name: str, region: str, caption: str) -> SimulatedVideo:
    created_at = FIRST_POSTED_AT + timedelta(hours=7 * place)
    return SimulatedVideo(
        # As in a real id, the upper 32 bits are its second of creation: 19 digits, too many for a float.
        id=str((int(created_at.timestamp()) << 32) + place + 1),
        handle=f"demo.{name}",
        caption=caption,
        created_at=created_at,
        hashtags=tuple(HASHTAG.findall(caption)),
        region=region,
        duration_seconds=25 + 3 * place,
        views=1_200 + 310 * place,
        likes=180 + 41 * place,
        comments=12 + place,
        shares=9 + 2 * place,
        favorites=15 + 3 * place,
        short_code=f"ZSdemo{name}",
    )


CREATORS = tuple(_creator(place, name, shown) for place, (name, shown, _, _) in enumerate(LINES))
VIDEOS = tuple(_video(place, name, region, text) for place, (name, _, region, text) in enumerate(LINES))
