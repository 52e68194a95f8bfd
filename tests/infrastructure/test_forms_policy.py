"""Where the hub's forms may post to, and how the hub and the public API know each other without a circle."""

from tests.templates import APPLICATION, INFRASTRUCTURE

API_ORIGIN = {"Fn::Sub": "https://${PublicApi}.execute-api.${AWS::Region}.${AWS::URLSuffix}"}


def test_the_hubs_forms_post_to_the_public_api_and_nowhere_else() -> None:
    headers = INFRASTRUCTURE["site"]["Resources"]["ResponseHeaders"]["Properties"]
    security = headers["ResponseHeadersPolicyConfig"]["SecurityHeadersConfig"]
    policy = security["ContentSecurityPolicy"]["ContentSecurityPolicy"]["Fn::Sub"]

    directives = [directive.strip() for directive in policy.split(";")]
    assert [each for each in directives if each.startswith("form-action")] == [
        "form-action ${PublicApiOrigin}"
    ]
    assert APPLICATION["Resources"]["Site"]["Properties"]["Parameters"]["PublicApiOrigin"] == API_ORIGIN


def test_the_pages_of_the_public_api_lead_back_to_the_hub() -> None:
    variables = APPLICATION["Resources"]["PublicApi"]["Properties"]["Variables"]

    assert variables["hub_url"] == {"Fn::GetAtt": ["Site", "Outputs.HubUrl"]}
    assert variables["public_url"] == {"Fn::Sub": f"{API_ORIGIN['Fn::Sub']}/v1"}


def test_forms_and_their_answers_name_the_same_api() -> None:
    variables = APPLICATION["Resources"]["BuildHub"]["Properties"]["Environment"]["Variables"]

    assert variables["PUBLIC_API_URL"] == {"Fn::Sub": f"{API_ORIGIN['Fn::Sub']}/v1"}
