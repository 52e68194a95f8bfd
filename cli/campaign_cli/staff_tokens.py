"""A staff member's sign-in from the command line, with both factors, by Cognito's own challenges."""

from typing import Any

from botocore.exceptions import ClientError

from campaign_cli.deployment import Deployment
from campaign_cli.errors import CommandError
from campaign_cli.second_factor import SecondFactor


def id_token(deployment: Deployment, email: str, password: str, second_factor: SecondFactor) -> str:
    """With the operator's AWS credentials beside the password. An account that has no second factor yet gets
    one, as at its first sign-in to the console. Raises CommandError when Cognito refuses."""
    try:
        return _signed_in(deployment, email, password, second_factor)
    except ClientError as error:
        raise CommandError(f"sign-in of {email}: {error.response['Error']['Message']}") from error


def _signed_in(deployment: Deployment, email: str, password: str, second_factor: SecondFactor) -> str:
    cognito: Any = deployment.client(
        "cognito-idp"
    )  # answers and their responses are told apart by name alone
    pool = {"UserPoolId": deployment.outputs["UserPoolId"], "ClientId": deployment.outputs["StaffClientId"]}
    answer = cognito.admin_initiate_auth(
        **pool,
        AuthFlow="ADMIN_USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": email, "PASSWORD": password},
    )
    if "AuthenticationResult" not in answer:
        answer = cognito.admin_respond_to_auth_challenge(
            **pool, **_response(cognito, answer, email, second_factor)
        )
    return str(answer["AuthenticationResult"]["IdToken"])


def _response(cognito: Any, asked: dict[str, Any], email: str, second_factor: SecondFactor) -> dict[str, Any]:
    """To the one challenge that follows a right password: a code, or a second factor that is set up now."""
    session, who = asked["Session"], asked["ChallengeParameters"].get("USER_ID_FOR_SRP", email)
    responses = {"USERNAME": who}
    match asked["ChallengeName"]:
        case "SOFTWARE_TOKEN_MFA":
            responses["SOFTWARE_TOKEN_MFA_CODE"] = second_factor.code()
        case "MFA_SETUP":
            associated = cognito.associate_software_token(Session=session)
            code = second_factor.set_up(associated["SecretCode"])
            session = cognito.verify_software_token(Session=associated["Session"], UserCode=code)["Session"]
        case other:
            raise CommandError(f"sign-in of {email}: Cognito asks for {other}; sign in to the console first")
    return {"ChallengeName": asked["ChallengeName"], "Session": session, "ChallengeResponses": responses}
