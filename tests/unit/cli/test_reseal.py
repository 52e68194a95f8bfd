import pytest

from campaign.aws.address_box import SecretAddressBox
from campaign.aws.audience import AudienceTable
from campaign.aws.table import Table
from campaign.kernel.errors import ConflictError
from campaign_cli.audience_commands import reseal_all
from tests.unit.audience.samples import Keys, partner, reader

CHANGING = SecretAddressBox(Keys("new key", "audience key"))
CHANGED = SecretAddressBox(Keys("new key"))


@pytest.fixture
def audience(table: Table) -> AudienceTable:
    audience = AudienceTable(table)
    audience.register(reader(fallbacks=[{"channel": "sms", "address": "+971500000000"}]))
    audience.register(partner())
    return audience


def test_every_address_opens_by_the_new_key_alone(audience: AudienceTable) -> None:
    assert reseal_all(audience, CHANGING) == (2, 0)

    found = audience.find("invented-reader")
    assert found is not None
    assert [CHANGED.open(found.id, one) for one in found.contacts] == ["reader@example.org", "+971500000000"]


def test_a_second_run_has_nothing_to_do(audience: AudienceTable) -> None:
    reseal_all(audience, CHANGING)

    assert reseal_all(audience, CHANGING) == (0, 0)


def test_whoever_changed_something_meanwhile_is_left_for_the_next_run(
    audience: AudienceTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    def conflict(*_: object) -> None:
        raise ConflictError("subscriber", "changed", "again")

    with monkeypatch.context() as changed:
        changed.setattr(audience, "save", conflict)
        assert reseal_all(audience, CHANGING) == (0, 2)
    assert reseal_all(audience, CHANGING) == (2, 0)
