"""Stories on the public API: anybody may tell one, and delete it by the link that they were given. A person
reads every answer, so each is a page, with help on it."""

from http import HTTPStatus
from typing import Literal
from urllib.parse import urlencode

from campaign.api.pages import page_answer, spoken_in
from campaign.api.public import Answer, Request, Routes
from campaign.api.statuses import status_of
from campaign.kernel.errors import NotFoundError, PermanentError, TooManyError
from campaign.kernel.observability import logger
from campaign.pages.posted import Form, form_in
from campaign.pages.shell import Language
from campaign.stories.forms import NOTHING, story_page
from campaign.stories.pages import Outcome, asking_page, outcome_page, received_page
from campaign.stories.reading import story_in
from campaign.stories.telling import StoryTelling
from campaign.stories.texts import words
from campaign.submissions.tokens import is_withdrawal_token, withdrawal_token

MAX_BYTES = 65_536
"""Of a form: 4,000 characters of Arabic or emoji, as a browser encodes them."""

_STATUS: dict[Outcome, HTTPStatus] = {
    "done": HTTPStatus.OK,
    "unknown": HTTPStatus.NOT_FOUND,
    "later": HTTPStatus.SERVICE_UNAVAILABLE,
}


class StoryApi:
    """`POST /stories`; `GET` and `POST /stories/{id}/deletion`, both with `?token=…&lang=ar|en`."""

    def __init__(self, telling: StoryTelling, contact: str) -> None:
        self.telling = telling
        self.contact = contact

    def routes(self) -> Routes:
        return {
            ("POST", "/stories"): self.tell,
            ("GET", "/stories/{id}/deletion"): self.ask,
            ("POST", "/stories/{id}/deletion"): self.delete,
        }

    def tell(self, request: Request) -> Answer:
        """Whatever goes wrong, its author finds what they typed, and who helps now."""
        try:
            form = form_in(request.text(MAX_BYTES))
        except PermanentError as error:  # far more than the form takes, so there is nothing to give back
            told = {"story": words("ar")["form"]["faults"]["long"]}
            return page_answer(request, story_page("ar", NOTHING, told), status_of(error))
        language = spoken_in(request, form)
        read = story_in(form, language)
        if read.told is None:
            return page_answer(
                request, story_page(language, form, read.faults), HTTPStatus.UNPROCESSABLE_ENTITY
            )
        try:
            story_id, helpers = self.telling.keep(
                read.told, address=request.source_address, correlation_id=request.id
            )
            token = withdrawal_token(self.telling.key.value(), story_id)
        except TooManyError as error:
            busy = _trouble(request, language, form, "busy", status_of(error))
            return busy | {"headers": {**busy["headers"], "Retry-After": str(error.retry_after)}}
        except Exception as error:
            # no traceback: its frames would hold the words
            logger.error("a story could not be kept", error=type(error).__name__)
            return _trouble(request, language, form, "later", HTTPStatus.SERVICE_UNAVAILABLE)
        query = urlencode({"token": token, "lang": language})
        deletion = f"{request.api_url}/stories/{story_id}/deletion?{query}"
        return page_answer(request, received_page(language, helpers, deletion), HTTPStatus.ACCEPTED)

    def ask(self, request: Request) -> Answer:
        language = spoken_in(request, NOTHING)
        try:
            self._check(request)
        except NotFoundError:
            return self._outcome(request, language, "unknown")
        return page_answer(request, asking_page(language, request.query("token")))

    def delete(self, request: Request) -> Answer:
        language = spoken_in(request, NOTHING)
        try:
            self._check(request)
            self.telling.forget(request.path_id)
        except NotFoundError:
            return self._outcome(request, language, "unknown")
        except Exception:
            logger.exception("words of a story could not be deleted")
            return self._outcome(request, language, "later")
        return self._outcome(request, language, "done")

    def _check(self, request: Request) -> None:
        if not is_withdrawal_token(request.query("token"), self.telling.key.value(), request.path_id):
            raise NotFoundError("deletion link", "its token is another one's", "copy all of the link")

    def _outcome(self, request: Request, language: Language, outcome: Outcome) -> Answer:
        page = outcome_page(language, outcome, request.query("token"), self.contact)
        return page_answer(request, page, _STATUS[outcome])


def _trouble(
    request: Request, language: Language, form: Form, trouble: Literal["busy", "later"], status: HTTPStatus
) -> Answer:
    told = {"story": str(words(language)["trouble"][trouble])}
    return page_answer(request, story_page(language, form, told), status)
