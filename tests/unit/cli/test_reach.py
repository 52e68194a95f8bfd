import pytest

from campaign_cli.reach import reach_through

ENDPOINT = "http://127.0.0.1:41234"


@pytest.mark.parametrize(
    ("url", "sent_to", "host"),
    [
        (
            "https://c374ff86.execute-api.eu-west-1.amazonaws.com/v1/videos?limit=5",
            f"{ENDPOINT}/v1/videos?limit=5",
            "c374ff86.execute-api.localhost",
        ),
        (
            "https://8lbcxlzufkf456rv.lambda-url.eu-west-1.on.aws/",
            f"{ENDPOINT}/",
            "8lbcxlzufkf456rv.lambda-url.eu-west-1.on.aws",
        ),
        (
            "https://dlfh7q6avldd87.cloudfront.net/ar/index.html",
            f"{ENDPOINT}/ar/index.html",
            "dlfh7q6avldd87.cloudfront.net",
        ),
    ],
    ids=["an API", "a function URL", "the CDN"],
)
def test_a_public_address_is_reached_through_the_one_port_by_its_host(
    url: str, sent_to: str, host: str
) -> None:
    reached = reach_through(ENDPOINT, url)

    assert reached.url == sent_to
    assert reached.headers == {"Host": host, "X-Forwarded-Proto": "https"}
