"""An announcement's key as a tag of a mail, and back."""

from base64 import urlsafe_b64decode, urlsafe_b64encode


def tag_of(key: str) -> str:
    """SES's tags hold letters, digits, `-` and `_` alone, at most 256 of them:
    https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_MessageTag.html"""
    return urlsafe_b64encode(key.encode()).decode().rstrip("=")


def key_in(tag: str) -> str:
    """Raises ValueError for what is no such tag."""
    return urlsafe_b64decode(tag + "=" * (-len(tag) % 4)).decode()
