"""Surplus requests: requests of the CSMS that no step expects and that it should not send."""

import json
from itertools import count
from typing import Any

import pytest

from plugfest.scenarios.context.surplus import STATE_CHANGING, UnaskedRequests
from plugfest.scenarios.context.trace import Trace
from plugfest.scenarios.intents import Reset, Trigger
from plugfest.scenarios.operators.protocol import Order
from plugfest.simulator.protocol.frames import read_frame
from plugfest.simulator.protocol.schemas import requests_of_a_csms
from plugfest.simulator.station import Received

NUMBERS = count(1)


class Conversation:
    """A trace, and the requests of it that were unasked."""

    def __init__(self) -> None:
        self.trace = Trace()
        self.trace.part = "main"
        self.unasked = UnaskedRequests(self.trace)

    def came(self, action: str, *, taken: bool = False, registration: str | None = "Accepted", **payload: Any) -> int:
        frame = read_frame(json.dumps([2, str(next(NUMBERS)), action, payload]))
        entry = self.trace.received(1, frame, None, None)
        if not taken:
            self.trace.entries[entry]["unexpected"] = True
            self.unasked.add(Received(frame, entry, 1), registration)
        return entry

    def surplus(self, *orders: Order) -> list[str]:
        return [f"{each.action} {each.says}" for each in self.unasked.surplus(list(orders))]


@pytest.fixture
def conversation() -> Conversation:
    return Conversation()


def test_unsolicited_state_change_is_surplus_and_a_read_is_not(conversation: Conversation) -> None:
    conversation.came("ClearCache")
    conversation.came("GetLocalListVersion")
    assert conversation.surplus() == ["ClearCache must not be sent unasked, as it changes the station's state"]


def test_repeated_order_is_surplus(conversation: Conversation) -> None:
    order = Order(1, Trigger("Heartbeat"), "CS1")
    conversation.came("TriggerMessage", taken=True, requestedMessage="Heartbeat")
    conversation.came("TriggerMessage", requestedMessage="BootNotification")
    assert conversation.surplus(order) == []
    conversation.came("TriggerMessage", requestedMessage="Heartbeat")
    assert conversation.surplus(order) == ["TriggerMessage must not be sent again for an order that was given once"]


def test_request_to_a_rejected_station_is_surplus(conversation: Conversation) -> None:
    conversation.came("GetVariables", registration="Rejected")
    (said,) = conversation.surplus()
    assert said == "GetVariables must not be sent to a station whose boot was rejected (B03.FR.03)"


def test_request_taken_by_a_step_is_not_surplus(conversation: Conversation) -> None:
    entry = conversation.came("Reset", type="OnIdle")
    conversation.trace.entries[entry].pop("unexpected")
    assert conversation.surplus(Order(1, Reset("OnIdle"), "CS1")) == []


def test_every_state_changing_request_is_a_csms_request() -> None:
    assert requests_of_a_csms() >= STATE_CHANGING
