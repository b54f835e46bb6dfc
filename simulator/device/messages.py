"""The messages that pass between a device and whoever connects it to a CSMS."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Refusal:
    """A request answered by a CALLERROR, with one of Part 4's error codes."""

    code: str
    description: str = ""


@dataclass(frozen=True)
class Reply:
    """The answer to a request, and what a real station sends right after it.

    `then` holds messages that belong to the answer: the pages of a report, the message that was triggered, the
    new status of a connector. Long work (charging, downloading, uploading) is not in it: whoever plays the station
    does that work in its own time.
    """

    answer: dict[str, Any] | Refusal
    then: tuple[Call, ...] = ()


Handler = Callable[[Payload], Reply]
"""Answers one kind of request."""


def status(value: str, reason: str = "", info: str = "", **more: Any) -> dict[str, Any]:
    """Return an answer of the common shape: a status, and why, as a reason code (Part 2, appendix 5) and free text."""
    answer: dict[str, Any] = {"status": value, **more}
    if reason:
        answer["statusInfo"] = status_info(reason, info)
    return answer


def status_info(reason: str, info: str = "") -> dict[str, Any]:
    """Return a StatusInfoType: a reason code of at most 20 characters and, if there is any, free text."""
    return {"reasonCode": reason[:20], **({"additionalInfo": info[:512]} if info else {})}
