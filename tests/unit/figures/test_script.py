import pytest

from campaign.figures.script import script_of


@pytest.mark.parametrize(
    ("caption", "script"),
    [
        ("it helped to say it", "Latn"),
        ("الكلام يخفف الحمل", "Arab"),
        ("عزيز دل، حرف بزن", "Arab"),  # Persian: its script is Arabic, its language nobody claims to know
        ("טוב לדבר", "Hebr"),
        ("поговорим", "Cyrl"),
        ("ⴰⵣⵓⵍ", "Tfng"),
        ("話そう", "Hira"),
        ("ｆｕｌｌ ｗｉｄｔｈ", "Latn"),
        ("𝓯𝓪𝓷𝓬𝔂 𝔀𝓸𝓻𝓭𝓼", "Latn"),
        ("نعم yes لا ok", "Arab"),
    ],
)
def test_the_script_is_that_of_most_letters(caption: str, script: str) -> None:
    assert script_of(caption) == script


def test_hashtags_mentions_and_links_do_not_decide() -> None:
    assert script_of("لا بأس #EndTheStigma ＃wide @invented.noor https://example.org/watch") == "Arab"


@pytest.mark.parametrize(
    "caption", ["", "   ", "#EndTheStigma #لننهي_الوصمة", "2026 !!! 🤍", "@invented.noor", "ᚠᚢᚦ"]
)
def test_a_caption_without_words_is_unknown(caption: str) -> None:
    assert script_of(caption) == "unknown"


def test_of_two_with_as_many_letters_it_is_always_the_same_one() -> None:
    assert script_of("ab جد") == script_of("جد ab") == "Arab"
