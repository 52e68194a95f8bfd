from urllib3 import HTTPHeaderDict

from campaign_cli.hub_viewer import forwarded_headers


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
