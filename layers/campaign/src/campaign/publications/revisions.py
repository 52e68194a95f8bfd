"""Whether a bundle makes a new revision: a pure decision over what is live and what was uploaded."""

from datetime import datetime

from campaign.publications.faults import BUNDLE, Fault
from campaign.publications.toolkit import Toolkit, ToolkitContent, ToolkitId


def next_revision(
    toolkit_id: ToolkitId, live: Toolkit | None, content: ToolkitContent, now: datetime
) -> Toolkit | Fault | None:
    """The revision to publish, a fault, or None when the live one says the same already.

    A version names one content for ever: new words need a higher one, or nobody could tell the two apart.
    """
    if live is None:
        return Toolkit(id=toolkit_id, revision=1, content=content, published_at=now)
    if live.content.content_hash == content.content_hash:
        return None
    if _order(content.version) <= _order(live.content.version):
        rule = f"version {content.version} is not above {live.content.version}, which is published"
        return Fault(file=BUNDLE, rule=rule, remedy="raise the version in both halves")
    return Toolkit(id=toolkit_id, revision=live.revision + 1, content=content, published_at=now)


def _order(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))
