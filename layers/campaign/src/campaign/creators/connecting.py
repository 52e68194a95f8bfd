"""A creator connects, and leaves: each command in its order."""

import re
from dataclasses import dataclass
from typing import Protocol

from campaign.creators.connection import Connection, Consent, Language
from campaign.creators.pages import PageName
from campaign.creators.platform import SCOPE, ConnectionEndedError, Grant
from campaign.creators.sign_in import Attempt, agreed, begin, digest, is_secret, new_secret, pending
from campaign.creators.storage import SignIns, StoredConnection
from campaign.creators.tokens import Tokens
from campaign.kernel.errors import CampaignError, ConflictError
from campaign.kernel.observability import logger
from campaign.videos.intake import CreatorLeft, write_message

CALLBACK = "/connect/callback"
"""Below the API's address; the whole of it is registered at TikTok."""

_OPEN_ID = re.compile(r"[!-~]{1,128}")

USER_DISCONNECTED = 1
"""TikTok's own number for a creator who left by themselves."""


class NotConnectedError(Exception):
    """Nothing was connected; `page` tells the creator why."""

    def __init__(self, page: PageName) -> None:
        super().__init__(page)
        self.page = page


@dataclass(frozen=True, slots=True)
class Connected:
    """`leave_secret` is told to the creator, this once."""

    connection: Connection
    leave_secret: str


class SignInPage(Protocol):
    """TikTok's side of a sign-in."""

    def is_on(self) -> bool: ...

    def address(self, redirect_uri: str, attempt: Attempt) -> str: ...


class Intake(Protocol):
    def send(self, body: str) -> None: ...


class Connecting:
    def __init__(
        self,
        *,
        tokens: Tokens,
        sign_in_page: SignInPage,
        sign_ins: SignIns,
        intake: Intake,
    ) -> None:
        self.tokens = tokens
        self.desk = tokens.desk
        self.connections = tokens.connections
        self.clock = tokens.clock
        self.sign_in_page = sign_in_page
        self.sign_ins = sign_ins
        self.intake = intake

    def is_on(self) -> bool:
        return self.sign_in_page.is_on()

    def begin(self, language: Language, version: str, api: str) -> tuple[Attempt, str]:
        """The attempt, whose secret goes into the browser's cookie, and the address to send it to."""
        now, attempt = self.clock(), begin(language)
        consent = Consent(version=version, language=language, agreed_at=now)
        self.sign_ins.add(attempt.key, pending(attempt, consent), now)
        return attempt, self.sign_in_page.address(api + CALLBACK, attempt)

    def end(self, attempt: Attempt, code: str | None, error: str | None, api: str) -> Connected:
        """Raises NotConnectedError for all that is the creator's or a forger's doing; TransientError or
        PermanentError when it is TikTok's or ours."""
        consent = agreed(self.sign_ins.take(attempt.key), attempt, self.clock())
        if consent is None:
            raise NotConnectedError("expired")
        if error or not code:
            raise NotConnectedError("declined" if error == "access_denied" else "trouble")
        try:
            grant = self.desk.exchange(code, api + CALLBACK, attempt.verifier)
        except ConnectionEndedError as ended:
            raise NotConnectedError("expired") from ended
        if SCOPE not in grant.scope:
            self._give_back(grant)
            raise NotConnectedError("incomplete")
        now, leave_secret = self.clock(), new_secret()
        connection = Connection(
            open_id=grant.open_id,
            tokens=self.tokens.seal(grant, now),
            scope=grant.scope,
            consent=consent,
            connected_at=now,
            leave_hash=digest(leave_secret),
            due_at=now,
        )
        self.connections.connect(connection)
        logger.info("a creator has connected", creator=grant.open_id, scope=grant.scope)
        return Connected(connection, leave_secret)

    def _give_back(self, grant: Grant) -> None:
        """Tokens that are of no use to us are not to live on at TikTok. But who is connected stays so: to
        revoke would end that too, and TikTok would say that the creator has left."""
        if self.connections.get(grant.open_id) is not None:
            return
        try:
            self.desk.revoke(grant.access_token)
        except CampaignError as error:
            logger.warning("tokens without the scope were not revoked", reason=str(error))

    def find(self, open_id: str, leave_secret: str) -> StoredConnection | None:
        """None for a link that leads to no connection (any more)."""
        stored = self.connections.get(open_id) if _OPEN_ID.fullmatch(open_id) else None
        if stored is None or not is_secret(leave_secret, stored.connection.leave_hash):
            return None
        return stored

    def leave(self, stored: StoredConnection, correlation_id: str) -> None:
        """First TikTok, which needs the tokens; then the intake, which makes the videos go and, should the
        last step fail, the connection too; then the tokens."""
        open_id = stored.connection.open_id
        stored = self._revoke(stored)
        left = CreatorLeft(
            platform="tiktok",
            open_id=open_id,
            reason=USER_DISCONNECTED,
            observed_at=self.clock(),
            correlation_id=correlation_id,
        )
        self.intake.send(write_message(left))
        try:
            self.connections.remove(stored)
        except ConflictError:
            logger.info("the intake will delete the connection", creator=open_id)
        logger.info("a creator has disconnected", creator=open_id)

    def _revoke(self, stored: StoredConnection) -> StoredConnection:
        """Whatever goes wrong, the creator leaves: without tokens TikTok's permission is of no use to us."""
        if stored.connection.tokens is None:
            return stored
        try:
            stored, access_token = self.tokens.access(stored)
            self.desk.revoke(access_token)
        except CampaignError as error:
            reason = str(error)
        except Exception:  # a key or table that is out of order keeps nobody here
            logger.exception("a creator's tokens could not be used", creator=stored.connection.open_id)
            reason = "see the error above"
        else:
            return stored
        logger.warning(
            "TikTok was not told that a creator has left", creator=stored.connection.open_id, reason=reason
        )
        return stored
