from dataclasses import dataclass

import pytest

from campaign.kernel.settings import SettingsError, from_environment


@dataclass(frozen=True)
class Example:
    table_name: str
    max_age: int
    hosts: tuple[str, ...] = ()


def test_settings_are_read_from_variables_named_in_capitals() -> None:
    environment = {"TABLE_NAME": "state", "MAX_AGE": "300", "HOSTS": "one.example, two.example,"}

    assert from_environment(Example, environment) == Example("state", 300, ("one.example", "two.example"))


def test_an_empty_list_is_no_host_at_all() -> None:
    assert from_environment(Example, {"TABLE_NAME": "state", "MAX_AGE": "1", "HOSTS": ""}).hosts == ()


def test_every_wrong_variable_is_named_at_once() -> None:
    with pytest.raises(SettingsError) as raised:
        from_environment(Example, {"MAX_AGE": "soon"})

    assert "TABLE_NAME: missing" in str(raised.value)
    assert "MAX_AGE: not a whole number" in str(raised.value)
    assert "soon" not in str(raised.value)
