from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from plugfest.simulator.device import Device, Reply
from plugfest.simulator.device.clock import rfc3339

Ask = Callable[..., Reply]
Status = Callable[..., str]


def message(number: int, priority: str = "InFront", text: str = "Hello", **more: Any) -> dict[str, Any]:
    return {"id": number, "priority": priority, "message": {"format": "UTF8", "content": text}, **more}


def shown(reply: Reply) -> list[int]:
    return [info["id"] for call in reply.then for info in call.payload["messageInfo"]]


def test_messages_are_set_replaced_read_and_cleared(device: Device, ask: Ask, status: Status) -> None:
    assert status("GetDisplayMessages", requestId=1) == "Unknown"
    assert status("SetDisplayMessage", message=message(1)) == "Accepted"
    assert status("SetDisplayMessage", message=message(1, text="Hi")) == "Accepted"
    reply = ask("GetDisplayMessages", requestId=2)
    assert [call.payload for call in reply.then] == [
        {"requestId": 2, "tbc": False, "messageInfo": [message(1, text="Hi")]}
    ]
    assert device.model.value("DisplayMessageCtrlr", "DisplayMessages") == "1"
    assert status("ClearDisplayMessage", id=1) == "Accepted"
    assert status("ClearDisplayMessage", id=1) == "Unknown"


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, [1, 2, 3]),
        ({"id": [1, 3, 9]}, [1, 3]),
        ({"priority": "NormalCycle"}, [2]),
        ({"state": "Charging"}, [3]),
        ({"state": "Charging", "priority": "NormalCycle"}, []),
        ({"id": [9]}, []),
    ],
)
def test_messages_are_read_by_id_priority_and_state(
    ask: Ask, status: Status, asked: dict[str, Any], found: list[int]
) -> None:
    for one in (message(1), message(2, "NormalCycle"), message(3, state="Charging")):
        status("SetDisplayMessage", message=one)
    reply = ask("GetDisplayMessages", requestId=1, **asked)
    assert shown(reply) == found
    assert isinstance(reply.answer, dict)
    assert reply.answer["status"] == ("Accepted" if found else "Unknown")


def test_many_messages_are_sent_in_parts(ask: Ask, status: Status) -> None:
    answers = [status("SetDisplayMessage", message=message(number)) for number in range(21)]
    assert answers == ["Accepted"] * 20 + ["Rejected"]
    reply = ask("GetDisplayMessages", requestId=1)
    assert shown(reply) == list(range(20))
    assert [call.payload["tbc"] for call in reply.then] == [True, True, False]


def test_new_always_front_message_replaces_the_previous_one(device: Device, status: Status) -> None:
    status("SetDisplayMessage", message=message(1, "AlwaysFront"))
    status("SetDisplayMessage", message=message(2, "AlwaysFront"))
    assert list(device.display.messages) == [2]


def test_messages_end_with_their_time_and_their_transaction(device: Device, status: Status) -> None:
    transaction = device.begin_transaction(1, 1)
    end = rfc3339(device.clock.now() + timedelta(seconds=60))
    assert status("SetDisplayMessage", message=message(1, endDateTime=end)) == "Accepted"
    assert status("SetDisplayMessage", message=message(2, transactionId=transaction.id)) == "Accepted"
    device.clock.advance(61)
    assert list(device.display.messages) == [2]
    assert status("SetDisplayMessage", message=message(1, endDateTime=end)) == "Rejected"
    transaction.event("Ended", "EVDeparted")
    assert list(device.display.messages) == []
    assert status("SetDisplayMessage", message=message(2, transactionId=transaction.id)) == "UnknownTransaction"


def test_unsupported_messages_are_refused(device: Device, status: Status) -> None:
    device.model.put("DisplayMessageCtrlr", "SupportedPriorities", "InFront")
    device.model.put("DisplayMessageCtrlr", "SupportedFormats", "ASCII")
    assert status("SetDisplayMessage", message=message(1, "NormalCycle")) == "NotSupportedPriority"
    assert status("SetDisplayMessage", message=message(1)) == "NotSupportedMessageFormat"
    device.model.put("DisplayMessageCtrlr", "Enabled", False)
    assert status("SetDisplayMessage", message=message(1)) == "Rejected"
