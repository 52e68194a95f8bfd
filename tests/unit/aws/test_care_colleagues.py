"""Who works in care, as the groups of the user pool say."""

from campaign.api.care_desk import GROUPS
from campaign.aws.care_colleagues import CareColleagues
from campaign.care.colleagues import Colleague
from tests.unit.aws.user_pool import POOL, cognito


def test_whoever_can_sign_in_is_there_once_by_the_name_they_are_known_by() -> None:
    assert CareColleagues(cognito, POOL, GROUPS).all() == [
        Colleague("id-of-omar", "Omar of the nights"),
        Colleague("id-of-lina", "lina@example.org"),
        Colleague("id-of-rana", "rana@example.org"),
    ]
