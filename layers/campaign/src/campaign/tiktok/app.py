"""The campaign's app at TikTok."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class AppCredentials:
    client_key: str
    client_secret: str = field(repr=False)
