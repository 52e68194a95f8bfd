"""The words of a case's subject, wherever they are kept."""

from datetime import datetime

from campaign.aws.table import Table
from campaign.care.case import Case
from campaign.care.stores import Said
from campaign.care.story import STORY, story_in
from campaign.care.words import Seal, is_kept, words_of
from campaign.videos.storage import video_key, video_of
from campaign.videos.video import VideoKey


class SubjectTexts:
    """Implements `campaign.care.stores.Texts`."""

    def __init__(self, table: Table, seal: Seal) -> None:
        self.table = table
        self.seal = seal

    def of(self, case: Case, now: datetime) -> Said | None:
        kind, _, name = case.subject.partition(":")
        if kind == "video":
            item = self.table.get(*video_key(VideoKey(name)))
            caption = video_of(item).caption if item else ""
            return Said(text=caption) if caption else None
        item = self.table.get(words_of(case.id), STORY)
        if item is None or not is_kept(item, now):
            return None
        return Said.model_validate_json(self.seal.open(story_in(item).sealed, case.id))
