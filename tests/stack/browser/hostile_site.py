"""A hub full of hostile words, made by the hub's own code, and served without a content security policy: what
keeps them harmless here is how they are written, and the policy is a second lock."""

from functools import cache

from campaign.hub.site import SiteFile
from campaign_cli.loopback import Answer, Request
from tests.hostile.texts import marker
from tests.hostile.world import World, twins
from tests.unit.hub.samples import render_site

HOSTILE_HOST = "hostile-hub.example.org"


@cache
def hostile_world() -> World:
    return twins(0)[0]


@cache
def hostile_files() -> dict[str, SiteFile]:
    made = render_site(hostile_world().state, f"https://{HOSTILE_HOST}")
    return {f"/{file.path}": file for file in made}


def hostile_pages() -> list[str]:
    """The paths of those in which at least one of the words stands."""
    marks = [marker(number).encode() for number in hostile_world().planter.taken]
    return [
        path
        for path, file in hostile_files().items()
        if path.endswith(".html") and any(mark in file.body for mark in marks)
    ]


def hostile_site(request: Request) -> Answer:
    file = hostile_files().get(request.path)
    if file is None:
        return Answer(status=404, content_type="text/plain", body=b"there is no such file")
    return Answer(content_type=file.content_type, body=file.body)
