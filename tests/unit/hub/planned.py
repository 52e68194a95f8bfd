"""Files of a plan, made and read."""

from collections.abc import Iterable

from campaign.hub.plan import Planned
from campaign.hub.site import SiteFile


def made(planned: Planned) -> SiteFile:
    file = planned.make()
    assert isinstance(file, SiteFile)
    assert file.path == planned.path
    return file


def made_all(plan: Iterable[Planned]) -> dict[str, SiteFile]:
    return {planned.path: made(planned) for planned in plan}


def made_one(plan: Iterable[Planned], path: str) -> SiteFile:
    (wanted,) = (planned for planned in plan if planned.path == path)
    return made(wanted)
