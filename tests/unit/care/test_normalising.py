import pytest

from campaign.care.normalising import normalised


@pytest.mark.parametrize(
    ("written", "read"),
    [
        pytest.param("ＴＩＲＥＤ", " tired ", id="compatibility forms"),
        pytest.param("TiReD", " tired ", id="case"),
        pytest.param("مُتْعَبٌ", " متعب ", id="harakat"),
        pytest.param("متـــعب", " متعب ", id="tatweel"),
        pytest.param("أإآٱ ا", " ا ا ", id="alef, and one letter for a run"),
        pytest.param("على", " علي ", id="alef maqsura"),
        pytest.param("حياة", " حياه ", id="ta marbuta"),
        pytest.param("شؤون بئر", " شوون بير ".replace("وو", "و"), id="hamza on its seats"),
        pytest.param("کی گپ", " كي كب ", id="letters of Persian keyboards"),
        pytest.param("٣ ۴", " 3 4 ", id="digits"),
        pytest.param("soooo tireeed", " so tired ", id="elongated letters"),
        pytest.param("ti\u200bred\u200f", " tired ", id="zero-width and bidi characters"),
        pytest.param("#EndTheStigma", " end the stigma ", id="hashtag of humps"),
        pytest.param("#تعبت_من_الحياة", " تعبت من الحياه ", id="hashtag of underscores"),
        pytest.param("don’t can't", " dont cant ", id="apostrophes"),
        pytest.param("k!ll d1e s@d", " kil die sad ", id="signs instead of letters"),
        pytest.param("bye🖤", " bye 🖤 ", id="emoji are words"),
        pytest.param("a,b\n\tc", " a b c ", id="spaces and punctuation"),
        pytest.param("", " ", id="nothing"),
    ],
)
def test_one_spelling_for_many(written: str, read: str) -> None:
    assert normalised(written) == read


def test_what_is_normalised_stays_so() -> None:
    once = normalised("I can’t… #EndTheStigma مُتْعَبَةٌ جِدّاً 🖤🖤")

    assert normalised(once) == once
