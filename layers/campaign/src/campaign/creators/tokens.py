"""A connection's tokens: opened for use, and renewed by one at a time.

A refresh ends the old refresh token, so two at once would log the creator out. Whoever wants to renew first
claims the connection by a conditional write; the loser reads again. If the winner dies between TikTok's
answer and the write of it, the new tokens are lost and the old ones dead: the next try is answered
invalid_grant, and the creator is asked to connect again. All that can fail beforehand is done beforehand.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from campaign.creators.connection import Connection, SealedTokens, claimed, ended, renewed
from campaign.creators.platform import Cipher, ConnectionEndedError, Grant, TokenDesk
from campaign.creators.storage import Connections, StoredConnection
from campaign.kernel.clock import Clock
from campaign.kernel.errors import ConflictError
from campaign.kernel.observability import count, logger

LEASE = timedelta(minutes=1)
"""Longer than TikTok is waited for, so that a claim outlives its owner's call."""

MARGIN = timedelta(minutes=5)
"""A token that ends so soon is renewed first."""


class Tokens:
    def __init__(self, connections: Connections, desk: TokenDesk, cipher: Cipher, clock: Clock) -> None:
        self.connections = connections
        self.desk = desk
        self.cipher = cipher
        self.clock = clock

    def access(self, stored: StoredConnection) -> tuple[StoredConnection, str]:
        """The connection, written anew if its tokens had to be renewed, and an access token that should work.

        Raises ConnectionEndedError when the creator has to connect again (which is then written),
        ConflictError when somebody else is renewing, or has written the connection: try again later.
        """
        tokens = _tokens(stored.connection)
        if tokens.access_until - MARGIN > self.clock():
            return stored, self._open(stored.connection, "access", tokens.access)
        return self.renew(stored)

    def renew(self, stored: StoredConnection) -> tuple[StoredConnection, str]:
        """As `access`, for a token that TikTok refused before its time."""
        now = self.clock()
        until = stored.connection.refreshing_until
        if until is not None and until > now:
            raise _being_renewed(stored.connection)
        try:
            own = self.connections.save(claimed(stored.connection, now + LEASE), stored, now)
        except ConflictError:
            return self._renewed_by_another(stored)
        try:
            grant = self.desk.refresh(self._open(own.connection, "refresh", _tokens(own.connection).refresh))
        except ConnectionEndedError:
            self.end(own)
            raise
        new = renewed(own.connection, self.seal(grant, self.clock()))
        return self.connections.save(new, own, self.clock()), grant.access_token

    def end(self, stored: StoredConnection) -> None:
        """The creator has to connect again."""
        self.connections.save(ended(stored.connection), stored, self.clock())
        count("ConnectionsEnded")
        logger.info("a creator has to connect again", creator=stored.connection.open_id)

    def seal(self, grant: Grant, now: datetime) -> SealedTokens:
        """`now` is when TikTok answered; how long its tokens live is what it said."""
        return SealedTokens(
            access=self.cipher.seal(grant.access_token, about_token(grant.open_id, "access")),
            access_until=now + grant.access_lifetime,
            refresh=self.cipher.seal(grant.refresh_token, about_token(grant.open_id, "refresh")),
            refresh_until=now + grant.refresh_lifetime,
        )

    def _renewed_by_another(self, stored: StoredConnection) -> tuple[StoredConnection, str]:
        again = self.connections.get(stored.connection.open_id)
        tokens = again.connection.tokens if again else None
        if again is None or tokens is None or tokens == stored.connection.tokens:
            raise _being_renewed(stored.connection)
        return again, self._open(again.connection, "access", tokens.access)

    def _open(self, connection: Connection, kind: str, sealed: str) -> str:
        return self.cipher.open(sealed, about_token(connection.open_id, kind))


def _tokens(connection: Connection) -> SealedTokens:
    if connection.tokens is None:
        raise ConnectionEndedError(
            f"connection {connection.open_id}", "it has no tokens", "ask the creator to connect again"
        )
    return connection.tokens


def about_token(open_id: str, kind: str) -> Mapping[str, str]:
    """What a token's ciphertext is bound to; `kind` is `access` or `refresh`."""
    return {"creator": f"tiktok:{open_id}", "token": kind}


def _being_renewed(connection: Connection) -> ConflictError:
    return ConflictError(
        f"connection {connection.open_id}", "somebody else is renewing it or has ended it", "try again later"
    )
