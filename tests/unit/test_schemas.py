"""What travels between functions is written down, and changes only on purpose."""

from campaign_cli import schemas


def test_the_schemas_in_the_repository_are_those_of_the_models() -> None:
    stored = {path: path.read_text(encoding="utf-8") for path in schemas.FOLDER.glob("*.json")}

    assert stored == schemas.texts(), "run `make schemas`; a breaking change takes a new version number"
