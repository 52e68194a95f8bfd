"""Open tasks, kept in the state table."""

from collections.abc import Iterator

from campaign.aws.table import Table
from campaign.kernel.errors import ConflictError
from campaign.publications.tasks import PARTITION, Task, item_of, task_in


class TaskTable:
    """Implements `campaign.publications.tasks.Tasks`."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def open(self, task: Task) -> bool:
        try:
            self.table.put(item_of(task), expected=None)
        except ConflictError:  # it is open already
            return False
        return True

    def all_open(self) -> Iterator[Task]:
        return map(task_in, self.table.query(PARTITION))

    def close(self, task_id: str) -> None:
        self.table.delete(PARTITION, task_id)
