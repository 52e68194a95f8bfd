"""The care routes over a real table, with a key that shows what it sealed for whom."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from campaign.api.care_desk import CareDesk
from campaign.api.care_reports import care_report_routes
from campaign.api.care_routes import care_routes
from campaign.aws.approved_replies import ApprovedReplies
from campaign.aws.care_texts import SubjectTexts
from campaign.aws.cases import CaseTable
from campaign.aws.publications import PublicationTable
from campaign.aws.shifts import ShiftTable
from campaign.aws.table import Table
from campaign.care.case import Case, CaseId
from campaign.care.colleagues import Colleague
from campaign.care.moves import open_case
from campaign.care.reported import Reporting
from campaign.care.screening import screen
from campaign.care.stores import Said
from campaign.care.story import Story, story_item
from campaign.care.tier import Tier
from campaign.care.words import Kept, Sealed
from campaign.kernel.item import Item
from tests.unit.api.staff import StaffApi
from tests.unit.care.cases import TARGETS, sign
from tests.unit.conftest import FixedClock

WORDS = "planted words of a person"
STORY = "abcdefghijklmnop"


class Box:
    """Implements `campaign.care.words.Seal`."""

    def seal(self, text: str, case: CaseId) -> Sealed:
        return (f"{case}|{text[::-1]}",)

    def open(self, sealed: Sealed, case: CaseId) -> str:
        about, _, text = sealed[0].partition("|")
        assert about == case
        return text[::-1]


class Name:
    """Implements `campaign.care.reported.Key`."""

    def value(self) -> str:
        return "a key"


@dataclass(frozen=True)
class Team:
    """Implements `campaign.care.colleagues.Colleagues`."""

    names: tuple[str, ...] = ("lina", "omar", "rana")

    def all(self) -> list[Colleague]:
        return [Colleague(name, f"{name}@example.org") for name in self.names]


@dataclass
class CareRoom:
    """`as_` calls the API as somebody, of the group `care-reviewer` unless said otherwise."""

    table: Table
    clock: FixedClock = field(default_factory=FixedClock)
    budget: int = 20

    @property
    def cases(self) -> CaseTable:
        return CaseTable(self.table)

    def api(self, by: str) -> StaffApi:
        desk = CareDesk(
            cases=self.cases,
            shifts=ShiftTable(self.table),
            texts=SubjectTexts(self.table, Box()),
            replies=ApprovedReplies(PublicationTable(self.table), self.clock),
            colleagues=Team(),
            seal=Box(),
            targets=TARGETS,
            kept=Kept(30),
            budget=self.budget,
            clock=self.clock,
        )
        return StaffApi(*care_routes(desk), care_report_routes(self.reporting), sub=by)

    @property
    def reporting(self) -> Reporting:
        return Reporting(self.cases, Box(), screen, Name(), TARGETS, Kept(30), self.clock)

    def call(
        self, method: str, path: str, body: Any = None, *, by: str = "rana", groups: str = "care-reviewer"
    ) -> tuple[int, dict[str, Any]]:
        return self.api(by).call(method, path, body, groups=groups)

    def move(self, case: Case, move: str, body: Any = None, **who: str) -> tuple[int, dict[str, Any]]:
        return self.call("POST", f"/care/cases/{case.id}/{move}", body, **who)

    def story(self, tier: Tier = Tier.DISTRESS, story_id: str = STORY) -> Case:
        case = open_case(f"story:{story_id}", sign(tier), self.clock(), TARGETS)
        story = Story(
            id=story_id,
            language="en",
            sealed=Box().seal(Said(text=WORDS).model_dump_json(), case.case.id),
            received_at=self.clock(),
        )
        return self.cases.save(case, "c", (story_item(story, case.case.id, Kept(30), "c"), None))

    def held(self, tier: Tier = Tier.DISTRESS, by: str = "rana", story_id: str = STORY) -> Case:
        case = self.story(tier, story_id)
        status, _ = self.move(case, "claim", by=by)
        assert status == 200
        return self.now(case)

    def now(self, case: Case) -> Case:
        found = self.cases.get(case.id)
        assert found is not None
        return found


def all_data(items: Sequence[Item]) -> str:
    return " ".join(item.data for item in items)
