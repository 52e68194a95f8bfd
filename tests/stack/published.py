"""Invented publications on the deployed campaign, and what became of them there."""

from pathlib import Path
from typing import Any

from campaign.publications.kind import LANGUAGES, Kind, Language
from campaign_cli.publish import publish_approved
from campaign_cli.waiting import wait_for
from tests.stack.conftest import Campaign
from tests.unit.cli.publishing_stage import written
from tests.unit.publications.samples import files, half

WAIT = 180
"""Seconds; much more than it takes, for a machine that does other things as well."""
GROUP = "endthestigma"


def publish(
    campaign: Campaign,
    folder: Path,
    kind: Kind,
    publication_id: str,
    *,
    titles: dict[Language, str] | None = None,
    says: str = "Ask, and listen.",
    **facts: str | None,
) -> None:
    """Its next revision, approved in both languages; `facts` as its about.yaml has them."""
    body = f"{says}\n\n[[help]]\n"
    bundle: dict[str, Any] = files(kind, body=body, **facts)
    if kind.has_prose:
        for language in LANGUAGES:
            words = {"title": titles[language]} if titles else {}
            bundle[f"{language}.md"] = half(language, body=body, **words)
    publish_approved(
        campaign.deployment, written(folder / kind.folder / publication_id, bundle), campaign.reviewer
    )


def page(campaign: Campaign, path: str, language: str = "en") -> str:
    """A page below a language's folder; empty while there is none."""
    status, text, _ = campaign.page(f"{language}/{path}")
    return text if status == 200 else ""


def wait_for_page(
    campaign: Campaign, path: str, *words: str, without: str = "\0", language: str = "en"
) -> None:
    """With all these words."""

    def is_there() -> bool:
        text = page(campaign, path, language)
        return bool(text) and all(word in text for word in words) and without not in text

    wait_for(f"{path} with {words} and without {without!r}", is_there, WAIT)


def schedules(campaign: Campaign, prefix: str) -> dict[str, dict[str, Any]]:
    """Those whose names begin like this."""
    client = campaign.deployment.client("scheduler")
    names = [one["Name"] for one in client.list_schedules(GroupName=GROUP, NamePrefix=prefix)["Schedules"]]
    return {name: dict(client.get_schedule(GroupName=GROUP, Name=name)) for name in names}
