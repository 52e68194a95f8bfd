"""Style sheet, script and pictures, named with the hash of their content: such a file never changes, and is
kept."""

from hashlib import sha256
from pathlib import Path

from campaign.hub.site import SiteFile

_FOLDER = Path(__file__).parent / "assets"
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
}
_FOR_EVER = "public, max-age=31536000, immutable"


def _load(path: Path) -> SiteFile:
    body = path.read_bytes()
    name = f"{path.stem}.{sha256(body).hexdigest()[:12]}{path.suffix}"
    return SiteFile(f"assets/{name}", body, _TYPES[path.suffix], _FOR_EVER)


ASSETS = {path.name: _load(path) for path in sorted(_FOLDER.iterdir())}


def asset_url(name: str) -> str:
    """The address of assets/<name> on the site."""
    return f"/{ASSETS[name].path}"
