"""What staff have to look at again."""

from http import HTTPStatus
from typing import Any

from aws_lambda_powertools.event_handler.api_gateway import Router

from campaign.api.access import require_group, staff_id
from campaign.kernel.observability import logger
from campaign.publications.tasks import Tasks

_GROUPS = ("reviewer", "publisher")


def task_routes(tasks: Tasks) -> Router:
    """`GET /tasks` and `DELETE /tasks/{id}`, for the groups `reviewer` and `publisher`."""
    router = Router()

    @router.get("/tasks")
    def show_all() -> dict[str, Any]:
        """The next to come due first."""
        require_group(router.current_event.raw_event, *_GROUPS)
        found = sorted(tasks.all_open(), key=lambda task: task.due_at)
        return {"tasks": [{**task.model_dump(mode="json"), "id": task.id} for task in found]}

    @router.delete("/tasks/<task_id>")
    def close(task_id: str) -> tuple[None, int]:
        event = router.current_event.raw_event
        require_group(event, *_GROUPS)
        tasks.close(task_id)
        logger.info("task closed", task=task_id, by=staff_id(event))
        return None, HTTPStatus.NO_CONTENT

    return router
