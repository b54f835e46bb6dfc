"""Messages between a device and its connection."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

Payload = Mapping[str, Any]
"""The payload of a request or an answer, with OCPP's own camelCase names."""

Registration = Literal["Accepted", "Pending", "Rejected"]
"""The status of a BootNotificationResponse."""


@dataclass(frozen=True)
class Call:
    """A request that the station wants to send."""

    action: str
    payload: dict[str, Any]


class LateCall(Call):
    """A request that is composed when it is sent: what it says is what holds then."""

    def __init__(self, action: str, compose: Callable[[], dict[str, Any]]) -> None:
        # What the base class has as a field is a property here.
        object.__setattr__(self, "action", action)
        object.__setattr__(self, "_compose", compose)

    @cached_property
    def payload(self) -> dict[str, Any]:
        """The payload, composed once."""
        compose: Callable[[], dict[str, Any]] = self._compose  # type: ignore[attr-defined]  # set above
        return compose()


@dataclass(frozen=True)
class Refusal:
    """A request answered by a CALLERROR, with one of Part 4's error codes."""

    code: str
    description: str = ""


@dataclass(frozen=True)
class Reply:
    """The answer to a request, and the messages that follow it.

    `then` has messages that belong to the answer: the parts of a report, a triggered message, the new status of a
    connector. Long work (charging, downloading, uploading) is not included: the user of the station does it later.
    """

    answer: dict[str, Any] | Refusal
    then: tuple[Call, ...] = ()


Handler = Callable[[Payload], Reply]
"""Answers one kind of request."""


def status(value: str, reason: str = "", info: str = "", **more: Any) -> dict[str, Any]:
    """Return an answer with a status and a reason: reason code (Part 2, appendix 5) and text."""
    answer: dict[str, Any] = {"status": value, **more}
    if reason:
        answer["statusInfo"] = status_info(reason, info)
    return answer


def status_info(reason: str, info: str = "") -> dict[str, Any]:
    """Return a StatusInfoType: a reason code of at most 20 characters and, if there is any, free text."""
    return {"reasonCode": reason[:20], **({"additionalInfo": info[:512]} if info else {})}
