"""Publishing the policy that lies in the content bucket: it becomes the next revision, or a report."""

from dataclasses import dataclass

from campaign.kernel.clock import Clock
from campaign.kernel.errors import ConflictError, TransientError
from campaign.kernel.observability import logger
from campaign.policies.validation import read_policy
from campaign.publications.uploads import Uploads
from campaign.videos.policy import Policies, Policy, PublishedPolicy

POLICY_KEY = "policy/policy.zip"


@dataclass(frozen=True)
class PolicyPublisher:
    """Publishes the policy; adapters and clock are handed in by the function."""

    policies: Policies
    uploads: Uploads
    clock: Clock

    def publish(self) -> None:
        """Put what was uploaded in force, or report its faults; late or repeated calls do no harm. Revisions
        rise by themselves: nobody names a policy but the one in force.

        Raises TransientError when somebody published meanwhile.
        """
        # The head is read before the bundle: whoever then publishes a newer upload makes this write fail.
        live = self.policies.live()
        upload = self.uploads.read(POLICY_KEY)
        if upload is None:
            return
        policy = read_policy(upload.content)
        if not isinstance(policy, Policy):
            self.uploads.refuse(POLICY_KEY, upload, policy)
            return
        if live is None or live.policy.content_hash != policy.content_hash:
            revision = live.revision + 1 if live else 1
            published = PublishedPolicy(revision=revision, policy=policy, published_at=self.clock())
            try:
                self.policies.add(published, upload.correlation_id)
            except ConflictError as error:
                raise TransientError(
                    "policy", "it was published by somebody else meanwhile", "try again"
                ) from error
            logger.info("policy published", revision=revision)
        self.uploads.accept(POLICY_KEY)
