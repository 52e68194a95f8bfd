"""Subscribers, for the staff who hold their consent."""

from collections.abc import Collection
from http import HTTPStatus
from typing import Any

from aws_lambda_powertools.event_handler.api_gateway import Response, Router

from campaign.api.access import require_group
from campaign.audience.addresses import AddressBox, registered
from campaign.audience.endpoints import Resolver, addresses_of, checked_endpoint
from campaign.audience.signing import SigningKey, webhook_secret
from campaign.audience.storage import Audience
from campaign.audience.subscriber import Channel, Registration
from campaign.kernel.clock import Clock


def subscriber_routes(
    audience: Audience,
    addresses: AddressBox,
    key: SigningKey,
    allowed_hosts: Collection[str],
    clock: Clock,
    resolve: Resolver = addresses_of,
) -> Router:
    """`POST /subscribers`, `DELETE /subscribers/{id}`; for the group `publisher`."""
    router = Router()

    @router.post("/subscribers")
    def register() -> tuple[dict[str, Any], int]:
        """Answers a webhook subscriber's signing secret, this once; addresses are never repeated."""
        require_group(router.current_event.raw_event, "publisher")
        registration = Registration.model_validate_json(router.current_event.decoded_body or "")
        answer: dict[str, Any] = {"id": registration.id, "topics": registration.topics}
        for endpoint in (one.address for one in registration.addresses if one.channel is Channel.WEBHOOK):
            checked_endpoint(endpoint, allowed_hosts, resolve)
            answer["secret"] = webhook_secret(key.value(), registration.id)
        audience.register(registered(registration, addresses, clock))
        return answer, HTTPStatus.CREATED

    @router.delete("/subscribers/<subscriber_id>")
    def remove(subscriber_id: str) -> Response[str]:
        require_group(router.current_event.raw_event, "publisher")
        audience.remove(subscriber_id)
        return Response(status_code=HTTPStatus.NO_CONTENT, body="")

    return router
