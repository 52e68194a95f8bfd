"""Sets what a publication calls for by its own times, and opens the task when a review is due."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from campaign.kernel.clock import Clock
from campaign.kernel.observability import count, logger
from campaign.kernel.schedules import Schedules
from campaign.publications.kind import Kind
from campaign.publications.publication import Publication
from campaign.publications.showing import Limits
from campaign.publications.storage import Publications
from campaign.publications.tasks import Task, Tasks
from campaign.publications.timing import AHEAD, ReviewDue, prefix_of, still_due, timing_of


class HubQueue(Protocol):
    """The queue whose messages order a build."""

    def send_all(self, bodies: Iterable[str]) -> None: ...


@dataclass(frozen=True, slots=True)
class Timer:
    """`ticks` are schedules to the hub's queue, `reviews` to the planning queue, in one group."""

    publications: Publications
    ticks: Schedules
    reviews: Schedules
    hub: HubQueue
    tasks: Tasks
    clock: Clock
    limits: Limits

    def follow(self, kind: Kind, publication_id: str, correlation_id: str) -> None:
        """Set the schedules that its present state calls for, and no others; idempotent.

        Raises NotFoundError where there is no such publication.
        """
        present = self.publications.get(kind, publication_id)
        while True:
            self._set(present, correlation_id)
            latest = self.publications.get(kind, publication_id)
            if latest.version == present.version:
                return
            present = latest  # it changed meanwhile: what was set and deleted just now may be wrong

    def _set(self, present: Publication, correlation_id: str) -> None:
        timing = timing_of(present, self.clock(), self.limits, correlation_id)
        for name, tick in timing.ticks.items():
            self.ticks.ensure(name, tick.at - AHEAD, tick.model_dump_json())
        self.hub.send_all(tick.model_dump_json() for tick in timing.at_once)
        names = [*timing.ticks]
        if (review := timing.review) is not None:
            if review.opens_at > self.clock():
                self.reviews.ensure(timing.review_name, review.opens_at, review.model_dump_json())
                names.append(timing.review_name)
            else:
                self.open(review)
        self.ticks.keep_only(prefix_of(present), names)

    def open(self, review: ReviewDue) -> None:
        """Open the task, unless the present state calls for another one or for none."""
        kind, _, name = review.review.partition(":")
        publication = self.publications.get(Kind(kind), name)
        if not still_due(review, publication, self.limits):
            logger.info("a review that is due no longer", subject=review.review)
            return
        task = Task(
            kind=publication.kind,
            publication=publication.id,
            revision=review.revision,
            due_at=review.due_at,
            opened_at=self.clock(),
        )
        if self.tasks.open(task):
            count("TasksOpened")
            logger.info("task opened", task=task.id, correlation_id=review.correlation_id)
