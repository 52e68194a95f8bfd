"""Settings from environment variables, checked once when a function starts.

Written by hand: pydantic-settings costs 142 ms of CPU at every cold start (measured; docs/decisions.md).
"""

import os
from collections.abc import Mapping
from dataclasses import MISSING, fields
from typing import Any, TypeVar

T = TypeVar("T")


class SettingsError(Exception):
    """Every fault at once: a function with a wrong setting must not start."""


def _comma_separated(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


_READERS: dict[Any, Any] = {str: str, int: int, tuple[str, ...]: _comma_separated}


def from_environment(kind: type[T], environment: Mapping[str, str] = os.environ) -> T:
    """Fill the dataclass `kind` from variables named like its fields in capitals.

    Fields may be str, int or tuple[str, ...] (comma separated). Raises SettingsError naming each variable
    that is missing or unreadable.
    """
    values: dict[str, Any] = {}
    faults: list[str] = []
    for field in fields(kind):  # type: ignore[arg-type]  # any dataclass: typeshed's protocol is private
        name = field.name.upper()
        text = environment.get(name)
        if text is None:
            if field.default is MISSING:
                faults.append(f"{name}: missing; set it on the function in template.yaml")
            continue
        try:
            values[field.name] = _READERS[field.type](text)
        except ValueError:
            faults.append(f"{name}: not a whole number; correct it in template.yaml")
    if faults:
        raise SettingsError("; ".join(faults))
    return kind(**values)
