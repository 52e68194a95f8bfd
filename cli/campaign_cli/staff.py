"""The staff of a deployment: who may sign in, and to what."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from enum import StrEnum
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from campaign_cli.deployment import Deployment
from campaign_cli.errors import CommandError

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import AttributeTypeTypeDef


class Group(StrEnum):
    """What somebody may do; infrastructure/access.yaml makes the groups."""

    MODERATOR = "moderator"
    PUBLISHER = "publisher"
    REVIEWER = "reviewer"
    CARE_REVIEWER = "care-reviewer"
    LEAD = "lead"
    OPERATOR = "operator"


class Staff:
    """The user pool of a deployment. Every method raises CommandError with what Cognito objects to."""

    def __init__(self, deployment: Deployment) -> None:
        self._cognito = deployment.client("cognito-idp")
        self._pool = deployment.outputs["UserPoolId"]

    def add(self, email: str, groups: Collection[Group], password: str) -> None:
        """Somebody who signs in with this password from now on; no mail is sent."""
        try:
            # Given as the temporary one first: a password against the policy leaves no half-made user behind.
            self._cognito.admin_create_user(
                UserPoolId=self._pool,
                Username=email,
                UserAttributes=_attributes(email),
                TemporaryPassword=password,
                MessageAction="SUPPRESS",
            )
            self._cognito.admin_set_user_password(
                UserPoolId=self._pool, Username=email, Password=password, Permanent=True
            )
            self._join(email, groups)
        except ClientError as error:
            raise _objection(email, error) from error

    def invite(self, email: str, groups: Collection[Group]) -> None:
        """Somebody to whom Cognito mails a temporary password, to be changed at the first sign-in."""
        try:
            self._cognito.admin_create_user(
                UserPoolId=self._pool,
                Username=email,
                UserAttributes=_attributes(email),
                TemporaryPassword=generated_password(),
                DesiredDeliveryMediums=["EMAIL"],
            )
            self._join(email, groups)
        except ClientError as error:
            raise _objection(email, error) from error

    def remove(self, email: str) -> None:
        """Nobody signs in with this address any longer, and sign-ins that are open end within the hour.

        Whoever has lost their second factor is removed and added again: Cognito resets none where it asks
        everybody for one.
        """
        try:
            # First, or what was signed in could be renewed for as long as a renewal lasts.
            self._cognito.admin_user_global_sign_out(UserPoolId=self._pool, Username=email)
            self._cognito.admin_delete_user(UserPoolId=self._pool, Username=email)
        except ClientError as error:
            raise _objection(email, error) from error

    def _join(self, email: str, groups: Collection[Group]) -> None:
        for group in groups:
            self._cognito.admin_add_user_to_group(UserPoolId=self._pool, Username=email, GroupName=group)


def generated_password() -> str:
    """32 random characters, and one of each kind that the policy asks for, since chance may leave one out."""
    return secrets.token_urlsafe(24) + "aA1"


def _attributes(email: str) -> list[AttributeTypeTypeDef]:
    return [{"Name": "email", "Value": email}, {"Name": "email_verified", "Value": "true"}]


def _objection(email: str, error: ClientError) -> CommandError:
    return CommandError(f"staff {email}: {error.response['Error']['Message']}")
