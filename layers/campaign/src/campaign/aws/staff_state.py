"""Everything in the state table that staff see and change."""

from dataclasses import dataclass

from campaign.aws.audience import AudienceTable
from campaign.aws.connections import ConnectionTable
from campaign.aws.figures import FiguresTable
from campaign.aws.policies import PolicyTable
from campaign.aws.programme import ProgrammeTable
from campaign.aws.publications import PublicationTable
from campaign.aws.rights import RightsTable
from campaign.aws.standings import StandingTable
from campaign.aws.table import Table
from campaign.aws.tasks import TaskTable
from campaign.aws.telling import Telling, telling_in
from campaign.aws.videos import VideoTable


@dataclass(frozen=True)
class StaffState:
    """The adapters, each of one capability, over one table."""

    audience: AudienceTable
    connections: ConnectionTable
    figures: FiguresTable
    policies: PolicyTable
    programme: ProgrammeTable
    publications: PublicationTable
    rights: RightsTable
    standings: StandingTable
    tasks: TaskTable
    telling: Telling
    videos: VideoTable

    @classmethod
    def over(cls, table: Table) -> "StaffState":
        return cls(
            audience=AudienceTable(table),
            connections=ConnectionTable(table),
            figures=FiguresTable(table),
            policies=PolicyTable(table),
            programme=ProgrammeTable(table),
            publications=PublicationTable(table),
            rights=RightsTable(table),
            standings=StandingTable(table),
            tasks=TaskTable(table),
            telling=telling_in(table),
            videos=VideoTable(table),
        )
