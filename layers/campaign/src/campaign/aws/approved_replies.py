"""The replies of care reviewers, as they were approved: publications that only staff see."""

from collections.abc import Iterator

from campaign.aws.publications import PublicationTable
from campaign.care.replies import Reply
from campaign.kernel.clock import Clock
from campaign.publications.about import AboutAnswer
from campaign.publications.kind import Kind
from campaign.publications.publication import Publication
from campaign.publications.showing import as_of, shown


class ApprovedReplies:
    """Implements `campaign.care.replies.Replies`."""

    def __init__(self, publications: PublicationTable, clock: Clock) -> None:
        self.publications = publications
        self.clock = clock

    def all(self) -> Iterator[Reply]:
        for publication in self.publications.all_of(Kind.ANSWER):
            if (reply := self._approved(publication)) is not None:
                yield reply

    def find(self, name: str) -> Reply | None:
        publication = self.publications.find(Kind.ANSWER, name)
        return self._approved(publication) if publication else None

    def _approved(self, publication: Publication) -> Reply | None:
        now = self.clock()
        present = as_of(publication, now)
        content = present.live_content
        if content is None or present.live is None or not isinstance(content.about, AboutAnswer):
            return None
        if not shown(publication, now):
            return None
        about, languages = content.about, content.required_languages
        return Reply(
            id=present.id,
            revision=present.live,
            when={language: about.when[language] for language in languages},
            text={language: about.text[language] for language in languages},
        )
