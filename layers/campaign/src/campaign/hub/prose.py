"""The prose of a publication as a page shows it: links lead on, help blocks are where they were asked for."""

from collections.abc import Iterator

from markdown_it.token import Token
from markupsafe import Markup

from campaign.hub.published import Published, content_of
from campaign.hub.texts import TEXTS
from campaign.publications.kind import Language
from campaign.publications.markdown import ATTACHMENT_LINK, PUBLICATION_LINK, sanitised, sections
from campaign.publications.publication import Publication


def sections_of(publication: Publication, language: Language, everything: Published) -> list[Markup]:
    """HTML; between two of them stands a help block."""
    body = content_of(publication).texts[language].body
    links = _Links(publication, language, everything)
    return [Markup(sanitised(list(links.led(tokens)))) for tokens in sections(body)]  # noqa: S704 - sanitised


class _Links:
    def __init__(self, publication: Publication, language: Language, everything: Published) -> None:
        self.language = language
        self.everything = everything
        self.files = {f"files/{each.name}": f"/{each.path}" for each in content_of(publication).attachments}
        self.recalled = f" ({TEXTS[language]['publications']['recalled_link']})"

    def led(self, tokens: list[Token]) -> Iterator[Token]:
        for token in tokens:
            if token.children:
                token.children = list(self._inline(token.children))
            yield token

    def _inline(self, tokens: list[Token]) -> Iterator[Token]:
        """A link to what is not shown becomes its words; links are never inside each other."""
        after: list[Token] = []
        dropped = False
        for token in tokens:
            if token.type == "link_open":
                address = str(token.attrs.get("href", ""))
                href = self._address(address)
                dropped, after = href is None, []
                if href is not None:
                    token.attrs["href"] = href
                    yield token
                if address in self.everything.recalled:
                    after = [Token("text", "", 0, content=self.recalled)]
            elif token.type == "link_close":
                if not dropped:
                    yield token
                yield from after
            else:
                yield token

    def _address(self, address: str) -> str | None:
        if PUBLICATION_LINK.fullmatch(address):
            page = self.everything.page_of(address)
            return f"/{self.language}/{page}" if page else None
        return self.files.get(address) if ATTACHMENT_LINK.fullmatch(address) else address
