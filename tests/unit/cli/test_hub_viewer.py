import pytest
from urllib3 import HTTPHeaderDict

from campaign_cli.hub_viewer import PAGE, forwarded_headers


def test_the_viewer_never_sends_a_browser_to_https() -> None:
    """It speaks HTTP alone, on a port of its own."""
    headers = HTTPHeaderDict(
        {
            "Content-Security-Policy": "default-src 'none'; style-src 'self'; upgrade-insecure-requests",
            "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
        }
    )

    assert forwarded_headers(headers) == [
        ("Content-Security-Policy", "default-src 'none'; style-src 'self'"),
    ]


def test_the_viewer_passes_on_what_belongs_to_the_page() -> None:
    headers = HTTPHeaderDict(
        {"Content-Type": "text/html", "ETag": '"1"', "Content-Length": "3", "Connection": "close"}
    )

    assert forwarded_headers(headers) == [("Content-Type", "text/html"), ("ETag", '"1"')]


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
