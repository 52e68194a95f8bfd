"""Subscribing, on the public API: pages for people, and problem documents for programs.

`GET /subscribe`, `POST /subscriptions`; and behind the links that only the address itself is sent,
`GET` and `POST /subscriptions/{id}/confirm`, `…/preferences` and `…/unsubscribe`. A GET changes nothing: mail
scanners follow links.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from http import HTTPStatus
from typing import Protocol

from pydantic import TypeAdapter, ValidationError

from campaign.api.public import Answer, Request, Routes, json_answer, problem_answer, text_answer
from campaign.audience.addresses import AddressBox
from campaign.audience.endpoints import Resolver, addresses_of, checked_endpoint
from campaign.audience.links import LinkKey, Links, Purpose, is_token
from campaign.audience.signing import SigningKey, webhook_secret
from campaign.audience.subscriber import Channel, Language, Subscriber, Topic
from campaign.kernel.clock import Clock
from campaign.kernel.errors import NotFoundError, PermanentError, TooManyError, TransientError
from campaign.kernel.observability import logger
from campaign.kernel.problem import faults
from campaign.pages import shell
from campaign.subscriptions import forms, pages
from campaign.subscriptions.reading import Form, fault_in, first, form_in, request_in, wishes_in
from campaign.subscriptions.subscribing import Confirmed, Subscribing
from campaign.subscriptions.subscription import SubscriptionRequest
from campaign.subscriptions.texts import words

MAX_BYTES = 8192
_TOPIC: TypeAdapter[str] = TypeAdapter(Topic)
_STATUS: dict[pages.Outcome, HTTPStatus] = {
    "asked": HTTPStatus.ACCEPTED,
    "expired": HTTPStatus.NOT_FOUND,
    "unknown": HTTPStatus.NOT_FOUND,
    "busy": HTTPStatus.TOO_MANY_REQUESTS,
    "trouble": HTTPStatus.SERVICE_UNAVAILABLE,
}
Route = Callable[["SubscriptionApi", Request], Answer]


class Limits(Protocol):
    def count(self, address: str) -> None:
        """Raises TooManyError."""
        ...


class FaultError(PermanentError):
    """`fault`: its key among the form's texts."""

    def __init__(self, fault: str, rule: str, remedy: str) -> None:
        super().__init__("subscription", rule, remedy)
        self.fault = fault


def answered_with_a_page(route: Route) -> Route:
    """Whatever goes wrong, a person gets a page that says what to do, with help at its foot."""

    @wraps(route)
    def answer(api: "SubscriptionApi", request: Request) -> Answer:
        try:
            return route(api, request)
        except NotFoundError:
            return api.outcome(request, "unknown")
        except TooManyError as error:
            busy = api.outcome(request, "busy")
            return busy | {"headers": {**busy["headers"], "Retry-After": str(error.retry_after)}}
        except TransientError as error:
            logger.warning("a page could not be answered", reason=str(error))
            return api.outcome(request, "trouble")
        except Exception:
            logger.exception("request failed")
            return api.outcome(request, "trouble") | {"statusCode": HTTPStatus.INTERNAL_SERVER_ERROR.value}

    return answer


@dataclass(frozen=True)
class SubscriptionApi:
    """`contact`: the address at which a person reads · `allowed_hosts`: endpoints that may be private."""

    subscribing: Subscribing
    box: AddressBox
    key: LinkKey
    signing: SigningKey
    limits: Limits
    contact: str
    sms: bool
    clock: Clock
    allowed_hosts: tuple[str, ...] = ()
    resolve: Resolver = addresses_of

    def routes(self) -> Routes:
        return {
            ("GET", "/subscribe"): self.show,
            ("POST", "/subscriptions"): self.ask,
            ("GET", "/subscriptions/{id}/confirm"): self.ask_to_confirm,
            ("POST", "/subscriptions/{id}/confirm"): self.confirm,
            ("GET", "/subscriptions/{id}/preferences"): self.preferences,
            ("POST", "/subscriptions/{id}/preferences"): self.choose,
            ("GET", "/subscriptions/{id}/unsubscribe"): self.ask_to_leave,
            ("POST", "/subscriptions/{id}/unsubscribe"): self.leave,
        }

    @answered_with_a_page
    def show(self, request: Request) -> Answer:
        """`?topic=session:…` chooses that one alone."""
        try:
            topics = {"topics": [_TOPIC.validate_python(request.query("topic"))]}
        except ValidationError:
            topics = {}
        return self._form(request, {**forms.FRESH, **topics}, HTTPStatus.OK)

    def ask(self, request: Request) -> Answer:
        if "json" in (request.header("Content-Type") or ""):
            return self._ask_by_program(request)
        return self._ask_by_form(request)

    @answered_with_a_page
    def _ask_by_form(self, request: Request) -> Answer:
        form = form_in(request.text(MAX_BYTES))
        try:
            self._keep(request_in(form), request)
        except ValidationError as error:
            return self._form(request, form, HTTPStatus.UNPROCESSABLE_ENTITY, fault_in(error))
        except FaultError as error:
            return self._form(request, form, HTTPStatus.UNPROCESSABLE_ENTITY, error.fault)
        return self.outcome(request, "asked")

    def _ask_by_program(self, request: Request) -> Answer:
        try:
            self._keep(SubscriptionRequest.model_validate_json(request.text(MAX_BYTES)), request)
        except ValidationError as error:
            return problem_answer(
                HTTPStatus.UNPROCESSABLE_ENTITY,
                "the body does not fit; correct each of the errors",
                errors=faults(error),
            )
        except TooManyError as error:
            headers = {"Retry-After": str(error.retry_after)}
            return problem_answer(
                HTTPStatus.TOO_MANY_REQUESTS, str(error), headers, messages=_messages("busy")
            )
        return json_answer(HTTPStatus.ACCEPTED, {"state": "asked", "messages": _messages("asked")})

    def _keep(self, asked: SubscriptionRequest, request: Request) -> None:
        if asked.channel is Channel.SMS and not self.sms:
            raise FaultError("sms_off", "text messages are off", "subscribe by e-mail")
        self.limits.count(request.source_address)
        if asked.channel is Channel.WEBHOOK:
            try:
                checked_endpoint(asked.address, self.allowed_hosts, self.resolve)
            except (PermanentError, TransientError) as error:
                raise FaultError("endpoint", error.rule, error.remedy) from error
        self.subscribing.ask(asked, request.id)

    @answered_with_a_page
    def ask_to_confirm(self, request: Request) -> Answer:
        if not self._may(Purpose.CONFIRM, request):
            return self.outcome(request, "expired")
        return _page(pages.confirm_page(_language(request.query("lang")), request.query("token")))

    @answered_with_a_page
    def confirm(self, request: Request) -> Answer:
        if not self._may(Purpose.CONFIRM, request):
            return self.outcome(request, "expired")
        try:
            confirmed, subscriber = self.subscribing.confirm(request.path_id)
        except NotFoundError:
            return self.outcome(request, "expired")
        if confirmed is Confirmed.ALREADY:
            return self.outcome(request, "already")
        secret = None
        if subscriber.contact_by(Channel.WEBHOOK):
            secret = webhook_secret(self.signing.value(), subscriber.id)
        preferences = self._links(request).links_for(subscriber)["preferences"]
        return _page(pages.confirmed_page(_language(request.query("lang")), preferences, secret))

    @answered_with_a_page
    def preferences(self, request: Request) -> Answer:
        self._check(Purpose.PREFERENCES, request)
        return self._choices(request, self._known(request), HTTPStatus.OK)

    @answered_with_a_page
    def choose(self, request: Request) -> Answer:
        self._check(Purpose.PREFERENCES, request)
        try:
            wishes = wishes_in(form_in(request.text(MAX_BYTES)))
        except ValidationError as error:
            known, status = self._known(request), HTTPStatus.UNPROCESSABLE_ENTITY
            return self._choices(request, known, status, fault=fault_in(error))
        chosen = self.subscribing.choose(request.path_id, wishes)
        return self._choices(request, chosen, HTTPStatus.OK, saved=True)

    @answered_with_a_page
    def ask_to_leave(self, request: Request) -> Answer:
        self._check(Purpose.UNSUBSCRIBE, request)
        known = self.subscribing.audience.find(request.path_id)
        if known is None:
            return self.outcome(request, "left")
        preferences = self._links(request).links_for(known)["preferences"]
        language = _language(request.query("lang"))
        return _page(pages.unsubscribe_page(language, request.query("token"), preferences))

    @answered_with_a_page
    def leave(self, request: Request) -> Answer:
        """By a person's button, or by their mail program at once (RFC 8058), which wants no page."""
        self._check(Purpose.UNSUBSCRIBE, request)
        self.subscribing.leave(request.path_id)
        said = request.text(MAX_BYTES)
        if "List-Unsubscribe" in said and "One-Click" in said:
            return text_answer(HTTPStatus.OK, "", "text/plain; charset=utf-8", {"Cache-Control": "no-store"})
        return self.outcome(request, "left")

    def outcome(self, request: Request, outcome: pages.Outcome) -> Answer:
        page = pages.outcome_page(
            outcome,
            _spoken(request),
            contact=self.contact,
            subscribe=f"{request.api_url}/subscribe",
        )
        return _page(page, _STATUS.get(outcome, HTTPStatus.OK))

    def _form(self, request: Request, values: Form, status: HTTPStatus, fault: str | None = None) -> Answer:
        language = _spoken(request)
        page = forms.subscribe_page(language, values, fault=fault, sms=self.sms, post_to="subscriptions")
        return _page(page, status)

    def _choices(
        self,
        request: Request,
        known: Subscriber,
        status: HTTPStatus,
        *,
        saved: bool = False,
        fault: str | None = None,
    ) -> Answer:
        page = forms.preferences_page(
            known,
            ", ".join(self.box.open(known.id, contact) for contact in known.contacts),
            language=_language(request.query("lang")),
            token=request.query("token"),
            leave=self._links(request).links_for(known)["unsubscribe"],
            saved=saved,
            fault=fault,
        )
        return _page(page, status)

    def _known(self, request: Request) -> Subscriber:
        known = self.subscribing.audience.find(request.path_id)
        if known is None:
            raise NotFoundError("subscriber", "there is none of this id", "subscribe again")
        return known

    def _links(self, request: Request) -> Links:
        return Links(self.key, request.api_url, self.contact)

    def _may(self, purpose: Purpose, request: Request) -> bool:
        return is_token(request.query("token"), self.key.identity(), purpose, request.path_id, self.clock())

    def _check(self, purpose: Purpose, request: Request) -> None:
        if not self._may(purpose, request):
            raise NotFoundError("link", "its token is another one's", "copy all of the link")


def _spoken(request: Request) -> Language:
    """The language of the page that a request comes from: in its address, or in the form that it posts."""
    if said := request.query("lang"):
        return _language(said)
    try:
        return _language(first(form_in(request.text(MAX_BYTES)), "lang"))
    except PermanentError:
        return "ar"


def _language(text: str) -> Language:
    return "en" if text == "en" else "ar"


def _messages(outcome: str) -> dict[Language, str]:
    return {language: " ".join(words(language)[outcome]["lines"]) for language in shell.LANGUAGES}


def _page(page: str, status: HTTPStatus = HTTPStatus.OK) -> Answer:
    return text_answer(status, page, "text/html; charset=utf-8", shell.headers())
