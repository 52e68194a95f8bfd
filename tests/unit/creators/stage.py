"""Connected creators on a small stage: the state table and a key in moto, TikTok on loopback, a standing
clock."""

import json
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import boto3

from campaign.aws.connections import ConnectionTable, SignInTable
from campaign.aws.quarantine import TableQuarantine
from campaign.aws.table import Table
from campaign.aws.token_key import TokenKey
from campaign.creators.connecting import CALLBACK, Connected, Connecting
from campaign.creators.connection import Connection
from campaign.creators.listing import Listing, Run
from campaign.creators.platform import Posts
from campaign.creators.poll import Poller
from campaign.creators.sign_in import Attempt
from campaign.creators.tokens import Tokens
from campaign.tiktok.app import AppCredentials
from campaign.tiktok.display import Display, observed
from campaign.tiktok.login import AuthorizePage, Login, code_challenge
from campaign.tiktok.open_api import OpenApi
from tests.simulators.authorize import Decision
from tests.simulators.cast import CREATORS, VIDEOS
from tests.simulators.models import SimulatedVideo
from tests.simulators.server import TikTokSimulator
from tests.unit.conftest import FixedClock

API = "https://api.campaign.example/v1"
VERSION = "2026-11-25"
NOOR, NOORS_VIDEO = CREATORS[0], VIDEOS[0]
INTERVAL = timedelta(hours=6)


@dataclass
class Sent:
    """Stands in for the intake queue."""

    messages: list[dict[str, Any]] = field(default_factory=list)

    def send(self, body: str) -> None:
        self.messages.append(json.loads(body))

    def send_all(self, bodies: Any) -> None:
        for body in bodies:
            self.send(body)


class Stage:
    def __init__(self, table: Table, clock: FixedClock, tiktok: TikTokSimulator) -> None:
        self.table = table
        self.clock = clock
        self.tiktok = tiktok
        self.intake = Sent()
        self.connections = ConnectionTable(table)
        self.sign_ins = SignInTable(table)
        kms = boto3.client("kms")
        self.key = TokenKey(kms, kms.create_key()["KeyMetadata"]["Arn"])
        self.app: AppCredentials | None = AppCredentials(tiktok.app.client_key, (tiktok.app.client_secret,))
        self.quarantine = TableQuarantine(table)
        self.display = Display(OpenApi(tiktok.url))
        self.tokens = self.new_tokens()
        self.connecting = Connecting(
            tokens=self.tokens,
            sign_in_page=AuthorizePage(f"{tiktok.url}/v2/auth/authorize/", lambda: self.app),
            sign_ins=self.sign_ins,
            intake=self.intake,
        )

    def credentials(self) -> AppCredentials:
        assert self.app is not None
        return self.app

    def new_tokens(self) -> Tokens:
        """As another run of a function would have them."""
        login = Login(OpenApi(self.tiktok.url), self.credentials)
        return Tokens(ConnectionTable(self.table), login, self.key, self.clock)

    def poller(self, posts: Posts | None = None, intake: Any = None) -> Poller:
        hashtags = ("EndTheStigma", "لننهي_الوصمة")
        listing = Listing(posts or self.display, observed, self.quarantine, hashtags, self.clock)
        return Poller(tokens=self.tokens, listing=listing, intake=intake or self.intake, interval=INTERVAL)

    def poll(self, **changes: Any) -> list[str]:
        """The ids of the videos that one run hands on."""
        before = len(self.intake.messages)
        self.poller(**changes).run(Run("poll-1", lambda: True))
        return [message["id"] for message in self.intake.messages[before:]]

    def says_yes(self, open_id: str, attempt: Attempt, scopes: tuple[str, ...] = ("video.list",)) -> str:
        """At TikTok's page; answers the code that the browser brings back."""
        challenge = code_challenge(attempt.verifier)
        return self.tiktok.tokens.authorize(open_id, API + CALLBACK, scopes, challenge)

    def connect(self, open_id: str = NOOR.open_id) -> Connected:
        attempt, _ = self.connecting.begin("ar", VERSION, API)
        return self.connecting.end(attempt, self.says_yes(open_id, attempt), None, API)

    def stored(self, open_id: str = NOOR.open_id) -> Connection:
        stored = self.connections.get(open_id)
        assert stored is not None
        return stored.connection

    def due_in(self, open_id: str = NOOR.open_id) -> timedelta:
        due_at = self.stored(open_id).due_at
        assert due_at is not None
        return due_at - self.clock()

    def post(self, number: int, handle: str = NOOR.handle, **changes: Any) -> SimulatedVideo:
        """One more post of today, the higher its number the later."""
        video = NOORS_VIDEO.model_copy(
            update={
                "id": str(7_600_000_000_000_000_000 + number),
                "handle": handle,
                "created_at": self.clock() - timedelta(hours=12) + timedelta(minutes=number),
                **changes,
            }
        )
        self.tiktok.catalogue.put(video)
        return video

    def decides(self, open_id: str, scopes: tuple[str, ...] | None = ("video.list",)) -> None:
        self.tiktok.authorize_page.decision = Decision(open_id=open_id, scopes=scopes)

    def calls(self, endpoint: str) -> int:
        return len(self.tiktok.calls_of(endpoint))

    def refreshes(self) -> int:
        calls = self.tiktok.calls_of("oauth.token")
        return sum(b"grant_type=refresh_token" in call.request.body for call in calls)
