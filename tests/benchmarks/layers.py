"""How large the layers are, unzipped, as they are built for Lambda."""

import tempfile
from collections.abc import Mapping
from pathlib import Path

from tests.infrastructure.test_layers import AWS, MEGABYTES, build


def measure() -> dict[str, float]:
    """Megabytes by layer."""
    with tempfile.TemporaryDirectory() as folder:
        return {layer: build(layer, Path(folder) / layer, AWS).megabytes for layer in MEGABYTES}


def table(sizes: Mapping[str, float]) -> list[str]:
    return [
        "Layers, unzipped, for Lambda",
        *(f"  {layer:<14} {size:5.1f} MB, the bar is {MEGABYTES[layer]:g}" for layer, size in sizes.items()),
    ]


def missed(sizes: Mapping[str, float]) -> list[str]:
    return [
        f"{layer}: {size:.1f} MB unzipped, the bar is {MEGABYTES[layer]:g}"
        for layer, size in sizes.items()
        if size > MEGABYTES[layer]
    ]
