"""Answers that a person reads in a browser."""

from http import HTTPStatus

from campaign.api.public import Answer, Request, text_answer
from campaign.kernel.errors import PermanentError
from campaign.pages import shell
from campaign.pages.posted import FORM_TYPE, Form, first, form_in

MAX_BYTES = 8192
"""Of a form."""


def page_answer(request: Request, page: shell.Page, status: HTTPStatus = HTTPStatus.OK) -> Answer:
    return text_answer(status, page.framed(request.hub_url), "text/html; charset=utf-8", shell.headers())


def see_other(address: str) -> Answer:
    """Sends the browser there, by GET. `address` is one of this API's own: a form's policy would stop it at
    any other."""
    return text_answer(
        HTTPStatus.SEE_OTHER, "", "text/html; charset=utf-8", {**shell.headers(), "Location": address}
    )


def spoken(request: Request) -> shell.Language:
    """The language of the page that a request comes from: in its address, or in the form that it posts."""
    if said := request.query("lang"):
        return language_of(said)
    try:
        return language_of(first(form_in(request.text(MAX_BYTES)), "lang"))
    except PermanentError:
        return "ar"


def spoken_in(request: Request, form: Form) -> shell.Language:
    """As `spoken`, of a form that is read already."""
    return language_of(request.query("lang") or first(form, "lang"))


def language_of(text: str) -> shell.Language:
    return "en" if text == "en" else "ar"


def is_form(request: Request) -> bool:
    """Whether a browser's form posts it; programs send JSON."""
    return (request.header("Content-Type") or "").partition(";")[0].strip().lower() == FORM_TYPE


def wants_page(request: Request) -> bool:
    """Whether a browser asks; a program that does not say what it takes is answered in JSON."""
    return "text/html" in (request.header("Accept") or "").lower()
