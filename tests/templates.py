"""The templates as plain data, for tests of the rules that all of them obey."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cfnlint.decode import cfn_yaml

ROOT = Path(__file__).parents[1]
NESTED = sorted(path.stem for path in (ROOT / "infrastructure").glob("*.yaml"))


def load(path: Path) -> dict[str, Any]:
    """Intrinsic functions come in their long form: `!Ref X` as {"Ref": "X"}."""
    loaded: dict[str, Any] = cfn_yaml.load(str(path))
    return loaded


APPLICATION = load(ROOT / "template.yaml")
INFRASTRUCTURE = {name: load(ROOT / "infrastructure" / f"{name}.yaml") for name in NESTED}


def resources(kind: str, templates: dict[str, dict[str, Any]] = INFRASTRUCTURE) -> dict[str, dict[str, Any]]:
    """All resources of one type in the nested templates, by logical name."""
    return {
        name: resource
        for template in templates.values()
        for name, resource in template["Resources"].items()
        if resource["Type"] == kind
    }


def functions() -> dict[str, dict[str, Any]]:
    """The properties of each function, by its folder's name."""
    return {
        resource["Properties"]["CodeUri"].removeprefix("functions/"): resource["Properties"]
        for resource in APPLICATION["Resources"].values()
        if resource["Type"] == "AWS::Serverless::Function"
    }


def queue_triggers() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """(function, logical name of its queue, the trigger's properties)."""
    for function, properties in functions().items():
        for event in properties.get("Events", {}).values():
            if event["Type"] == "SQS":
                output = event["Properties"]["Queue"]["Fn::GetAtt"]
                name = ".".join(output) if isinstance(output, list) else output
                yield (
                    function,
                    name.removeprefix("Messaging.Outputs.").removesuffix("Arn"),
                    event["Properties"],
                )


def statements() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every statement of every policy that gives a role its rights: (policy's resource, statement)."""
    for kind in ("AWS::IAM::Role", "AWS::IAM::Policy", "AWS::IAM::ManagedPolicy"):
        for name, resource in resources(kind).items():
            properties = resource["Properties"]
            documents = [policy["PolicyDocument"] for policy in properties.get("Policies", [])]
            if "PolicyDocument" in properties:
                documents.append(properties["PolicyDocument"])
            for document in documents:
                for statement in document["Statement"]:
                    yield name, statement


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
