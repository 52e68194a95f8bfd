"""`campaign console view`: one address for the console, its API and its sign-in."""

import json
from collections.abc import Iterator

import pytest
import urllib3

from campaign_cli.console_viewer import ConsoleViewer
from campaign_cli.deployment import Deployment, session_at
from campaign_cli.loopback import LoopbackServer, Request, json_answer

pytestmark = pytest.mark.enable_socket


def told(request: Request) -> object:
    names = ("host", "authorization", "x-amz-target", "cookie")
    return {
        "method": request.method,
        "target": request.target,
        "body": request.body.decode(),
        **{name: request.headers[name] for name in names if name in request.headers},
    }


@pytest.fixture
def viewer() -> Iterator[ConsoleViewer]:
    """Of an embedded AWS that answers with what it was asked."""
    with LoopbackServer(lambda request: json_answer(200, told(request))) as aws:
        deployment = Deployment("any", session_at(aws.url))
        deployment.outputs = {
            "ConsoleUrl": "https://console.cloudfront.net",
            "StaffApiUrl": "https://abc.execute-api.eu-west-1.amazonaws.com/v1",
            "UserPoolId": "eu-west-1_pool",
            "StaffClientId": "client",
        }
        with ConsoleViewer(deployment) as viewer:
            yield viewer


def asked(viewer: ConsoleViewer, method: str, path: str, **headers: str) -> tuple[int, dict[str, str]]:
    answer = urllib3.request(
        method, viewer.url + path, headers=headers, body=b"{}" if method == "POST" else None
    )
    return answer.status, json.loads(answer.data)


def test_its_settings_lead_to_itself(viewer: ConsoleViewer) -> None:
    settings = asked(viewer, "GET", "/config.json")[1]

    assert (settings["api"], settings["endpoint"]) == (f"{viewer.url}/api", f"{viewer.url}/sign-in/")
    assert settings["userPool"] == "eu-west-1_pool"


def test_each_part_is_found_by_its_own_host(viewer: ConsoleViewer) -> None:
    assert asked(viewer, "GET", "/parts/api.js")[1]["host"] == "console.cloudfront.net"
    sign_in = asked(viewer, "POST", "/sign-in/", **{"X-Amz-Target": "InitiateAuth"})[1]
    assert (sign_in["host"], sign_in["x-amz-target"]) == (
        "cognito-idp.eu-west-1.amazonaws.com",
        "InitiateAuth",
    )
    api = asked(viewer, "GET", "/api/videos/tiktok%3A1?limit=2", Authorization="token", Cookie="c")[1]
    assert (api["host"], api["authorization"]) == ("abc.execute-api.localhost", "token")
    assert api["target"] == "/v1/videos/tiktok%3A1?limit=2"
    assert "cookie" not in api


@pytest.mark.parametrize(
    "path", ["/_ministack/ses/messages", "/api/_ministack/x", "/api//_ministack/x", "/api/%2e%2e/x"]
)
def test_nothing_else_of_the_embedded_aws_is_there(viewer: ConsoleViewer, path: str) -> None:
    assert asked(viewer, "GET", path)[0] == 404


def test_it_says_when_the_embedded_aws_is_gone() -> None:
    with LoopbackServer(lambda request: None) as aws:
        deployment = Deployment("any", session_at(aws.url))
        deployment.outputs = {"ConsoleUrl": "https://console.cloudfront.net", "UserPoolId": "r_p"}
        deployment.outputs |= {"StaffApiUrl": "https://a/v1", "StaffClientId": "c"}
        with ConsoleViewer(deployment) as viewer:
            assert asked(viewer, "GET", "/app.js")[0] == 502
