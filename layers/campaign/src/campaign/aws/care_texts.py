"""The words of a case's subject, wherever they are kept."""

from datetime import datetime

from campaign.aws.table import Table
from campaign.care.case import Case
from campaign.care.reported import REPLY, kept_reply_in
from campaign.care.stores import Said
from campaign.care.story import STORY, story_in
from campaign.care.words import Seal, Sealed, is_kept, words_of
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
        if kind == "reply":
            return self._replies(case, now)
        item = self.table.get(words_of(case.id), STORY)
        if item is None or not is_kept(item, now):
            return None
        return self._opened(story_in(item).sealed, case)

    def _replies(self, case: Case, now: datetime) -> Said | None:
        """One below the other, from the first on; where the last one stands."""
        kept = [item for item in self.table.query(words_of(case.id), REPLY) if is_kept(item, now)]
        said = [self._opened(kept_reply_in(item).sealed, case) for item in kept]
        if not said:
            return None
        return Said(text="\n\n".join(each.text for each in said), contact=said[-1].contact)

    def _opened(self, sealed: Sealed, case: Case) -> Said:
        return Said.model_validate_json(self.seal.open(sealed, case.id))
