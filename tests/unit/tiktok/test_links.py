import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.submissions.refusal import LinkRefusedError, Refusal
from campaign.tiktok.links import HOSTS, SHORT_HOSTS, ShortLink, VideoLink, link_of, read_link

ID = "7374895375649443115"
PATHS = (
    f"/@demo.noor/video/{ID}",
    f"/@/video/{ID}/",
    f"/v/{ID}.html",
    f"/share/video/{ID}",
    f"/embed/{ID}",
    f"/embed/v2/{ID}",
    f"/player/v1/{ID}",
    f"/i18n/share/video/{ID}/",
    f"/%40demo.noor/video/{ID}",
)


def refusal(text: str) -> Refusal:
    with pytest.raises(LinkRefusedError) as refused:
        read_link(text)
    return refused.value.reason


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "host",
    [
        "www.tiktok.com",
        "tiktok.com",
        "m.tiktok.com",
        "t.tiktok.com",
        "lite.tiktok.com",
        "WWW.TikTok.COM",
        "www.tiktok.com.",
    ],
)
@pytest.mark.parametrize("query", ["", "?is_from_webapp=1&sender_device=pc", "#comments"])
def test_the_link_of_a_video_is_its_id_whatever_is_around_it(host: str, path: str, query: str) -> None:
    assert read_link(f"https://{host}{path}{query}") == VideoLink(ID)


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("https://vm.tiktok.com/ZSdemonoor/", "https://vm.tiktok.com/ZSdemonoor"),
        ("http://VT.tiktok.com/ZSdemonoor?k=1", "https://vt.tiktok.com/ZSdemonoor"),
        ("https://www.tiktok.com/t/ZSdemonoor/", "https://www.tiktok.com/t/ZSdemonoor"),
        ("https://lite.tiktok.com/t/ZSdemonoor/", "https://lite.tiktok.com/t/ZSdemonoor"),
        ("https://vm.tiktok.com/ZSdemonoor/This post is shared via", "https://vm.tiktok.com/ZSdemonoor"),
    ],
)
def test_a_short_link_is_its_home_and_its_code(text: str, url: str) -> None:
    found = read_link(text)
    assert isinstance(found, ShortLink)
    assert found.url == url


@pytest.mark.parametrize(
    "text",
    [
        f"see this: https://www.tiktok.com/@demo.noor/video/{ID}, it helped me",
        f"شاهد هذا https://www.tiktok.com/@demo.noor/video/{ID}؟ رائع",
        f"شاهدhttps://www.tiktok.com/@demo.noor/video/{ID}شكرا",
        f"<https://www.tiktok.com/@demo.noor/video/{ID}>",
        f"\u2067https://www.tiktok.com/@demo.noor/video/{ID}\u2069",
        f"www.tiktok.com/@demo.noor/video/{ID}?next=https://elsewhere.example/",
        f"\n tiktok.com/@demo.noor/video/{ID} \n",
        f"Hello.world https://www.tiktok.com/@demo.noor/video/{ID}",
    ],
)
def test_words_around_a_link_do_not_matter(text: str) -> None:
    assert read_link(text) == VideoLink(ID)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", Refusal.NOT_A_LINK),
        ("my video about hope", Refusal.NOT_A_LINK),
        ("ftp://www.tiktok.com/@demo.noor/video/1", Refusal.NOT_A_LINK),
        ("javascript:alert(1)", Refusal.NOT_A_LINK),
        ("https://www.tiktok.com:x/", Refusal.NOT_A_LINK),
        ("https://[", Refusal.NOT_A_LINK),
        ("https://[::1/x", Refusal.NOT_A_LINK),
        ("someone@example.org", Refusal.NOT_A_LINK),
        ("https://elsewhere.example/@demo.noor/video/1", Refusal.OTHER_SITE),
        ("elsewhere.example/watch?v=1", Refusal.OTHER_SITE),
        (f"https://www.tiktok.com@elsewhere.example/@a/video/{ID}", Refusal.OTHER_SITE),
        (f"https://www.tiktok.com.elsewhere.example/@a/video/{ID}", Refusal.OTHER_SITE),
        (f"https://elsewhere.example/www.tiktok.com/@a/video/{ID}", Refusal.OTHER_SITE),
        (f"https://xtiktok.com/@a/video/{ID}", Refusal.OTHER_SITE),
        (f"https://www.tiktok.com:8443/@a/video/{ID}", Refusal.OTHER_SITE),
        ("https://127.0.0.1/ZSdemonoor", Refusal.OTHER_SITE),
        (f"https://tiktоk.com/@a/video/{ID}", Refusal.OTHER_SITE),
        (f"https://www.tiktok.com%2f@elsewhere.example/@a/video/{ID}", Refusal.OTHER_SITE),
        ("https://www.tiktok.com/@demo.noor", Refusal.PROFILE),
        ("https://www.tiktok.com/@demo.noor/?lang=ar", Refusal.PROFILE),
        ("https://www.tiktok.com/@demo.noor/live", Refusal.LIVE),
        ("https://www.tiktok.com/live/event/123", Refusal.LIVE),
        ("https://www.tiktok.com/tag/endthestigma", Refusal.TAG),
        ("https://www.tiktok.com/tag/لننهي_الوصمة", Refusal.TAG),
        ("https://www.tiktok.com/@demo.noor/photo/123", Refusal.PHOTO),
        ("https://www.tiktok.com/", Refusal.NOT_A_VIDEO),
        ("https://www.tiktok.com/music/original-sound-1", Refusal.NOT_A_VIDEO),
        ("https://www.tiktok.com/@demo.noor/video/", Refusal.NOT_A_VIDEO),
        ("https://www.tiktok.com/@demo.noor/video/12x", Refusal.NOT_A_VIDEO),
        ("https://www.tiktok.com/@demo.noor/video/" + "1" * 21, Refusal.NOT_A_VIDEO),
        ("https://www.tiktok.com/@demo.noor/video/٧٣", Refusal.NOT_A_VIDEO),
        ("https://vm.tiktok.com/", Refusal.NOT_A_VIDEO),
        ("https://vm.tiktok.com/a/b", Refusal.NOT_A_VIDEO),
        ("https://vm.tiktok.com/" + "x" * 33, Refusal.NOT_A_VIDEO),
    ],
)
def test_every_other_link_is_refused_for_a_reason(text: str, reason: Refusal) -> None:
    assert refusal(text) is reason


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        found = read_link(text)
    except LinkRefusedError:
        return
    assert link_of(found.url) == found


@given(
    host=st.sampled_from(sorted(HOSTS)),
    id_=st.from_regex(r"[0-9]{1,20}", fullmatch=True),
    before=st.text(alphabet=st.characters(categories=["L", "Z"])),
    query=st.from_regex(r"(\?[a-z_=&%0-9]*)?", fullmatch=True),
)
def test_a_video_is_found_in_any_sentence(host: str, id_: str, before: str, query: str) -> None:
    assert read_link(f"{before} https://{host}/@someone/video/{id_}{query} after") == VideoLink(id_)


@given(
    st.from_regex(r"https?://[!-~]{0,80}", fullmatch=True),
)
def test_what_is_asked_of_tiktok_is_always_tiktoks(url: str) -> None:
    try:
        found = link_of(url)
    except LinkRefusedError:
        return
    assert found.url.startswith(tuple(f"https://{host}/" for host in HOSTS | SHORT_HOSTS))
