"""Bundles to test with."""

import warnings
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from campaign.publications.toolkit import Expert, Language, ToolkitContent, ToolkitText

TITLES: dict[Language, str] = {"en": "Supporting a friend", "ar": "كيف تساند صديقًا"}


def half(language: Language = "en", *, body: str = "Ask, and listen.\n", **fields: str | None) -> str:
    """A valid half; a field given as None is left out, another text replaces its value."""
    values: dict[str, str | None] = {
        "title": TITLES[language],
        "summary": "How to be there.",
        "version": "1.0.0",
        "experts": "[{name: Dr Mariam Al Hashmi, role: psychologist}]",
        "change_note": "First edition.",
    }
    values |= fields
    head = "\n".join(f"{name}: {value}" for name, value in values.items() if value is not None)
    return f"---\n{head}\n---\n{body}"


def zipped(files: dict[str, str | bytes]) -> bytes:
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return packed.getvalue()


def bundle(**fields: Any) -> bytes:
    """A valid bundle; fields are those of `half`, for both halves."""
    return zipped({"en.md": half("en", **fields), "ar.md": half("ar", **fields)})


def zipped_twice(name: str) -> bytes:
    """A zip that holds two files of the same name."""
    packed = BytesIO()
    with ZipFile(packed, "w") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        archive.writestr(name, half())
        archive.writestr(name, half())
    return packed.getvalue()


def content(version: str = "1.0.0", body: str = "Ask, and listen.\n", **fields: str) -> ToolkitContent:
    expert = Expert(name="Dr Mariam Al Hashmi", role="psychologist")
    texts: dict[Language, ToolkitText] = {
        language: ToolkitText.model_validate(
            {
                "title": title,
                "summary": "How to be there.",
                "version": version,
                "experts": (expert,),
                "change_note": "First edition.",
                "body": body,
            }
            | fields
        )
        for language, title in TITLES.items()
    }
    return ToolkitContent(version=version, texts=texts)
