"""A creator who has connected their TikTok account, and what may become of the connection.

The tokens are kept encrypted with the application's key: nothing here can read them.
"""

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Literal
from zlib import crc32

from pydantic import AwareDatetime, BaseModel, ConfigDict

from campaign.videos.intake import Handle, OpenId

Language = Literal["ar", "en"]


class ConnectionState(StrEnum):
    CONNECTED = "connected"
    RECONNECT_NEEDED = "reconnect_needed"
    """TikTok takes our tokens no more: the creator has to connect again, and there are none kept."""


class Stored(BaseModel):
    # an error may be logged, and a log holds neither tokens nor names
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Consent(Stored):
    """What the creator agreed to: a version of the consent text, the language they read it in, and when."""

    version: str
    language: Language
    agreed_at: AwareDatetime


class SealedTokens(Stored):
    """Ciphertexts (base64), and until when TikTok said that each token works."""

    access: str
    access_until: AwareDatetime
    refresh: str
    refresh_until: AwareDatetime


class Connection(Stored):
    """`handle` is the creator's public name, as a post of theirs for the campaign last told it; `leave_hash`
    the SHA-256 of the secret in their own link for leaving. `polled_at` is when
    their posts were last listed to the end, `due_at` when they are to be listed next; `refreshing_until` is
    how long the tokens belong to whoever is renewing them."""

    platform: Literal["tiktok"] = "tiktok"
    open_id: OpenId
    handle: Handle | None = None
    state: ConnectionState = ConnectionState.CONNECTED
    tokens: SealedTokens | None
    scope: tuple[str, ...]
    consent: Consent
    connected_at: AwareDatetime
    leave_hash: str
    polled_at: AwareDatetime | None = None
    due_at: AwareDatetime | None
    refreshing_until: AwareDatetime | None = None


def polled(connection: Connection, at: datetime, interval: timedelta, handle: str | None) -> Connection:
    """Listed to the end, from `at` on; due again at the creator's own moment of the next interval."""
    return connection.model_copy(
        update={
            "handle": handle or connection.handle,
            "polled_at": at,
            "due_at": next_turn(connection.open_id, at, interval),
        }
    )


def postponed(connection: Connection, until: datetime) -> Connection:
    """Something went wrong with this creator alone: others first."""
    return connection.model_copy(update={"due_at": until})


def claimed(connection: Connection, until: datetime) -> Connection:
    """Whoever writes this may renew the tokens, and nobody else before `until`."""
    return connection.model_copy(update={"refreshing_until": until})


def renewed(connection: Connection, tokens: SealedTokens) -> Connection:
    return connection.model_copy(update={"tokens": tokens, "refreshing_until": None})


def ended(connection: Connection) -> Connection:
    """TikTok takes our tokens no more. They are deleted, the consent is kept: it is the creator's, and they
    have not withdrawn it."""
    return connection.model_copy(
        update={
            "state": ConnectionState.RECONNECT_NEEDED,
            "tokens": None,
            "due_at": None,
            "refreshing_until": None,
        }
    )


def next_turn(open_id: str, after: datetime, interval: timedelta) -> datetime:
    """The next of the creator's moments: each has one in every interval, spread evenly by their id, so that
    they never come all at once, whenever they connected."""
    length = int(interval.total_seconds())
    seconds = int(after.timestamp())
    wait = (crc32(open_id.encode()) - seconds) % length or length
    return datetime.fromtimestamp(seconds + wait, UTC)
