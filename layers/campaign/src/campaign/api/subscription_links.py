"""Behind the links that only the address itself is sent: confirm, choose anew, leave.

A GET changes nothing: mail scanners follow links. Each page asks, and its button posts.
"""

from collections.abc import Collection
from dataclasses import dataclass
from http import HTTPStatus

from campaign.api.pages import MAX_BYTES, page_answer, spoken
from campaign.api.public import Answer, Request, Routes, text_answer
from campaign.api.subscription_pages import PageApi, answered_with_a_page
from campaign.audience.addresses import AddressBox
from campaign.audience.links import LinkKey, Links, Purpose, is_token
from campaign.audience.signing import SigningKey, webhook_secret
from campaign.audience.subscriber import Channel, Subscriber
from campaign.kernel.clock import Clock
from campaign.kernel.errors import NotFoundError
from campaign.pages.posted import Form, form_in
from campaign.subscriptions import forms, pages
from campaign.subscriptions.reading import FaultsError, wishes_in
from campaign.subscriptions.subscribing import Confirmed, Subscribing


@dataclass(frozen=True, kw_only=True)
class SubscriptionLinkApi(PageApi):
    """`GET` and `POST /subscriptions/{id}/confirm`, `…/preferences` and `…/unsubscribe`."""

    subscribing: Subscribing
    box: AddressBox
    key: LinkKey
    signing: SigningKey
    clock: Clock

    def routes(self) -> Routes:
        return {
            ("GET", "/subscriptions/{id}/confirm"): self.ask_to_confirm,
            ("POST", "/subscriptions/{id}/confirm"): self.confirm,
            ("GET", "/subscriptions/{id}/preferences"): self.preferences,
            ("POST", "/subscriptions/{id}/preferences"): self.choose,
            ("GET", "/subscriptions/{id}/unsubscribe"): self.ask_to_leave,
            ("POST", "/subscriptions/{id}/unsubscribe"): self.leave,
        }

    @answered_with_a_page
    def ask_to_confirm(self, request: Request) -> Answer:
        if not self._may(Purpose.CONFIRM, request):
            return self.outcome(request, "expired")
        return page_answer(request, pages.confirm_page(spoken(request), request.query("token")))

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
        return page_answer(request, pages.confirmed_page(spoken(request), preferences, secret))

    @answered_with_a_page
    def preferences(self, request: Request) -> Answer:
        self._check(Purpose.PREFERENCES, request)
        return self._choices(request, self._known(request), HTTPStatus.OK)

    @answered_with_a_page
    def choose(self, request: Request) -> Answer:
        self._check(Purpose.PREFERENCES, request)
        form = form_in(request.text(MAX_BYTES))
        try:
            wishes = wishes_in(form)
        except FaultsError as error:
            known, status = self._known(request), HTTPStatus.UNPROCESSABLE_ENTITY
            return self._choices(request, known, status, typed=form, faults=error.faults)
        chosen = self.subscribing.choose(request.path_id, wishes)
        return self._choices(request, chosen, HTTPStatus.OK, saved=True)

    @answered_with_a_page
    def ask_to_leave(self, request: Request) -> Answer:
        self._check(Purpose.UNSUBSCRIBE, request)
        known = self.subscribing.audience.find(request.path_id)
        if known is None:
            return self.outcome(request, "left")
        preferences = self._links(request).links_for(known)["preferences"]
        language = spoken(request)
        return page_answer(request, pages.unsubscribe_page(language, request.query("token"), preferences))

    @answered_with_a_page
    def leave(self, request: Request) -> Answer:
        """By a person's button, or by their mail program at once (RFC 8058), which wants no page."""
        self._check(Purpose.UNSUBSCRIBE, request)
        self.subscribing.leave(request.path_id)
        said = request.text(MAX_BYTES)
        if "List-Unsubscribe" in said and "One-Click" in said:
            return text_answer(HTTPStatus.OK, "", "text/plain; charset=utf-8", {"Cache-Control": "no-store"})
        return self.outcome(request, "left")

    def _choices(
        self,
        request: Request,
        known: Subscriber,
        status: HTTPStatus,
        *,
        saved: bool = False,
        typed: Form | None = None,
        faults: Collection[str] = (),
    ) -> Answer:
        page = forms.preferences_page(
            known,
            ", ".join(self.box.open(known.id, contact) for contact in known.contacts),
            language=spoken(request),
            token=request.query("token"),
            leave=self._links(request).links_for(known)["unsubscribe"],
            saved=saved,
            typed=typed,
            faults=faults,
        )
        return page_answer(request, page, status)

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
