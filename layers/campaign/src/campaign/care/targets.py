"""How soon a person must look at a case. Nothing here has a default: whoever runs the campaign decides, with
clinicians, by how many trained people are awake at which hour."""

from dataclasses import dataclass
from datetime import timedelta

from campaign.care.tier import Tier


@dataclass(frozen=True)
class Targets:
    """By tier."""

    imminent: timedelta
    distress: timedelta
    recovery: timedelta
    general: timedelta

    def of(self, tier: Tier) -> timedelta:
        found: timedelta = getattr(self, tier.value)
        return found


@dataclass(frozen=True)
class TargetSettings:
    """The template's parameters, as a function's environment has them; whole minutes."""

    care_imminent_minutes: int
    care_distress_minutes: int
    care_recovery_minutes: int
    care_general_minutes: int

    @property
    def targets(self) -> Targets:
        return Targets(
            imminent=timedelta(minutes=self.care_imminent_minutes),
            distress=timedelta(minutes=self.care_distress_minutes),
            recovery=timedelta(minutes=self.care_recovery_minutes),
            general=timedelta(minutes=self.care_general_minutes),
        )
