"""What somebody is told whose link is refused at once: a problem document with the reason in both languages."""

from http import HTTPStatus

from aws_lambda_powertools.event_handler import APIGatewayRestResolver, Response

from campaign.api.problems import problem_response
from campaign.submissions.refusal import LinkRefusedError
from campaign.submissions.texts import refusal_messages


def answer_refused_links(app: APIGatewayRestResolver) -> None:
    app.exception_handler(LinkRefusedError)(_refused)


def _refused(error: LinkRefusedError) -> Response[str]:
    return problem_response(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        str(error),
        reason=error.reason,
        messages=refusal_messages(error.reason),
    )
