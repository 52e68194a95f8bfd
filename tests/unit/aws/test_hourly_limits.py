import boto3
import pytest

from campaign.aws.hourly_limits import HourlyLimits
from campaign.aws.table import Table
from campaign.kernel.errors import TooManyError
from tests.unit.conftest import FixedClock


class Key:
    def value(self) -> str:
        return "key"


@pytest.fixture
def limits(table: Table, clock: FixedClock) -> HourlyLimits:
    return HourlyLimits(table, Key(), 2, 5, clock)


def test_an_address_may_do_it_so_often_in_an_hour(limits: HourlyLimits, clock: FixedClock) -> None:
    clock.advance(minutes=45)
    limits.count("192.0.2.1")
    limits.count("192.0.2.1")
    with pytest.raises(TooManyError) as refused:
        limits.count("192.0.2.1")
    assert refused.value.retry_after == 15 * 60

    limits.count("192.0.2.2")
    clock.advance(minutes=15)
    limits.count("192.0.2.1")


def test_all_addresses_together_have_a_limit_too(limits: HourlyLimits) -> None:
    for number in range(5):
        limits.count(f"192.0.2.{number}")
    with pytest.raises(TooManyError):
        limits.count("192.0.2.99")


def test_a_network_of_ipv6_counts_as_one_address(limits: HourlyLimits) -> None:
    limits.count("2001:db8::1")
    limits.count("2001:db8::ffff")
    with pytest.raises(TooManyError):
        limits.count("2001:db8::2")
    limits.count("2001:db8:0:1::2")


def test_no_address_is_stored_and_what_is_stored_expires(
    limits: HourlyLimits, table: Table, clock: FixedClock
) -> None:
    limits.count("192.0.2.1")
    clock.advance(hours=1)
    limits.count("192.0.2.1")
    items = boto3.client("dynamodb").scan(TableName=table.name)["Items"]
    assert "192.0.2" not in str(items)
    assert len({item["pk"]["S"] for item in items}) == 3, "an address looks different every hour"
    assert {int(item["expires_at"]["N"]) - int(clock().timestamp()) for item in items} == {3600, 7200}
