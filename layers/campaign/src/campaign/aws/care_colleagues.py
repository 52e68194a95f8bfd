"""Who works in care, as the groups of the staff's user pool say."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from campaign.aws.errors import translated
from campaign.care.colleagues import Colleague

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient
    from mypy_boto3_cognito_idp.type_defs import UserTypeTypeDef

_SIGNED_IN_ONCE = "CONFIRMED"
"""Whoever was invited and has not chosen a password yet would not see a case that is given to them."""


class CareColleagues:
    """Implements `campaign.care.colleagues.Colleagues`. Nothing of it is kept: who left is gone at once."""

    def __init__(
        self, client: Callable[[], CognitoIdentityProviderClient], pool: str, groups: Iterable[str]
    ) -> None:
        self._made, self._pool, self._groups = client, pool, tuple(groups)

    @cached_property
    def _client(self) -> CognitoIdentityProviderClient:
        """Made when it is first asked for: most requests need none."""
        return self._made()

    def all(self) -> list[Colleague]:
        found = {each.id: each for group in self._groups for each in self._of(group)}
        return sorted(found.values(), key=lambda each: each.name)

    def _of(self, group: str) -> Iterator[Colleague]:
        with translated("the staff's user pool"):
            pages = self._client.get_paginator("list_users_in_group")
            for page in pages.paginate(UserPoolId=self._pool, GroupName=group):
                for user in page["Users"]:
                    if user["Enabled"] and user["UserStatus"] == _SIGNED_IN_ONCE:
                        yield _colleague(user)


def _colleague(user: UserTypeTypeDef) -> Colleague:
    """By the name that an operator gave them, or else by the address that they sign in with."""
    said = {each["Name"]: each.get("Value", "") for each in user["Attributes"]}
    return Colleague(said["sub"], said.get("name") or said["email"])
