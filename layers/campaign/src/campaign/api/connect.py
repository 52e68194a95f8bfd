"""Connecting a TikTok account to the campaign, and leaving it: pages for a creator's browser.

`GET /connect` asks, `POST /connect` sends the browser to TikTok, `GET /connect/callback` is where TikTok
sends it back; `GET /connect/leave` asks, `POST /connect/leave` ends the connection. Redirects lead to
TikTok's configured page alone; `redirect_uri` is made of the API's own configured address.
"""

from collections.abc import Mapping
from datetime import timedelta
from http import HTTPStatus
from http.cookies import CookieError, SimpleCookie
from typing import get_args
from urllib.parse import parse_qs, urlencode, urlsplit

from aws_lambda_powertools.event_handler.api_gateway import Response, Router
from pydantic import ValidationError

from campaign.api.access import ForbiddenError
from campaign.api.public import hub_address, own_address
from campaign.creators.connecting import Connecting, NotConnectedError
from campaign.creators.connection import Language
from campaign.creators.pages import PageName, consent_version, page
from campaign.creators.sign_in import LIFETIME, Attempt, language_of
from campaign.kernel.errors import PermanentError, TransientError
from campaign.kernel.observability import count, logger
from campaign.pages import shell

COOKIE = "__Host-connect"
"""The browser takes a cookie of this prefix only over TLS, for this very host, with the path `/`."""

_MAX_FORM = 8192


def connect_routes(connecting: Connecting, authorize_page: str) -> Router:
    """`authorize_page`: the address of TikTok's own page, without a query."""
    router = Router()
    target = urlsplit(authorize_page)
    headers = shell.headers(f"{target.scheme}://{target.netloc}")

    def html(
        name: PageName,
        language: Language,
        status: HTTPStatus = HTTPStatus.OK,
        *,
        cookie: str | None = None,
        form: tuple[str, Mapping[str, str]] | None = None,
        link: str | None = None,
        switch: str | None = None,
        **facts: str,
    ) -> Response[str]:
        hub = hub_address(router.current_event.raw_event)
        more: dict[str, str | list[str]] = {"Set-Cookie": cookie} if cookie else {}
        return Response(
            status_code=status.value,
            content_type="text/html; charset=utf-8",
            headers={**headers, **more},
            body=page(name, language, form=form, link=link, switch=switch, **facts).framed(hub),
        )

    def consent(language: Language) -> Response[str]:
        agreement = {"lang": language, "agreed": consent_version()}
        switch = f"connect?lang={shell.other_language(language)}"
        return html("consent", language, form=("connect", agreement), switch=switch)

    @router.get("/connect")
    def ask() -> Response[str]:
        language = _language(router.current_event.query_string_parameters.get("lang"))
        if not connecting.is_on():
            return html("unavailable", language, HTTPStatus.NOT_FOUND)
        return consent(language)

    @router.post("/connect")
    def begin() -> Response[str]:
        _same_site(router)
        form = _form(router)
        language = _language(form.get("lang"))
        if not connecting.is_on():
            return html("unavailable", language, HTTPStatus.NOT_FOUND)
        if form.get("agreed") != consent_version():  # the text has changed since they read it
            return consent(language)
        attempt, target = connecting.begin(
            language, form["agreed"], own_address(router.current_event.raw_event)
        )
        return Response(
            status_code=HTTPStatus.SEE_OTHER.value,
            content_type="text/html; charset=utf-8",
            headers={**headers, "Location": target, "Set-Cookie": _cookie(attempt.secret, LIFETIME)},
            body="",
        )

    @router.get("/connect/callback")
    def back() -> Response[str]:
        said = router.current_event.query_string_parameters
        attempt = Attempt(state=said.get("state") or "", secret=_cookie_of(router))
        language = language_of(attempt.state)
        again, spent = f"../connect?lang={language}", _cookie("", timedelta())
        here = own_address(router.current_event.raw_event)
        try:
            connected = connecting.end(attempt, said.get("code"), said.get("error"), here)
        except NotConnectedError as refused:
            count("ConnectionsRefused")
            logger.info("a creator was not connected", reason=refused.page)
            return html(refused.page, language, HTTPStatus.BAD_REQUEST, cookie=spent, link=again)
        except (TransientError, PermanentError) as error:
            logger.warning("a creator could not be connected", reason=str(error))
            return html("trouble", language, HTTPStatus.SERVICE_UNAVAILABLE, cookie=spent, link=again)
        count("CreatorsConnected")
        agreed = connected.connection.consent
        return html(
            "connected",
            language,
            cookie=spent,
            link="leave?"
            + urlencode(_leave_fields(language, connected.connection.open_id, connected.leave_secret)),
            version=agreed.version,
            date=f"{agreed.agreed_at:%Y-%m-%d}",
        )

    @router.get("/connect/leave")
    def ask_to_leave() -> Response[str]:
        said = router.current_event.query_string_parameters
        language, creator, token = _language(said.get("lang")), said.get("creator", ""), said.get("token", "")
        if connecting.find(creator, token) is None:
            return html("unknown_link", language, HTTPStatus.NOT_FOUND)
        return html("leave", language, form=("leave", _leave_fields(language, creator, token)))

    @router.post("/connect/leave")
    def leave() -> Response[str]:
        form = _form(router)
        language = _language(form.get("lang"))
        stored = connecting.find(form.get("creator", ""), form.get("token", ""))
        if stored is None:
            return html("unknown_link", language, HTTPStatus.NOT_FOUND)
        connecting.leave(stored, str(router.current_event.raw_event["requestContext"]["requestId"]))
        count("CreatorsDisconnected")
        return html("left", language)

    def later(error: TransientError) -> Response[str]:
        logger.warning("a page could not be answered", reason=str(error))
        return html("trouble", language_here(), HTTPStatus.SERVICE_UNAVAILABLE)

    def failed(error: Exception) -> Response[str]:
        logger.error("request failed", error=type(error).__name__, exc_info=error)
        return html("trouble", language_here(), HTTPStatus.INTERNAL_SERVER_ERROR)

    def language_here() -> Language:
        said = router.current_event.query_string_parameters
        if state := said.get("state"):
            return language_of(state)
        return _language(said.get("lang") or _form(router).get("lang"))

    router.exception_handler(TransientError)(later)
    router.exception_handler([ValidationError, Exception])(failed)
    return router


def _leave_fields(language: Language, creator: str, token: str) -> dict[str, str]:
    return {"lang": language, "creator": creator, "token": token}


def _same_site(router: Router) -> None:
    """A form on another site must not agree in a creator's name. Browsers that do not say where a request
    comes from are let through: TikTok asks the creator as well."""
    if router.current_event.headers.get("sec-fetch-site", "same-origin") != "same-origin":
        raise ForbiddenError("this form", "it was sent from another site", "open the page and agree there")


def _form(router: Router) -> dict[str, str]:
    body = router.current_event.decoded_body or ""
    try:
        fields = parse_qs(body[:_MAX_FORM], max_num_fields=10)
    except ValueError:
        fields = {}
    return {name: values[0] for name, values in fields.items()}


def _language(text: str | None) -> Language:
    return next((language for language in get_args(Language) if language == text), "ar")


def _cookie(secret: str, lifetime: timedelta) -> str:
    """Lax: the browser comes back from TikTok by a link, not by a form."""
    seconds = int(lifetime.total_seconds())
    return f"{COOKIE}={secret}; Max-Age={seconds}; Path=/; Secure; HttpOnly; SameSite=Lax"


def _cookie_of(router: Router) -> str:
    try:
        cookies = SimpleCookie(router.current_event.headers.get("cookie", ""))
    except CookieError:
        return ""
    return cookies[COOKIE].value if COOKIE in cookies else ""
