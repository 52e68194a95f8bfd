from tests.simulators.cast import CREATORS, VIDEOS

CAMPAIGN_HASHTAGS = {"EndTheStigma", "لننهي_الوصمة"}


def test_a_dozen_creators_each_have_a_video() -> None:
    assert [creator.handle for creator in CREATORS] == [video.handle for video in VIDEOS]
    assert len({creator.open_id for creator in CREATORS}) == len({video.id for video in VIDEOS}) == 12


def test_every_video_carries_a_campaign_hashtag() -> None:
    assert all(CAMPAIGN_HASHTAGS & set(video.hashtags) for video in VIDEOS)


def test_both_languages_are_spoken() -> None:
    assert {hashtag for video in VIDEOS for hashtag in video.hashtags} >= CAMPAIGN_HASHTAGS


def test_ids_are_too_long_for_a_float() -> None:
    assert all(int(float(video.id)) != int(video.id) for video in VIDEOS)
