"""Plays of the kinds that there are: passed, violated, refused, silent, relayed."""

from __future__ import annotations

from plugfest.reports.record import Play
from support.synthetic_trace import Trace


def reset(violated: bool = False, station: str = "PF-0001") -> Play:
    """A reset with a transaction running: an order, calls both ways, a reboot; violated: evseId was there."""
    trace = Trace(station)
    trace.boot()
    trace.state, trace.part = "EnergyTransferStarted", "begin"
    _, answer = trace.exchange(
        "station",
        "Authorize",
        {"idToken": {"idToken": "D001AA", "type": "ISO14443"}},
        {"idTokenInfo": {"status": "Accepted"}},
    )
    trace.demand(answer, "idTokenInfo.status", 'must be "Accepted"', "Accepted")
    for number, trigger in enumerate(("Authorized", "CablePluggedIn", "ChargingStateChanged")):
        event = {
            "eventType": "Started" if not number else "Updated",
            "timestamp": "2026-11-22T08:00:00.100Z",
            "triggerReason": trigger,
            "seqNo": number,
            "transactionInfo": {"transactionId": "5f4c2b2e-93d5-4be3-8a3e-2f3b3f0d7f11", "chargingState": "Charging"},
            "evse": {"id": 1, "connectorId": 1},
            "meterValue": [
                {
                    "timestamp": "2026-11-22T08:00:00.100Z",
                    "sampledValue": [
                        {"value": 12.5, "measurand": "Energy.Active.Import.Register", "unitOfMeasure": {"unit": "Wh"}}
                    ],
                }
            ],
        }
        trace.exchange("station", "TransactionEvent", event, {})
    trace.state, trace.part, trace.step = None, "main", None
    order = trace.asks("Reset", "reset at once", type="Immediate")
    trace.step = 1
    request = {"type": "Immediate"} | ({"evseId": 1} if violated else {})
    trace.messages += 1
    call = trace.frame("csms", [2, f"c-{station}-{trace.messages:04d}", "Reset", request], "Reset")
    trace.demand(call, "type", 'must be "Immediate"', "Immediate", expected="Immediate")
    trace.demand(
        call,
        "evseId",
        "must be absent",
        1 if violated else None,
        "violated" if violated else "met",
        present=violated,
        source="erratum 6.2.15",
    )
    trace.demand(call, "customData", "must be absent", {"vendorId": "x"}, "violated", weight="beyond")
    trace.step = 2
    trace.frame("station", [3, f"c-{station}-{trace.messages:04d}", {"status": "Accepted"}], "Reset", answers=call)
    trace.placed("outcome", order=order, outcome="done", text="the station answered Accepted")
    trace.step = 3
    event = {
        "eventType": "Ended",
        "timestamp": "2026-11-22T08:00:00.300Z",
        "triggerReason": "ResetCommand",
        "seqNo": 3,
        "transactionInfo": {"transactionId": "5f4c2b2e-93d5-4be3-8a3e-2f3b3f0d7f11", "stoppedReason": "ImmediateReset"},
    }
    _, ended = trace.exchange("station", "TransactionEvent", event, {})
    trace.step = 4
    trace.demand(ended, "", "must be an answer", {}, weight="required")
    trace.step = 5
    trace.placed("close", connection=1, by="station", code=1001, reason="reboot")
    trace.waits.append({"for": "the station's reboot", "seconds": 0.2})
    trace.connect()
    trace.trace[-1]["at"] = trace.at = trace.at + 1.2
    _, boot = trace.exchange(
        "station",
        "BootNotification",
        {"chargingStation": {"model": "Plugfest", "vendorName": "plugfest"}, "reason": "RemoteReset"},
        {"currentTime": "2026-11-22T08:00:00.415Z", "interval": 300, "status": "Accepted"},
        connection=2,
    )
    trace.step = 6
    trace.demand(boot, "status", 'must be "Accepted"', "Accepted")
    trace.step = None
    call, _ = trace.exchange(
        "csms",
        "GetVariables",
        {"getVariableData": [{"component": {"name": "OCPPCommCtrlr"}, "variable": {"name": "HeartbeatInterval"}}]},
        {
            "getVariableResult": [
                {
                    "attributeStatus": "Accepted",
                    "attributeValue": "300",
                    "component": {"name": "OCPPCommCtrlr"},
                    "variable": {"name": "HeartbeatInterval"},
                }
            ]
        },
        unexpected=True,
    )
    trace.placed("note", text="A GetVariables that no step expected was answered.", habit=False)
    trace.demand(call, "", "must fit its JSON schema", None, kind="automatic")
    trace.alive()
    if violated:
        return trace.play("FAIL", "validation-violated", "step 1: ResetRequest: evseId must be absent, was 1")
    return trace.play()


def refusal(flaw: str, let_in: bool = False, station: str = "PF-0001") -> Play:
    """A client certificate that must be refused, and the good one that must be let in."""
    trace = Trace(station, f"{flaw} certificate", security_profile=3, flaw=flaw)
    tls = {"version": "TLSv1.2", "cipher": "ECDHE-ECDSA-AES128-GCM-SHA256", "server_certificate": "CN=localhost"}
    certificate = {"security_profile": 3, "credentials": "certificate", "url": f"wss://localhost:9002/{station}"}
    trace.step = 1
    if let_in:
        options = trace.connect(**certificate, certificate=f"CN={station} ({flaw})", tls=tls)
    else:
        options = trace.connect(
            **certificate,
            certificate=f"CN={station} ({flaw})",
            tls=None,
            http=None,
            accepted=False,
            subprotocol=None,
            refused_by="TLS",
            detail="tlsv1 alert unknown ca",
        )
    trace.step = 4
    trace.demand(
        options,
        "",
        "must be refused by TLS, HTTP or a close",
        "accepted" if let_in else "TLS",
        "violated" if let_in else "met",
    )
    trace.step = 5
    entry = trace.connect(**certificate, certificate=f"CN={station}", tls=tls | {"version": "TLSv1.3"})
    trace.step = 10
    trace.demand(entry, "subprotocol", 'must be "ocpp2.0.1"', "ocpp2.0.1")
    trace.alive()
    if let_in:
        return trace.play("FAIL", "validation-violated", "step 4: the connection must be refused, was let in")
    return trace.play()


def missing(station: str = "PF-0001") -> Play:
    """An order was accepted, and its message never came."""
    trace = Trace(station)
    trace.boot()
    order = trace.asks("ClearCache", "clear the authorization cache", "accepted")
    trace.placed("outcome", order=order, outcome="accepted", text="202 Accepted")
    trace.step = 1
    trace.waits.append({"for": "the order's ClearCacheRequest", "seconds": 30.0})
    trace.placed("silence", after=30.0, seconds=30.0, text="no ClearCache came")
    trace.demand(None, "", "must come within 30 s", None, "violated", subject="ClearCacheRequest", present=False)
    return trace.play("FAIL", "message-missing", "step 1: no ClearCacheRequest came within 30 s of the order")


def refused_order(station: str = "PF-0001") -> Play:
    """The operator's API broke."""
    trace = Trace(station)
    trace.boot()
    order = trace.asks("UnlockConnector", "unlock connector 1 of EVSE 1", "failed", "500 Internal Server Error")
    trace.placed("outcome", order=order, outcome="failed", text="500 Internal Server Error")
    return trace.play("INCONCLUSIVE", "order-failed", "the operator API answered 500 to 'unlock connector 1 of EVSE 1'")


def schema_broken(station: str = "PF-0001") -> Play:
    """A message that does not fit its schema, with an answer in CALLERROR."""
    trace = Trace(station)
    trace.boot()
    trace.step = 1
    call = trace.frame("csms", [2, "c-1", "SetChargingProfile", {"evseId": "one"}], "SetChargingProfile")
    trace.demand(
        call,
        "evseId",
        "must be an integer",
        "one",
        "violated",
        kind="automatic",
        text='SetChargingProfileRequest breaks its JSON schema: evseId must be an integer, was "one"',
    )
    trace.frame("station", [4, "c-1", "TypeConstraintViolation", "evseId", {}], "SetChargingProfile", answers=call)
    return trace.play(
        "FAIL", "schema", 'SetChargingProfileRequest breaks its JSON schema: evseId must be an integer, was "one"'
    )


def relayed(station: str = "PF-0001") -> Play:
    """A pass that rests partly on content that plugfest supplied."""
    trace = Trace(station)
    trace.boot()
    trace.asks("LimitCharging", "limit EVSE 1 to 6 A", evse=1, limit=6)
    trace.orders[-1]["supplied"] = {"chargingProfilePurpose": "TxDefaultProfile"}
    trace.step = 1
    profile = {
        "id": 3,
        "stackLevel": 0,
        "chargingProfilePurpose": "TxDefaultProfile",
        "chargingProfileKind": "Absolute",
        "chargingSchedule": [
            {
                "id": 1,
                "chargingRateUnit": "A",
                "chargingSchedulePeriod": [{"startPeriod": 60 * n, "limit": 6.0 + n} for n in range(12)],
            }
        ],
    }
    call, _ = trace.exchange(
        "csms", "SetChargingProfile", {"evseId": 1, "chargingProfile": profile}, {"status": "Accepted"}
    )
    trace.demand(call, "evseId", "must be 1", 1)
    trace.demand(
        call, "chargingProfile.chargingProfilePurpose", 'must be "TxDefaultProfile"', "TxDefaultProfile", "relayed"
    )
    trace.demand(
        call, "chargingProfile.validFrom", "should be present", None, "violated", weight="advised", present=False
    )
    trace.alive()
    return trace.play()


HOSTILE = '</pre></details></script><script>window.hacked=1</script><img src=x onerror="window.hacked=1">\'"`&lt;'


def hostile(station: str = "PF-0001", frames: int = 200) -> Play:
    """A CSMS that sends markup, control characters, endless strings, invalid UTF-8 and far too much."""
    trace = Trace(station, HOSTILE)
    trace.boot()
    trace.connect(accepted=False, refused_by="HTTP", subprotocol=None, detail=HOSTILE, url=f"ws://x/{HOSTILE}")
    trace.trace[-1]["http"] = {"status": 401, "reason": HOSTILE, "headers": [[HOSTILE, HOSTILE]] * 500, "body": HOSTILE}
    trace.asks(HOSTILE, HOSTILE, "failed", HOSTILE, **{HOSTILE: HOSTILE})
    trace.step = 1
    call = trace.frame("csms", [2, HOSTILE, HOSTILE, {HOSTILE: HOSTILE, "z": "\u202edesrever\x00\x1b[31m"}], HOSTILE)
    trace.demand(call, HOSTILE, HOSTILE, HOSTILE, "violated", text=HOSTILE, source=HOSTILE, expected={HOSTILE: HOSTILE})
    trace.frame("csms", "\x00\x1b]0;title\x07" + "A" * 1_000_000)
    trace.frame("csms", "[" * 20_000)
    trace.frame("csms", "", opcode="binary", base64="//79/Dwvc2NyaXB0Pg==", size=13)
    for number in range(frames):
        trace.frame("csms", [2, f"flood-{number}", "Flood", {"number": number, "text": HOSTILE}], "Flood")
    trace.placed("close", connection=1, by="csms", code=1007, reason=HOSTILE)
    trace.placed("note", text=HOSTILE)
    trace.placed("silence", seconds=1.0, text=HOSTILE)
    return trace.play("FAIL", "validation-violated", HOSTILE)
