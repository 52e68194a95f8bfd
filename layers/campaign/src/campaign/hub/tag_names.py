"""Names of things in feeds (RFC 4151): the same for ever, whatever the site's address or the words are."""

from campaign.publications.kind import Language

_NAMESPACE = "tag:end-the-stigma,2026:"
"""Never changed: with another one, every reader would show everything again. docs/decisions.md has why it is
none of the site's hosts."""


def tag_name(subject: str, language: Language) -> str:
    """Of a subject as events name it (`session:talk`), in one language: translations are things of their own,
    so that whoever follows both sees both."""
    return f"{_NAMESPACE}{subject}/{language}"
