"""The console's door: its headers, its bucket, and how it and the staff API know each other without a
circle."""

from tests.templates import APPLICATION, INFRASTRUCTURE

CONSOLE = INFRASTRUCTURE["console"]["Resources"]
STAFF_API = APPLICATION["Resources"]["StaffApi"]["Properties"]


def policy() -> dict[str, str]:
    """The content security policy, by directive."""
    headers = CONSOLE["ResponseHeaders"]["Properties"]["ResponseHeadersPolicyConfig"]["SecurityHeadersConfig"]
    text = headers["ContentSecurityPolicy"]["ContentSecurityPolicy"]["Fn::Sub"]
    directives = (directive.strip().partition(" ") for directive in text.split(";"))
    return {name: value for name, _, value in directives}


def test_the_console_asks_its_api_and_its_sign_in_and_nobody_else() -> None:
    assert policy()["connect-src"] == (
        "'self' ${StaffApiOrigin} https://cognito-idp.${AWS::Region}.${AWS::URLSuffix}"
    )
    assert policy()["default-src"] == "'none'"
    assert {policy()[name] for name in ("script-src", "style-src", "img-src")} == {"'self'"}
    origin = APPLICATION["Resources"]["Console"]["Properties"]["Parameters"]["StaffApiOrigin"]
    assert origin == {"Fn::Sub": "https://${StaffApi}.execute-api.${AWS::Region}.${AWS::URLSuffix}"}


def test_no_script_is_made_of_text_and_no_frame_holds_the_console() -> None:
    assert policy()["require-trusted-types-for"] == "'script'"
    assert policy()["trusted-types"] == "'none'"
    assert {policy()[name] for name in ("frame-ancestors", "form-action", "base-uri")} == {"'none'"}
    assert not any("unsafe" in value for value in policy().values())


def test_the_staff_api_lets_the_console_in_and_no_other_site() -> None:
    named = "stageVariables.console_origin"

    assert STAFF_API["Variables"]["console_origin"] == {"Fn::GetAtt": ["Console", "Outputs.ConsoleUrl"]}
    assert STAFF_API["Cors"]["AllowOrigin"] == named
    for kind in ("DEFAULT_4XX", "DEFAULT_5XX"):
        headers = STAFF_API["GatewayResponses"][kind]["ResponseParameters"]["Headers"]
        assert headers == {"Access-Control-Allow-Origin": named}


def test_a_preflight_needs_no_sign_in_and_everything_else_does() -> None:
    assert STAFF_API["Auth"]["AddDefaultAuthorizerToCorsPreflight"] is False
    assert STAFF_API["Auth"]["DefaultAuthorizer"] == "Staff"


def test_nobody_comes_in_by_a_password_alone() -> None:
    pool = INFRASTRUCTURE["access"]["Resources"]["Staff"]["Properties"]

    assert pool["MfaConfiguration"] == "ON"
    assert pool["EnabledMfas"] == ["SOFTWARE_TOKEN_MFA"]


def test_the_cdn_alone_reads_the_consoles_files() -> None:
    read, _ = CONSOLE["ConsoleBucketPolicy"]["Properties"]["PolicyDocument"]["Statement"]

    assert (read["Principal"], read["Action"]) == ({"Service": "cloudfront.amazonaws.com"}, "s3:GetObject")
    assert "aws:SourceArn" in read["Condition"]["StringEquals"]
