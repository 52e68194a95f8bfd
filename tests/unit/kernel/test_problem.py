import pytest
from pydantic import BaseModel, ConfigDict, ValidationError

from campaign.kernel.problem import faults, problem


def test_a_problem_document_has_the_members_of_rfc_9457() -> None:
    assert problem(401, "sign it", correlation_id="request-1") == {
        "type": "about:blank",
        "title": "Unauthorized",
        "status": 401,
        "detail": "sign it",
        "correlation_id": "request-1",
    }


class Closed(BaseModel):
    model_config = ConfigDict(extra="forbid")


def test_a_pointer_is_one_of_rfc_6901() -> None:
    with pytest.raises(ValidationError) as refused:
        Closed.model_validate({"a/b~c": 1})
    assert [fault["pointer"] for fault in faults(refused.value)] == ["/a~1b~0c"]
