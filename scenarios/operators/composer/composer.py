"""Composes the payload of an order's OCPP request."""

from typing import Any

from plugfest.scenarios.config.description import CsmsDescription
from plugfest.scenarios.operators.composer import (  # noqa: F401  each module registers what it composes
    charging,
    display,
    field,
    local_list,
    provisioning,
    security,
    smart_charging,
)
from plugfest.scenarios.operators.composer.memory import COMPOSERS, Memory
from plugfest.scenarios.operators.protocol import Order


class Composer:
    """Does the work of a CSMS between an order and its message: chooses ids, times, versions, profiles.

    The chosen ids are stored in `order.created`: requestId, reservationId, remoteStartId, profileId, messageId.
    """

    def __init__(self, description: CsmsDescription) -> None:
        self._memory = Memory(description.configured)

    def compose(self, order: Order) -> dict[str, Any]:
        """Return the payload of `order.intent.action`, valid by its JSON schema."""
        return COMPOSERS[type(order.intent)](order.intent, order, self._memory)
