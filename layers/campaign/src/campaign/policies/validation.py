"""From the bytes of a bundle to the policy, or to every fault in it at once."""

from pydantic import ValidationError

from campaign.publications.bundle import unpack
from campaign.publications.faults import Fault
from campaign.publications.front_matter import read_fields
from campaign.publications.texts import check_characters, field_faults, text_of
from campaign.videos.policy import Policy

POLICY_FILE = "policy.yaml"
_REMEDIES = {name: field.description for name, field in Policy.model_fields.items()}


def read_policy(bundle: bytes) -> Policy | tuple[Fault, ...]:
    """The policy, or every fault, sorted by file and line."""
    files, faults = unpack(bundle, [POLICY_FILE])
    if POLICY_FILE not in files:
        return tuple(faults)
    text = text_of(POLICY_FILE, files[POLICY_FILE])
    if isinstance(text, Fault):
        return (*faults, text)
    fields = read_fields(POLICY_FILE, text, first_line=1)
    faults += check_characters(POLICY_FILE, text) + fields.faults
    if fields.values is not None:
        try:
            policy = Policy.model_validate(fields.values)
        except ValidationError as error:
            faults += field_faults(fields, error, _REMEDIES)
    if faults:
        return tuple(sorted(faults, key=lambda fault: (fault.file, fault.line)))
    return policy
