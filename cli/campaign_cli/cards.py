"""The pictures that networks show beside a link to the hub, one a language, from its own words and drawings.

They are kept in the repository: `make cards` makes them anew when the words or the drawing change. Fonts are
those of this machine, so other machines give other bytes.
"""

import shutil
import subprocess
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory

from campaign.hub.texts import TEXTS
from campaign.publications.kind import LANGUAGES, Language
from campaign_cli.project import ROOT

ASSETS = ROOT / "layers/campaign/src/campaign/hub/assets"
WIDTH, HEIGHT = 1200, 630
"""As networks ask for it."""
MAX_BYTES = 60_000

_STYLE = """
* { box-sizing: border-box; margin: 0; }
body {
  width: 1200px; height: 630px; padding: 0 56px; display: grid; grid-template-columns: 1fr 560px;
  gap: 40px; align-items: center; background: #fbf8f1; color: #1b3034;
}
div { height: 420px; display: flex; flex-direction: column; justify-content: space-between; }
h1 { font: 600 62px/1.2 "Noto Serif", Georgia, serif; text-wrap: balance; }
:lang(ar) h1 { font: 700 66px/1.5 "Noto Sans Arabic", sans-serif; }
p {
  display: flex; gap: 16px; align-items: center; color: #0d635e;
  font: 600 34px/1 "Noto Sans", "Noto Sans Arabic", sans-serif;
}
p img { width: 60px; }
img { display: block; }
"""


def page(language: Language) -> str:
    texts = TEXTS[language]
    title, name = escape(texts["hero"]["title"]), escape(texts["campaign"])
    morning, mark = ((ASSETS / name).as_uri() for name in ("morning.svg", "mark.svg"))
    return (
        f'<!doctype html><html lang="{language}" dir="{texts["direction"]}"><meta charset="utf-8">'
        f'<style>{_STYLE}</style><body><div><h1>{title}</h1><p><img src="{mark}"> <bdi>{name}</bdi></p></div>'
        f'<img src="{morning}" width="560" height="420">'
    )


def make(language: Language, folder: Path) -> bytes:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        raise FileNotFoundError("there is no Chromium on the PATH; install it (Debian: chromium)")
    source, target = folder / f"{language}.html", folder / f"{language}.png"
    source.write_text(page(language), "utf-8")
    options = ["--headless", "--no-sandbox", "--hide-scrollbars", "--force-device-scale-factor=1"]
    size, picture = f"--window-size={WIDTH},{HEIGHT}", f"--screenshot={target}"
    subprocess.run([chromium, *options, size, picture, source.as_uri()], check=True, capture_output=True)
    return target.read_bytes()


def main() -> None:
    with TemporaryDirectory() as folder:
        for language in LANGUAGES:
            picture = make(language, Path(folder))
            if len(picture) > MAX_BYTES:
                raise ValueError(f"card-{language}.png has {len(picture)} bytes; simplify the drawing")
            (ASSETS / f"card-{language}.png").write_bytes(picture)


if __name__ == "__main__":
    main()
