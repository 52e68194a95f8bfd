"""Stories in the state table, each with its case."""

from campaign.aws.table import Table
from campaign.care.case import CaseId
from campaign.care.moves import Moved
from campaign.care.storage import items_of
from campaign.care.story import Story, story_item
from campaign.care.words import Kept, words_of
from campaign.kernel.errors import ConflictError


class StoryTable:
    """Implements `campaign.stories.telling.Stories`."""

    def __init__(self, table: Table, kept: Kept) -> None:
        self.table = table
        self.kept = kept

    def keep(self, story: Story, opened: Moved, correlation_id: str) -> bool:
        words = story_item(story, opened.case.id, self.kept, correlation_id)
        items = (*items_of(opened.case, opened.entry, correlation_id), words)
        try:
            self.table.transact(words.pk, [self.table.put_action(item, None) for item in items])
        except ConflictError:  # the same story was sent again
            return False
        return True

    def forget(self, case: CaseId) -> None:
        for item in self.table.query(words_of(case)):
            self.table.delete(*item.key)
