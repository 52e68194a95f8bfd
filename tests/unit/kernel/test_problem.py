from campaign.kernel.problem import problem


def test_a_problem_document_has_the_members_of_rfc_9457() -> None:
    assert problem(401, "sign it", correlation_id="request-1") == {
        "type": "about:blank",
        "title": "Unauthorized",
        "status": 401,
        "detail": "sign it",
        "correlation_id": "request-1",
    }
