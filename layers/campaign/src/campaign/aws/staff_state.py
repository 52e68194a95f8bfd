"""Everything in the state table that staff see and change."""

from dataclasses import dataclass

from campaign.aws.audience import AudienceTable
from campaign.aws.connections import ConnectionTable
from campaign.aws.figures import FiguresTable
from campaign.aws.holds import HoldTable
from campaign.aws.notices import NoticeTable
from campaign.aws.policies import PolicyTable
from campaign.aws.publications import PublicationTable
from campaign.aws.quarantine import TableQuarantine
from campaign.aws.rights import RightsTable
from campaign.aws.sessions import SeriesTable, SessionTable
from campaign.aws.standings import StandingTable
from campaign.aws.table import Table
from campaign.aws.tasks import TaskTable
from campaign.aws.videos import VideoTable


@dataclass(frozen=True)
class StaffState:
    """The adapters, each of one capability, over one table."""

    audience: AudienceTable
    connections: ConnectionTable
    figures: FiguresTable
    holds: HoldTable
    notices: NoticeTable
    policies: PolicyTable
    publications: PublicationTable
    quarantine: TableQuarantine
    rights: RightsTable
    series: SeriesTable
    sessions: SessionTable
    standings: StandingTable
    tasks: TaskTable
    videos: VideoTable

    @classmethod
    def over(cls, table: Table) -> "StaffState":
        return cls(
            audience=AudienceTable(table),
            connections=ConnectionTable(table),
            figures=FiguresTable(table),
            holds=HoldTable(table),
            notices=NoticeTable(table),
            policies=PolicyTable(table),
            publications=PublicationTable(table),
            quarantine=TableQuarantine(table),
            rights=RightsTable(table),
            series=SeriesTable(table),
            sessions=SessionTable(table),
            standings=StandingTable(table),
            tasks=TaskTable(table),
            videos=VideoTable(table),
        )
