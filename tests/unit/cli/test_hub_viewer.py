import pytest
import urllib3
from urllib3 import HTTPHeaderDict

from campaign_cli.deployment import Deployment, session_at
from campaign_cli.hub_viewer import PAGE, HubViewer, forwarded_headers
from campaign_cli.loopback import Answer, LoopbackServer, Request


def test_the_viewer_never_sends_a_browser_to_https() -> None:
    """It speaks HTTP alone, on a port of its own."""
    headers = HTTPHeaderDict(
        {
            "Content-Security-Policy": "default-src 'none'; style-src 'self'; upgrade-insecure-requests",
            "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
        }
    )

    assert forwarded_headers(headers) == {"Content-Security-Policy": "default-src 'none'; style-src 'self'"}


def test_the_viewer_passes_on_what_belongs_to_the_page() -> None:
    headers = HTTPHeaderDict(
        {"Content-Type": "text/html", "ETag": '"1"', "Content-Length": "3", "Connection": "close"}
    )

    assert forwarded_headers(headers) == {"ETag": '"1"'}, "the server says the others itself"


@pytest.mark.parametrize("path", ["/", "/ar/index.html", "/assets/hub.0123456789ab.css", "/en/toolkits/a-b/"])
def test_the_viewer_shows_the_pages_of_the_hub(path: str) -> None:
    assert PAGE.fullmatch(path)


@pytest.mark.parametrize(
    "path",
    [
        "/_ministack/ses/messages",
        "/en/../_ministack/ses/messages",
        "/en/%2e%2e/_ministack/ses/messages",
        "//_ministack/ses/messages",
        "http://other.example/",
        "/en/index.html?list-type=2",
    ],
)
def test_the_viewer_shows_nothing_else_of_the_embedded_aws(path: str) -> None:
    assert not PAGE.fullmatch(path)


@pytest.mark.enable_socket
def test_the_viewer_fetches_a_page_as_the_cdn_has_it() -> None:
    page = Answer(content_type="text/html", headers={"ETag": '"1"'}, body="<p>أمل</p>".encode())
    asked: list[Request] = []

    def cdn(request: Request) -> Answer:
        asked.append(request)
        return page

    with LoopbackServer(cdn) as embedded, HubViewer(hub_behind(embedded.url)) as viewer:
        answer = urllib3.request("GET", f"{viewer.url}/ar/index.html")
        head = urllib3.request("HEAD", f"{viewer.url}/ar/index.html")
        refused = urllib3.request("GET", f"{viewer.url}/_ministack/health")

    assert (answer.status, answer.data, answer.headers["ETag"]) == (200, page.body, '"1"')
    assert answer.headers["Content-Type"] == "text/html"
    assert (head.status, head.data, head.headers["Content-Length"]) == (200, b"", str(len(page.body)))
    assert refused.status == 404
    assert [request.headers["host"] for request in asked] == ["hub.cloudfront.net"] * 2


@pytest.mark.enable_socket
def test_the_viewer_says_when_the_embedded_aws_is_gone() -> None:
    with LoopbackServer(lambda request: None) as embedded, HubViewer(hub_behind(embedded.url)) as viewer:
        assert urllib3.request("GET", f"{viewer.url}/").status == 502


def hub_behind(endpoint: str) -> Deployment:
    deployment = Deployment("unit", session_at(endpoint))
    deployment.outputs = {"HubUrl": "https://hub.cloudfront.net"}
    return deployment
