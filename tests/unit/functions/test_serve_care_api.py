from typing import Any

import pytest

from tests.unit.aws.user_pool import POOL, cognito
from tests.unit.conftest import FakeLambdaContext
from tests.unit.functions.test_open_cases import MINUTES
from tests.unit.functions.test_sample_events import names, sample
from tests.unit.template_resources import Resources

# status, and a word of the answer
ANSWERED = {
    "list_cases": (200, '"cases":[]'),
    "list_cases_as_moderator": (403, "care-reviewer or lead"),
    "claim_an_unknown_case": (404, "there is none"),
    "delete_an_unknown_case": (404, "there is none"),
    "delete_words_as_reviewer": (403, "lead"),
    "assign_as_reviewer": (403, "lead"),
    "close_without_an_outcome": (422, "/outcome"),
    "show_replies": (200, '{"ar":{},"en":{}}'),
    "show_exposure": (200, '"points":0'),
    "list_colleagues": (200, '"name":"lina@example.org"'),
    "list_colleagues_as_moderator": (403, "care-reviewer or lead"),
    "assign_an_unknown_case": (404, "there is none"),
    "hand_over_to_nobody_in_care": (404, "there is none"),
}


def test_every_sample_is_in_its_table() -> None:
    assert names("serve_care_api") == set(ANSWERED)


@pytest.mark.parametrize("name", sorted(ANSWERED))
def test_the_care_api_answers_a_sample_as_documented(
    name: str,
    resources: Resources,
    load_function: Any,
    lambda_context: FakeLambdaContext,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app = load_function(
        "serve_care_api",
        TABLE_NAME=resources.table_name,
        CARE_KEY_ARN="unused",
        CARE_RETENTION_DAYS=30,
        CARE_EXPOSURE_BUDGET=40,
        USER_POOL_ID=POOL,
        **MINUTES,
    )

    monkeypatch.setattr(app, "client", lambda _: cognito())
    answer = app.handler(sample("serve_care_api", name), lambda_context)

    status, words = ANSWERED[name]
    assert answer["statusCode"] == status
    assert words in answer["body"]
