"""TikTok's hashtag search (Research API): one page of a query, and what each of its refusals asks for.

Source: TikTok for Developers, "Query Videos" and its error codes.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from campaign.kernel.clock import Clock
from campaign.kernel.errors import CampaignError, TransientError
from campaign.tiktok.app import AppCredentials
from campaign.tiktok.app_token import AppToken, CredentialsRefusedError
from campaign.tiktok.search_state import InFlight
from campaign.videos.hashtags import normalised

PAGE = 100
"""Videos asked for at once: TikTok's most."""
FIELDS = (
    "id,video_description,create_time,region_code,username,hashtag_names,view_count,like_count,"
    "comment_count,share_count,favorites_count,video_duration"
)
PATH = f"/v2/research/video/query/?fields={FIELDS}"


class Action(StrEnum):
    """What a refusal asks for."""

    SKIP_WINDOW = "this query will never be answered"
    RESTART_WINDOW = "TikTok has lost the search"
    RENEW_TOKEN = "another token is needed"  # noqa: S105  # an action, not a secret
    STOP = "the app may not search"
    STOP_TODAY = "the day's quota is used up"
    WAIT = "too many requests at once"
    REPEAT = "TikTok is in trouble"


ACTIONS = {
    "invalid_params": Action.SKIP_WINDOW,
    "scope_permission_missed": Action.STOP,  # the app's scopes are at fault, not this window
    "access_token_invalid": Action.RENEW_TOKEN,
    "scope_not_authorized": Action.STOP,
    "rate_limit_exceeded": Action.WAIT,
    "daily_quota_limit_exceeded": Action.STOP_TODAY,
    "internal_error": Action.REPEAT,
}
"""By `error.code`; any other answer, HTML among them, is trouble that may pass."""
_LOST = "invalid count or cursor"


class SearchRefusedError(CampaignError):
    """`was_read`: TikTok itself has said so, and so has counted no records."""

    def __init__(self, action: Action, reason: str, *, was_read: bool) -> None:
        super().__init__("hashtag search", reason, action.value)
        self.action = action
        self.was_read = was_read


class Page(NamedTuple):
    """`rows` as they came: nothing about them is sure. `cursor` and `search_id` count if there is more.
    `answered_at`: when all this was true."""

    rows: list[Any]
    cursor: int
    search_id: str
    has_more: bool
    answered_at: datetime


class SearchApi:
    """Searches for any of these hashtags, with or without #."""

    def __init__(
        self,
        token: AppToken,
        credentials: AppCredentials,
        hashtags: Iterable[str],
        clock: Clock,
    ) -> None:
        self._token = token
        self._credentials = credentials
        self._spellings = spellings(hashtags)
        self._clock = clock

    def query(self, flight: InFlight) -> dict[str, Any]:
        """What is asked for the next page of this window."""
        condition = {"operation": "IN", "field_name": "hashtag_name", "field_values": self._spellings}
        going_on = {} if flight.search_id is None else {"search_id": flight.search_id}
        return {
            "query": {"or": [condition]},
            "start_date": f"{flight.window.first:%Y%m%d}",
            "end_date": f"{flight.window.last:%Y%m%d}",
            "max_count": PAGE,
            "cursor": flight.cursor,
            **going_on,
        }

    def page(self, flight: InFlight) -> Page:
        """Raises SearchRefusedError for whatever is no page."""
        try:
            token = self._token.value(self._credentials)
            answer = self._token.api.post_json(PATH, token, self.query(flight))
        except CredentialsRefusedError as error:
            raise SearchRefusedError(Action.STOP, error.rule, was_read=True) from error
        except TransientError as error:
            raise SearchRefusedError(Action.REPEAT, error.rule, was_read=False) from error
        error_told = answer.fields.get("error")
        code = error_told.get("code") if isinstance(error_told, dict) else None
        if code == "ok" and (page := _page(answer.fields.get("data"), self._clock())):
            return page
        raise _refusal(answer.status, code, error_told, goes_on=flight.search_id is not None)

    def forget_token(self) -> None:
        self._token.forget()


def spellings(hashtags: Iterable[str]) -> list[str]:
    """Each as the campaign writes it, in small letters, and in the form in which hashtags are compared:
    TikTok does not say which of them it holds to be the same."""
    names = [hashtag.removeprefix("#") for hashtag in hashtags]
    return list(dict.fromkeys(form for name in names for form in (name, name.lower(), normalised(name))))


def _page(data: Any, answered_at: datetime) -> Page | None:
    """None where anything is missing without which the search could not go on."""
    if not isinstance(data, dict):
        return None
    rows = [] if data.get("videos") is None else data["videos"]
    has_more, cursor, search_id = data.get("has_more"), data.get("cursor"), data.get("search_id")
    if not isinstance(rows, list) or not isinstance(has_more, bool):
        return None
    if not has_more:
        return Page(rows, 0, "", False, answered_at)
    if type(cursor) is not int or cursor < 0 or not isinstance(search_id, (str, int)):
        return None
    return Page(rows, cursor, str(search_id), True, answered_at)


def _refusal(status: int, code: object, error: Any, *, goes_on: bool) -> SearchRefusedError:
    known = isinstance(code, str) and code in ACTIONS
    action = ACTIONS[code] if isinstance(code, str) and code in ACTIONS else Action.REPEAT
    if action is Action.SKIP_WINDOW and goes_on and _LOST in str(error.get("message")).lower():
        action = Action.RESTART_WINDOW
    reason = f"TikTok answered {status} {code}" if known else f"TikTok answered {status} and no page"
    return SearchRefusedError(action, reason, was_read=known)
