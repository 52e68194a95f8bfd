"""The campaign's app at TikTok."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class AppCredentials:
    """`client_secrets`: the one in force, then its successor while it is being rotated."""

    client_key: str
    client_secrets: tuple[str, ...] = field(repr=False)
