"""How the public addresses of a deployment are reached from this machine."""

from typing import NamedTuple
from urllib.parse import urlsplit

from campaign_cli.deployment import Deployment


class Reach(NamedTuple):
    """Where to send a request, and the headers that it needs to arrive."""

    url: str
    headers: dict[str, str]


def reach(deployment: Deployment, url: str) -> Reach:
    """The address `url` of the deployment, as it stands on AWS; through the one port of an embedded AWS."""
    endpoint = embedded_endpoint(deployment)
    return Reach(url, {}) if endpoint is None else reach_through(endpoint, url)


def embedded_endpoint(deployment: Deployment) -> str | None:
    """Where the embedded AWS listens; None for a stack on AWS, which is only ever reached over TLS."""
    endpoint = deployment.client("cloudformation").meta.endpoint_url
    return endpoint if urlsplit(endpoint).scheme == "http" else None


def reach_through(endpoint: str, url: str) -> Reach:
    """An embedded AWS tells function URLs, APIs and distributions apart by the Host header alone.

    The protocol header says that the reader asked for HTTPS: the CDN redirects everyone else.
    """
    target = urlsplit(url)
    path = target.path + (f"?{target.query}" if target.query else "")
    return Reach(endpoint + path, {"Host": _embedded_host(target.netloc), "X-Forwarded-Proto": "https"})


def _embedded_host(host: str) -> str:
    """Only APIs have another name there: `<id>.execute-api.localhost`."""
    api, separator, _ = host.partition(".execute-api.")
    return f"{api}.execute-api.localhost" if separator else host
