"""Each layer's artifact holds the wheels of its target alone: what imports on this host may not on Lambda."""

import platform
import re
import subprocess
import sys
from dataclasses import dataclass
from email.parser import HeaderParser
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
UV = Path(sys.executable).with_name("uv")


@dataclass(frozen=True)
class Target:
    """`python` as in 3.14; `platform` as uv names it, its processor first."""

    python: str
    platform: str

    @property
    def interpreter(self) -> str:
        return "cp" + self.python.replace(".", "")

    @property
    def processor(self) -> str:
        return self.platform.split("-")[0]


AWS = Target("3.14", "aarch64-manylinux_2_28")
EMBEDDED = Target("3.11", "x86_64-manylinux_2_28")
MEGABYTES = {"CampaignLayer": 14.0, "HubLayer": 25.0, "AudienceLayer": 6.5}
BROUGHT_BY_THE_RUNTIME = {"boto3", "botocore", "urllib3", "s3transfer"}

every_target = pytest.mark.parametrize("target", [AWS, EMBEDDED], ids=["aws", "embedded"], scope="module")
every_layer = pytest.mark.parametrize("layer", sorted(MEGABYTES), scope="module")


@dataclass(frozen=True)
class Artifact:
    """What became /opt: `site` is its folder of packages."""

    folder: Path

    @property
    def site(self) -> Path:
        return self.folder / "python"

    @property
    def megabytes(self) -> float:
        return sum(file.stat().st_size for file in self.folder.rglob("*") if file.is_file()) / 1e6

    @property
    def libraries(self) -> list[Path]:
        return list(self.site.rglob("*.so"))

    @property
    def distributions(self) -> set[str]:
        return {metadata.name.split("-")[0] for metadata in self.site.glob("*.dist-info")}

    @property
    def tags(self) -> set[str]:
        """The compatibility tags of all wheels, such as cp314-cp314-manylinux_2_17_aarch64."""
        wheels = [HeaderParser().parsestr(file.read_text()) for file in self.site.glob("*.dist-info/WHEEL")]
        return {tag for wheel in wheels for tag in wheel.get_all("Tag", [])}


@pytest.fixture(scope="module")
def artifact(layer: str, target: Target, tmp_path_factory: pytest.TempPathFactory) -> Artifact:
    return build(layer, tmp_path_factory.mktemp(layer), target)


def build(layer: str, folder: Path, target: Target | None = None) -> Artifact:
    """As `sam build` does; without a target, for the one that the Makefile takes by itself."""
    chosen = [f"LAYER_PYTHON={target.python}", f"LAYER_PLATFORM={target.platform}"] if target else []
    subprocess.run(
        ["make", "--silent", f"build-{layer}", f"ARTIFACTS_DIR={folder}", f"UV={UV}", *chosen],
        cwd=ROOT / "layers",
        check=True,
    )
    return Artifact(folder)


def accepts(target: Target, tag: str) -> bool:
    """Whether a wheel of this tag runs on the target: abi3 wheels do on every later interpreter."""
    interpreter, abi, system = tag.split("-")
    if system == "any":
        return interpreter in {"py3", "py2"}
    later = abi == "abi3" and int(interpreter[3:]) <= int(target.interpreter[3:])
    return (interpreter == target.interpreter or later) and system.endswith(target.processor)


@every_layer
@every_target
def test_every_wheel_is_of_the_target(artifact: Artifact, target: Target) -> None:
    assert artifact.tags
    assert [tag for tag in artifact.tags if not accepts(target, tag)] == []


@every_layer
@every_target
def test_every_compiled_library_is_of_the_target(artifact: Artifact, target: Target) -> None:
    named = re.compile(rf"\.(cpython-{target.interpreter[2:]}-{target.processor}-linux-gnu|abi3)\.so$")
    machine = {"x86_64": 62, "aarch64": 183}[target.processor]  # e_machine of an ELF header

    assert artifact.libraries
    assert [file.name for file in artifact.libraries if not named.search(file.name)] == []
    assert [file.name for file in artifact.libraries if file.read_bytes()[18] != machine] == []


@every_layer
@every_target
def test_the_size_stays_below_its_bar(artifact: Artifact, layer: str, target: Target) -> None:
    assert artifact.megabytes <= MEGABYTES[layer]


@every_layer
@every_target
def test_nothing_is_packed_that_the_runtime_brings(artifact: Artifact, target: Target) -> None:
    assert artifact.distributions & BROUGHT_BY_THE_RUNTIME == set()


@every_layer
@every_target
def test_no_bytecode_or_test_is_packed(artifact: Artifact, target: Target) -> None:
    assert [path for path in artifact.folder.rglob("*") if path.name in {"__pycache__", "tests"}] == []


def test_a_layer_is_built_for_aws_unless_told_otherwise(tmp_path: Path) -> None:
    libraries = build("CampaignLayer", tmp_path).libraries

    assert sorted(file.name for file in libraries) == [
        "_pydantic_core.cpython-314-aarch64-linux-gnu.so",
        "ahocorasick.cpython-314-aarch64-linux-gnu.so",
    ]


def test_the_campaign_package_is_in_its_layer(tmp_path: Path) -> None:
    assert (build("CampaignLayer", tmp_path).site / "campaign" / "kernel" / "clock.py").is_file()


def test_the_hub_speaks_arabic_and_english_alone(tmp_path: Path) -> None:
    locales = (build("HubLayer", tmp_path).site / "babel" / "locale-data").glob("*.dat")

    assert {file.stem.split("_")[0] for file in locales} == {"ar", "en", "root"}


@pytest.mark.skipif(
    (platform.system(), platform.machine(), sys.version_info[:2]) != ("Linux", "x86_64", (3, 11)),
    reason="the embedded target of these tests is another host",
)
@every_layer
@pytest.mark.parametrize("target", [EMBEDDED], scope="module")
def test_the_hosts_artifact_imports_on_the_host(artifact: Artifact, layer: str, target: Target) -> None:
    modules = {
        "CampaignLayer": "pydantic, standardwebhooks",
        "HubLayer": "yaml, markupsafe, nh3",
        "AudienceLayer": "nacl.secret",
    }[layer]
    script = f"import sys; sys.path.insert(0, {str(artifact.site)!r}); import {modules}"

    subprocess.run([sys.executable, "-I", "-S", "-c", script], check=True)
