from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from plugfest.simulator.device import Call, Clock, Device, Refusal, Reply
from plugfest.simulator.device.formation import validator

Ask = Callable[..., Reply]


def must_be_valid(calls: Iterable[Call]) -> tuple[Call, ...]:
    kept = tuple(calls)
    for call in kept:
        validator(f"{call.action}Request").validate(call.payload)
    return kept


@pytest.fixture
def device() -> Device:
    return Device(identity="CS1", clock=Clock(behind=7200))


@pytest.fixture
def checked() -> Callable[[Iterable[Call]], tuple[Call, ...]]:
    """Gives calls back that are valid by their schemas."""
    return must_be_valid


@pytest.fixture
def ask(device: Device) -> Ask:
    """Asks the device something well formed; whatever comes back is well formed too."""

    def asking(action: str, **payload: Any) -> Reply:
        validator(f"{action}Request").validate(payload)
        reply = device.reply(action, payload)
        if not isinstance(reply.answer, Refusal):
            validator(f"{action}Response").validate(reply.answer)
        must_be_valid(reply.then)
        return reply

    return asking


@pytest.fixture
def status(ask: Ask) -> Callable[..., str]:
    """Asks, and gives back the status of the answer."""

    def asking(action: str, **payload: Any) -> str:
        answer = ask(action, **payload).answer
        assert not isinstance(answer, Refusal)
        return str(answer["status"])

    return asking


@pytest.fixture
def token() -> dict[str, Any]:
    return {"idToken": "DEADBEEF", "type": "ISO14443"}


@pytest.fixture
def later() -> Callable[[float], str]:
    """A moment that many seconds from now, as OCPP writes it."""
    return lambda seconds: (datetime.now(UTC) + timedelta(seconds=seconds)).isoformat().replace("+00:00", "Z")
