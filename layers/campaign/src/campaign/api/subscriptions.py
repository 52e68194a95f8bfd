"""Asking to be told, on the public API: `GET /subscribe`, `POST /subscriptions`, by a page or a program;
and for the link to what one chose: `POST /preferences`, by a page."""

from collections.abc import Collection
from dataclasses import dataclass
from http import HTTPStatus
from typing import Protocol

from pydantic import TypeAdapter, ValidationError

from campaign.api.pages import MAX_BYTES, page_answer, spoken
from campaign.api.public import Answer, Request, Routes, json_answer, problem_answer
from campaign.api.subscription_pages import PageApi, answered_with_a_page
from campaign.audience.endpoints import Resolver, addresses_of, checked_endpoint
from campaign.audience.subscriber import Channel, Language, Topic
from campaign.kernel.errors import PermanentError, TooManyError, TransientError
from campaign.kernel.observability import logger
from campaign.kernel.problem import faults
from campaign.pages import shell
from campaign.pages.posted import Form, first, form_in
from campaign.subscriptions import forms
from campaign.subscriptions.reading import FaultsError, mailbox_in, request_in
from campaign.subscriptions.subscribing import Subscribing
from campaign.subscriptions.subscription import SubscriptionRequest
from campaign.subscriptions.texts import words

_TOPIC: TypeAdapter[str] = TypeAdapter(Topic)


class Limits(Protocol):
    def count(self, address: str) -> None:
        """Raises TooManyError."""
        ...


@dataclass(frozen=True, kw_only=True)
class SubscriptionApi(PageApi):
    """`sms`: whether text messages are on · `allowed_hosts`: endpoints that may be private."""

    subscribing: Subscribing
    limits: Limits
    sms: bool
    allowed_hosts: tuple[str, ...] = ()
    resolve: Resolver = addresses_of

    def routes(self) -> Routes:
        return {
            ("GET", "/subscribe"): self.show,
            ("POST", "/subscriptions"): self.ask,
            ("POST", "/preferences"): self.send_link,
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
    def send_link(self, request: Request) -> Answer:
        """The same answer for every address: who is subscribed is told in its mailbox alone."""
        form = form_in(request.text(MAX_BYTES))
        language = spoken(request)
        try:
            address = mailbox_in(form)
        except FaultsError as error:
            typed = first(form, "address")
            page = forms.link_page(language, typed, faults=error.faults, post_to="preferences")
            return page_answer(request, page, HTTPStatus.UNPROCESSABLE_ENTITY)
        self.limits.count(request.source_address)
        self.subscribing.send_link(address, language, request.id)
        return self.outcome(request, "link_asked")

    @answered_with_a_page
    def _ask_by_form(self, request: Request) -> Answer:
        form = form_in(request.text(MAX_BYTES))
        try:
            self._keep(request_in(form), request)
        except FaultsError as error:
            return self._form(request, form, HTTPStatus.UNPROCESSABLE_ENTITY, error.faults)
        except TooManyError as error:
            busy = self._form(request, form, HTTPStatus.TOO_MANY_REQUESTS, {"busy"})
            return busy | {"headers": {**busy["headers"], "Retry-After": str(error.retry_after)}}
        except TransientError as error:
            logger.warning("a subscription could not be kept", reason=str(error))
            return self._form(request, form, HTTPStatus.SERVICE_UNAVAILABLE, {"trouble"})
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
            raise FaultsError({"sms_off"}, "text messages are off", "subscribe by e-mail")
        self.limits.count(request.source_address)
        if asked.channel is Channel.WEBHOOK:
            try:
                checked_endpoint(asked.address, self.allowed_hosts, self.resolve)
            except (PermanentError, TransientError) as error:
                raise FaultsError({"endpoint"}, error.rule, error.remedy) from error
        self.subscribing.ask(asked, request.id)

    def _form(
        self, request: Request, values: Form, status: HTTPStatus, faults: Collection[str] = ()
    ) -> Answer:
        language = spoken(request)
        page = forms.subscribe_page(language, values, faults=faults, sms=self.sms, post_to="subscriptions")
        return page_answer(request, page, status)


def _messages(outcome: str) -> dict[Language, str]:
    return {language: " ".join(words(language)[outcome]["lines"]) for language in shell.LANGUAGES}
