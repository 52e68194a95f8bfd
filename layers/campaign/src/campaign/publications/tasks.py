"""What a person has to look at again before a day: opened by a schedule, closed by staff."""

from collections.abc import Iterable
from typing import Protocol

from pydantic import AwareDatetime, BaseModel, ConfigDict

from campaign.kernel.clock import iso
from campaign.kernel.item import Item
from campaign.publications.fields import Slug
from campaign.publications.kind import Kind

PARTITION = "TASKS"


class Task(BaseModel):
    """A publication's live revision, to be reviewed or verified again by `due_at` (UTC). Its id is made of
    what it is about, so that to open it twice opens it once."""

    model_config = ConfigDict(frozen=True)

    kind: Kind
    publication: Slug
    revision: int
    due_at: AwareDatetime
    opened_at: AwareDatetime

    @property
    def id(self) -> str:
        return f"{self.kind}-{self.publication}-r{self.revision}-{self.due_at:%Y%m%d}"


class Tasks(Protocol):
    """Where open tasks are kept."""

    def open(self, task: Task) -> bool:
        """Answers whether it is new."""

    def all_open(self) -> Iterable[Task]:
        """In the order of their ids."""

    def close(self, task_id: str) -> None:
        """Idempotent: it is done, by whomever."""


def item_of(task: Task) -> Item:
    return Item(
        pk=PARTITION, sk=task.id, version=1, data=task.model_dump_json(), changed_at=iso(task.opened_at)
    )


def task_in(item: Item) -> Task:
    return Task.model_validate_json(item.data)
