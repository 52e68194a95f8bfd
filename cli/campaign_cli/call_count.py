"""How many calls a command has cost."""

from typing import Any

from campaign_cli.deployment import Deployment


class CallCount:
    """Counts each call that clients made from now on send to AWS; `staff` is the staff API's own count."""

    def __init__(self, deployment: Deployment) -> None:
        self.aws = 0
        self.staff = 0
        deployment.session.events.register("before-send", self._one_more)

    def _one_more(self, **_: Any) -> None:
        self.aws += 1

    def __str__(self) -> str:
        return f"{self.aws} AWS calls and {self.staff} of the staff API"
