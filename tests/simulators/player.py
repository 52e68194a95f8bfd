"""TikTok's embedded player, as far as a page of ours has to do with it: a document in a frame."""

from campaign_cli.loopback import Answer, Request

PLAYER_HOST = "www.tiktok.com"


def player(request: Request) -> Answer:
    """Any path: which one a page asks for is for a test to see."""
    body = f"<!doctype html><html lang='en'><title>player</title><p>plays {len(request.path)}</p></html>"
    return Answer(content_type="text/html; charset=utf-8", body=body.encode())
