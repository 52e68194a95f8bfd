"""Who else works in care: a case is given to one of them, and to nobody else."""

from typing import NamedTuple, Protocol

from campaign.care.case import StaffId
from campaign.kernel.errors import PermanentError


class Colleague(NamedTuple):
    """`name`: by which the others know them."""

    id: StaffId
    name: str


class Colleagues(Protocol):
    """Implemented by `campaign.aws.care_colleagues.CareColleagues`."""

    def all(self) -> list[Colleague]:
        """Who can sign in and may work on cases, in the order of their names."""
        ...


def one_of(colleagues: Colleagues, staff: StaffId) -> StaffId:
    """Raises PermanentError for anybody else: a case that is kept for them would wait for nobody."""
    if all(staff != each.id for each in colleagues.all()):
        raise PermanentError("to", "nobody in care has this id", "choose one: GET /care/colleagues")
    return staff
