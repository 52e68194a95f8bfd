"""Somebody with a browser and a mailbox, who subscribes by themselves and leaves again."""

import re
from collections.abc import Callable, Mapping
from urllib.parse import urlencode, urljoin

import urllib3

from campaign.audience.storage import SUBSCRIBER, partition
from campaign_cli.demo.evidence import Visit
from campaign_cli.deployment import Deployment
from campaign_cli.embedded_mailbox import Mail
from campaign_cli.errors import CommandError
from campaign_cli.reach import reach
from campaign_cli.waiting import wait_for

ADDRESS = "visitor@subscribers.example"
WISHES = {
    "lang": "ar",
    "channel": "email",
    "address": ADDRESS,
    "topics": "toolkits",
    "language": "ar",
    "cadence": "immediate",
    "zone": "Africa/Cairo",
    "start": "21:00",
    "end": "09:00",
}


class Visitor:
    """Every method raises CommandError for an answer that is not a success."""

    def __init__(self, deployment: Deployment, mail: Callable[[], tuple[Mail, ...]]) -> None:
        self._deployment = deployment
        self._mail = mail

    def come_and_go(self, patience: float) -> Visit:
        """`patience` in seconds, for the mail with the link."""
        form_url = self._deployment.outputs["SubscribeUrl"]
        action = _found(r'<form method="post" action="([^"]*)">', self._ask("GET", form_url))
        self._ask("POST", urljoin(form_url, action), WISHES)
        wait_for("the mail with the link to confirm", lambda: bool(self._link()), patience)
        link = self._link()
        subscriber = link.split("/")[5]
        self._ask("GET", link)  # as a mail scanner does
        before = self._is_kept(subscriber)
        confirmed = self._ask("POST", link)
        subscribed = self._is_kept(subscriber)
        choices = self._ask("GET", _found(r'href="(https://[^"]*/preferences[^"]*)"', confirmed))
        leave = _found(r'href="(https://[^"]*/unsubscribe[^"]*)"', choices)
        self._ask("POST", leave, {"List-Unsubscribe": "One-Click"})
        return Visit(before, subscribed, self._is_kept(subscriber))

    def _link(self) -> str:
        links = [
            re.findall(r"https://\S+/confirm\S+", mail.text) for mail in self._mail() if ADDRESS in mail.to
        ]
        return links[-1][0] if links and links[-1] else ""

    def _is_kept(self, subscriber_id: str) -> bool:
        return self._deployment.state.get(partition(subscriber_id), SUBSCRIBER) is not None

    def _ask(self, method: str, url: str, form: Mapping[str, str] | None = None) -> str:
        found = reach(self._deployment, url.replace("&amp;", "&"))
        answer = urllib3.request(
            method,
            found.url,
            body=urlencode(form or {}) if method == "POST" else None,
            headers={"Content-Type": "application/x-www-form-urlencoded", **found.headers},
            retries=False,
            timeout=30,
        )
        # The links are secrets: no message names one.
        if not 200 <= answer.status < 300:
            raise CommandError(f"subscriptions: {answer.status}")
        return answer.data.decode()


def _found(pattern: str, page: str) -> str:
    found = re.search(pattern, page)
    if found is None:
        raise CommandError("subscriptions: a page lacks its form or link")
    return found[1]
