"""Personas: named sets of faults, as of CSMSs in the field."""

from __future__ import annotations

from typing import Final

from plugfest.csms.faults.kinds import AnswerError, AnyFault, Close, CloseOnViolation, Delay, ExtraCall, NoAnswer

PERSONAS: Final[dict[str, tuple[AnyFault, ...]]] = {
    "slow": (Delay(seconds=5.0),),
    "strict": (CloseOnViolation(),),
    "chatty": (
        ExtraCall(
            action="BootNotification", call="GetBaseReport", payload={"requestId": 1, "reportBase": "FullInventory"}
        ),
        ExtraCall(action="Heartbeat", call="GetLocalListVersion"),
        ExtraCall(action="StatusNotification", call="GetInstalledCertificateIds"),
    ),
    "forgetful": (NoAnswer(every=4), Close(after=20)),
    "overloaded": (
        Delay(every=2, seconds=10.0),
        AnswerError(every=5, code="InternalError", description="the server is overloaded"),
    ),
}

DESCRIPTIONS: Final = {
    "slow": "answers every request after 5 seconds",
    "strict": "closes the connection with code 1002 at the first message that breaks OCPP",
    "chatty": "sends a request of its own after boots, heartbeats and status notifications",
    "forgetful": "leaves each fourth request unanswered and drops the connection after 20 requests",
    "overloaded": "answers each second request after 10 seconds and each fifth with a CALLERROR InternalError",
}
