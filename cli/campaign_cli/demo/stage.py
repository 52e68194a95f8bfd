"""The stage: the application on an embedded AWS, TikTok and an endpoint played, the hub viewed."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from campaign_cli import sam
from campaign_cli.demo.programme import LINK_CREATOR, LINKED_POST, UNTAGGED_POST
from campaign_cli.demo.steps import Steps
from campaign_cli.deployment import Deployment
from campaign_cli.embedded import EmbeddedAws
from campaign_cli.embedded_mailbox import verify_sender
from campaign_cli.errors import CommandError
from campaign_cli.hub_viewer import HubViewer
from campaign_cli.project import DEFAULT_HOME
from tests.simulators.cast import CREATORS, VIDEOS
from tests.simulators.receiver import WebhookReceiver
from tests.simulators.server import TikTokSimulator

HOME = DEFAULT_HOME / "demo"
"""Its own, so that a demo neither finds nor leaves anything elsewhere."""


@dataclass(frozen=True)
class Stage:
    """What the play is played on. `newsroom` receives the webhooks of one subscriber."""

    deployment: Deployment
    tiktok: TikTokSimulator
    newsroom: WebhookReceiver
    hub: HubViewer


@contextmanager
def stage(steps: Steps) -> Iterator[Stage]:
    """Set it up; take it down whatever happens."""
    aws = EmbeddedAws(HOME)
    if aws.instance is not None:
        raise CommandError(f"a demo is running; to end it: campaign embedded stop --home {HOME}")
    try:
        with (
            TikTokSimulator((*CREATORS, LINK_CREATOR), (*VIDEOS, UNTAGGED_POST, LINKED_POST)) as tiktok,
            WebhookReceiver() as newsroom,
        ):
            with steps("Start the embedded AWS"):
                aws.start()
            with steps("Build and deploy the application"):
                deployment = sam.deploy(
                    aws, {"TikTokOembedUrl": f"{tiktok.url}/oembed", "TikTokShortLinksUrl": tiktok.url}
                )
                _share_secret(deployment, tiktok.app.client_secret)
                verify_sender(deployment)
            with HubViewer(deployment) as hub:
                yield Stage(deployment, tiktok, newsroom, hub)
    finally:
        aws.stop()


def _share_secret(deployment: Deployment, client_secret: str) -> None:
    """What an operator copies from TikTok's developer portal."""
    deployment.client("secretsmanager").put_secret_value(
        SecretId=deployment.outputs["TikTokSecretArn"],
        SecretString=json.dumps({"client_secret": client_secret}),
    )
