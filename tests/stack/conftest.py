"""The campaign, deployed once to an embedded AWS with IAM enforced, and everybody around it.

Tests marked `early` begin what those marked `late` look at, when the time for it has passed. Those marked
`crowding` run after these, because they would crowd the others' videos out of the review queue; those
marked `closing` run last and judge what the whole run has left behind; only what is marked `breaking`, which
spoils a deployment on purpose, comes after them.
"""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import time
from functools import cached_property
from pathlib import Path

import pytest
import urllib3

from campaign.audience.subscriber import Channel, QuietHours, Registration
from campaign.kernel.clock import utc_now
from campaign_cli import sam
from campaign_cli.deployment import Deployment
from campaign_cli.embedded import EmbeddedAws
from campaign_cli.embedded_mailbox import Mail, sent_mail, verify_sender
from campaign_cli.hub_commands import order_build
from campaign_cli.reach import Reach, reach
from campaign_cli.second_factor import Authenticator
from campaign_cli.staff import Group, Staff, generated_password
from campaign_cli.staff_api import StaffApi
from campaign_cli.waiting import wait_for
from tests.simulators.models import SimulatedCreator, SimulatedVideo
from tests.simulators.receiver import WebhookReceiver
from tests.simulators.server import TikTokSimulator
from tests.simulators.webhook_bodies import WebhookBodies
from tests.simulators.webhooks import Attempt, WebhookSender
from tests.stack.halves import belongs

PLANTED = ("planted-caption-words", "planted.address")
"""Words of captions and addresses in these tests: no log line may hold them."""

AT_ANY_HOUR = QuietHours(start=time(0), end=time(0))
"""Of subscribers whose mail a test waits for, at whatever hour it runs."""

PARTNER_SECRET = "whsec_" + "a" * 32
"""With this a partner signs the videos that it sends."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    stack = Path(__file__).parent
    other = [item for item in items if item.path.is_relative_to(stack) and not belongs(item)]
    config.hook.pytest_deselected(items=other)
    items[:] = [item for item in items if item not in other]
    last = ("breaking", "closing", "crowding", "late")
    items.sort(
        key=lambda item: (
            *(item.get_closest_marker(name) is not None for name in last),
            item.get_closest_marker("early") is None,
        )
    )


@dataclass
class Campaign:
    """What a test needs of the deployment and of the world around it."""

    aws: EmbeddedAws
    deployment: Deployment
    tiktok: TikTokSimulator
    partner: WebhookReceiver
    passwords: dict[Group, str] = field(default_factory=dict)
    authenticators: dict[Group, Authenticator] = field(
        default_factory=lambda: {group: Authenticator() for group in Group}
    )

    @property
    def outputs(self) -> dict[str, str]:
        return self.deployment.outputs

    @cached_property
    def moderator(self) -> StaffApi:
        return self.signed_in(Group.MODERATOR)

    @cached_property
    def publisher(self) -> StaffApi:
        return self.signed_in(Group.PUBLISHER)

    @cached_property
    def reviewer(self) -> StaffApi:
        return self.signed_in(Group.REVIEWER)

    def signed_in(self, group: Group) -> StaffApi:
        return StaffApi.sign_in(
            self.deployment, f"{group}@example.org", self.passwords[group], self.authenticators[group]
        )

    @cached_property
    def bodies(self) -> WebhookBodies:
        return WebhookBodies(self.tiktok.app.client_key, utc_now)

    def webhook(self, body: bytes, headers: dict[str, str] | None = None) -> Attempt:
        """Post to the function URL: with TikTok's signature, or with exactly these headers instead."""
        sender = WebhookSender(self.tiktok.app.client_secret)
        url, host = self._callback
        if headers is None:
            return sender.send(url, body, host=host)[0]
        return sender.post(url, body, headers, host=host)

    @cached_property
    def _callback(self) -> tuple[str, str]:
        found = self.reach(self.outputs["WebhookUrl"])
        return found.url, found.headers["Host"]

    def reach(self, url: str) -> Reach:
        return reach(self.deployment, url)

    def page(self, path: str) -> tuple[int, str, dict[str, str]]:
        """A page as the CDN serves it: status, text, headers."""
        found = self.reach(f"{self.outputs['HubUrl']}/{path}")
        answer = urllib3.request("GET", found.url, headers=found.headers, retries=False, timeout=10)
        return answer.status, answer.data.decode(), dict(answer.headers)

    def mails(self, subject_part: str = "") -> list[Mail]:
        return [mail for mail in sent_mail(self.aws.endpoint) if subject_part in mail.subject]

    def stored_keys(self) -> set[tuple[str, str]]:
        """The keys of every item of the state, the quarantine's too, by a scan: only a test may. The figures
        are left out: they follow from the videos, a moment later."""
        pages = (
            self.deployment.client("dynamodb")
            .get_paginator("scan")
            .paginate(TableName=self.outputs["TableName"], ProjectionExpression="pk, sk", ConsistentRead=True)
        )
        keys = {(item["pk"]["S"], item["sk"]["S"]) for page in pages for item in page["Items"]}
        return {(pk, sk) for pk, sk in keys if not pk.startswith(("COUNTED#", "FIGURES#"))}

    def log_lines(self) -> list[str]:
        """Every line that any function has logged."""
        logs = self.deployment.client("logs")
        return [
            event["message"]
            for group in logs.describe_log_groups()["logGroups"]
            for page in logs.get_paginator("filter_log_events").paginate(logGroupName=group["logGroupName"])
            for event in page["events"]
        ]

    def creator(self, handle: str) -> SimulatedCreator:
        creator = SimulatedCreator(handle=handle, name=handle, open_id=f"act.{handle}")
        self.tiktok.catalogue.put_creator(creator)
        return creator

    def post(self, video: SimulatedVideo) -> Attempt:
        """A connected creator's post becomes public: TikTok knows it, and tells."""
        self.tiktok.catalogue.put(video)
        open_id = f"act.{video.handle}"
        return self.webhook(self.bodies.post_publicly_available(open_id, video.id, f"p.{video.id}"))


@pytest.fixture(scope="session")
def campaign(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Campaign]:
    with ExitStack() as stack:
        tiktok = stack.enter_context(TikTokSimulator())
        partner = stack.enter_context(WebhookReceiver())
        aws = EmbeddedAws(tmp_path_factory.mktemp("embedded"))
        stack.callback(aws.stop)
        aws.start()
        parameters = {
            "TikTokOembedUrl": f"{tiktok.url}/oembed",
            "TikTokShortLinksUrl": tiktok.url,
            "TikTokApiUrl": tiktok.url,
            "TikTokAuthorizeUrl": f"{tiktok.url}/v2/auth/authorize/",
            "SmsEnabled": "true",  # off by default, since texts cost money; here they are kept, not sent
        }
        deployment = sam.deploy(aws, parameters=parameters)
        campaign = Campaign(aws, deployment, tiktok, partner)
        deployment.client("secretsmanager").put_secret_value(
            SecretId=deployment.outputs["TikTokSecretArn"],
            SecretString=json.dumps(
                {"client_key": tiktok.app.client_key, "client_secret": tiktok.app.client_secret}
            ),
        )
        deployment.client("secretsmanager").put_secret_value(
            SecretId=deployment.outputs["PartnerWebhookSecretArn"],
            SecretString=json.dumps({"secret": PARTNER_SECRET}),
        )
        verify_sender(deployment)
        order_build(deployment)
        wait_for("the first pages", lambda: campaign.page("en/index.html")[0] == 200, 60)
        for group in Group:
            campaign.passwords[group] = generated_password()
            Staff(deployment).add(f"{group}@example.org", [group], campaign.passwords[group])
        _register_subscribers(campaign)
        yield campaign


def _register_subscribers(campaign: Campaign) -> None:
    """One in each language by mail, and a partner's webhook, each for everything."""
    topics = ("sessions", "toolkits")
    for language in ("ar", "en"):
        campaign.publisher.register_subscriber(
            Registration(
                id=f"reader-{language}",
                channel=Channel.EMAIL,
                address=f"planted.address.{language}@example.org",
                language=language,
                topics=topics,
                quiet=AT_ANY_HOUR,
            )
        )
    secret = campaign.publisher.register_subscriber(
        Registration(
            id="partner",
            channel=Channel.WEBHOOK,
            address=campaign.partner.url,
            language="en",
            topics=topics,
            quiet=AT_ANY_HOUR,
        )
    )
    assert secret is not None
    campaign.partner.trust(secret)
