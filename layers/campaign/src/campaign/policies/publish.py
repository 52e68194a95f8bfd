"""Publishing the policy that lies in the content bucket."""

from datetime import datetime

from campaign.kernel.clock import Clock
from campaign.policies.validation import read_policy
from campaign.publications.faults import Fault
from campaign.publications.settings import SettingsPublisher
from campaign.publications.uploads import Uploads
from campaign.videos.policy import Policies, Policy, PublishedPolicy

POLICY_KEY = "policy/policy.zip"


def policy_publisher(
    policies: Policies, uploads: Uploads, clock: Clock
) -> SettingsPublisher[PublishedPolicy]:
    return SettingsPublisher("policy", POLICY_KEY, policies, _read, uploads, clock)


def _read(bundle: bytes, revision: int, at: datetime) -> PublishedPolicy | tuple[Fault, ...]:
    policy = read_policy(bundle)
    if not isinstance(policy, Policy):
        return policy
    return PublishedPolicy(revision=revision, policy=policy, published_at=at)
