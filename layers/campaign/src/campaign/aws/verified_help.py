"""Who helps in a country, as the hub shows them at this moment: verified by a person, and not too long
ago."""

from collections.abc import Sequence
from datetime import timedelta

from campaign.aws.publications import PublicationTable
from campaign.aws.table import Table
from campaign.kernel.clock import Clock
from campaign.publications.about import AboutOrganisation
from campaign.publications.kind import Kind, Language
from campaign.publications.showing import Limits, as_of, shown
from campaign.stories.pages import Helper


class VerifiedHelp:
    """`__call__` is what `campaign.stories.telling.StoryTelling.helpers` asks for."""

    def __init__(self, publications: PublicationTable, limits: Limits, clock: Clock) -> None:
        self.publications = publications
        self.limits = limits
        self.clock = clock

    @classmethod
    def over(cls, table: Table, verification_days: int, clock: Clock) -> "VerifiedHelp":
        return cls(PublicationTable(table), Limits(timedelta(days=verification_days)), clock)

    def __call__(self, country: str, language: Language) -> Sequence[Helper]:
        now, found = self.clock(), []
        for publication in self.publications.all_of(Kind.ORGANISATION):
            content = as_of(publication, now).live_content
            about = content.about if content else None
            if not isinstance(about, AboutOrganisation) or about.country != country:
                continue
            if shown(publication, now, self.limits):
                found.append(_helper(publication.id, about, language))
        return found


def _helper(publication_id: str, about: AboutOrganisation, language: Language) -> Helper:
    called = "phone" in about.channels
    return Helper(
        id=publication_id,
        name=about.name[language],
        phone=about.phone,
        dialled=about.phone.replace(" ", "").replace("-", "") if called else "",
        for_whom=about.for_whom[language],
        always=about.always,
    )
