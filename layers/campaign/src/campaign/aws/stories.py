"""Stories in the state table, each with its case."""

from campaign.aws.cases import CaseTable
from campaign.aws.table import Table
from campaign.care.case import CaseId
from campaign.care.moves import Moved
from campaign.care.story import Story, story_item
from campaign.care.words import Kept
from campaign.kernel.errors import ConflictError


class StoryTable:
    """Implements `campaign.stories.telling.Stories`."""

    def __init__(self, table: Table, kept: Kept) -> None:
        self.cases = CaseTable(table)
        self.kept = kept

    def keep(self, story: Story, opened: Moved, correlation_id: str) -> bool:
        words = story_item(story, opened.case.id, self.kept, correlation_id)
        try:
            self.cases.save(opened, correlation_id, (words, None))
        except ConflictError:  # the same story was sent again
            return False
        return True

    def forget(self, case: CaseId) -> None:
        self.cases.forget_words(case)
