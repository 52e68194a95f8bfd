"""Search results for a replay, invented: ids beyond 2^53, several rows of each, captions of every kind."""

from campaign_cli.replay_model import Row

CAPTIONS = ("", "#EndTheStigma", "أمل\u200d \u202eهنا\u202c", "أ" * 2500, "💚\u0000\ufffe")
ROWS: list[Row] = [
    {
        "id": 2**62 + place % 37,
        "username": f"demo.creator{place % 7}",
        "video_description": CAPTIONS[place % len(CAPTIONS)],
        "hashtag_names": ["endthestigma"] * (place % 3),
        "view_count": place * 2**53,
        "create_time": 1_772_000_000 + place,
        **({"region_code": ("ae", "AE", "")[place % 3]} if place % 2 else {}),
    }
    for place in range(120)
]
VIDEOS = 37
"""How many different ones there are among the rows."""
