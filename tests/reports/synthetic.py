"""Run records as the engine writes them, made without playing anything."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

from plugfest.reports.record import Case, Footer, Header, Play, RecordWriter

BLOCKS = {"A": 14, "B": 22, "C": 16, "D": 6, "E": 27, "F": 15, "G": 10, "H": 9, "I": 2, "J": 9, "K": 32, "L": 19, "M": 18, "N": 29, "O": 21, "P": 2}  # fmt: skip
PROFILE_OF = {"D": "local-list", "H": "reservation", "I": "user-interface", "K": "smart-charging", "M": "iso15118", "O": "user-interface"}  # fmt: skip
STARTED = "2026-11-22T08:00:00.000Z"


def header(name: str = "compact CSMS", **changes: Any) -> Header:
    made: Header = {
        "kind": "header",
        "format": 1,
        "run": "7d1f7a5e-6f0c-4d53-9c6b-3a1f5be2a0f1",
        "started": STARTED,
        "plugfest": "0.1.0",
        "python": "3.11.7",
        "platform": "Linux-6.1.0-x86_64",
        "edition": "OCPP 2.0.1 Edition 3 (Part 6)",
        "errata": "2025-09",
        "csms": {
            "name": name,
            "description": "The CSMS that plugfest brings",
            "operator": "compact",
            "addresses": {"1": "ws://127.0.0.1:9000/{station}", "2": "wss://localhost:9001/{station}"},
            "claims": {
                "profiles": ["core", "advanced-security", "local-list", "smart-charging", "reservation"],
                "features": {"C-13": True, "C-16": True, "C-44": True, "R-2": False},
                "questions": {"AQ-12": False, "AQ-16": True},
            },
            "configuration": None,
        },
        "options": {"strict": False, "workers": 8, "selection": []},
        "configured": {"transaction_duration": 0.2, "message_timeout": 30, "valid_idtoken": "D001AA"},
        "secrets": "replaced",
    }
    made.update(changes)  # type: ignore[typeddict-item]
    return made


class Trace:
    """Builds one play: what happened, what was demanded of it, what was asked of the operator."""

    def __init__(self, station: str = "PF-0001", label: str = "", **variant: Any) -> None:
        self.station, self.label, self.variant = station, label, variant
        self.at, self.part, self.state, self.messages = 0.0, "main", None, 0
        self.step: int | None = None
        self.trace: list[Any] = []
        self.validations: list[Any] = []
        self.orders: list[Any] = []
        self.waits: list[Any] = []

    def placed(self, kind: str, after: float = 0.004, **members: Any) -> int:
        self.at = round(self.at + after, 6)
        n = len(self.trace)
        entry = {"n": n, "at": self.at, "part": self.part, "state": self.state, "step": self.step, "type": kind}
        self.trace.append(entry | members)
        return n

    def connect(self, **changes: Any) -> int:
        entry = {
            "connection": sum(1 for entry in self.trace if entry["type"] == "connect") + 1,
            "url": f"ws://127.0.0.1:9000/{self.station}",
            "subprotocols": ["ocpp2.0.1"],
            "security_profile": 1,
            "credentials": "basic",
            "certificate": None,
            "tls": None,
            "http": {
                "status": 101,
                "reason": "Switching Protocols",
                "headers": [["Sec-WebSocket-Protocol", "ocpp2.0.1"]],
                "body": "",
            },
            "accepted": True,
            "subprotocol": "ocpp2.0.1",
            "refused_by": None,
            "detail": "let in with ocpp2.0.1",
        }
        return self.placed("connect", **(entry | changes))

    def frame(
        self, sender: str, content: Any, action: str | None = None, answers: int | None = None, **changes: Any
    ) -> int:
        text = content if isinstance(content, str) else json.dumps(content, separators=(",", ":"))
        kind = {2: "CALL", 3: "CALLRESULT", 4: "CALLERROR"}[content[0]] if isinstance(content, list) else None
        entry = {
            "connection": 1,
            "from": sender,
            "opcode": "text",
            "text": text,
            "size": len(text.encode("utf-8", "surrogatepass")),
            "truncated": False,
            "message": kind,
            "id": content[1] if isinstance(content, list) else None,
            "action": action,
            "answers": answers,
            "unexpected": False,
            "link": None,
            "wrong_on_purpose": False,
        }
        entry.update(changes)
        if entry["opcode"] == "binary":
            entry.pop("text")
        return self.placed("frame", **entry)

    def exchange(self, sender: str, action: str, request: Any, response: Any, **changes: Any) -> tuple[int, int]:
        self.messages += 1
        other = "csms" if sender == "station" else "station"
        message_id = f"{sender[0]}-{self.station}-{self.messages:04d}"
        call = self.frame(sender, [2, message_id, action, request], action, **changes)
        return call, self.frame(other, [3, message_id, response], action, answers=call)

    def demand(
        self, entry: int | None, path: str, matcher: str, actual: Any, outcome: str = "met", **changes: Any
    ) -> None:
        subject = self._subject(entry)
        text = f"{path} {matcher}" + (f", was {json.dumps(actual)}" if outcome == "violated" else "")
        validation = {
            "n": len(self.validations), "entry": entry, "part": self.part, "state": self.state, "step": self.step,
            "kind": "state" if self.state else "own", "subject": subject, "path": path, "matcher": matcher,
            "expected": None, "actual": actual, "present": True, "weight": "required", "outcome": outcome,
            "text": text, "source": None,
        }  # fmt: skip
        self.validations.append(validation | changes)

    def _subject(self, entry: int | None) -> str:
        if entry is None:
            return "message"
        action, kind = self.trace[entry].get("action"), self.trace[entry].get("message")
        return f"{action}{'Request' if kind == 'CALL' else 'Response'}" if action else "connection"

    def asks(self, intent: str, text: str, outcome: str = "done", detail: str = "", **parameters: Any) -> int:
        number = len(self.orders) + 1
        self.placed("order", order=number, text=text)
        self.orders.append(
            {
                "order": number,
                "intent": intent,
                "text": text,
                "parameters": parameters,
                "asked_at": self.at,
                "outcome": outcome,
                "detail": detail,
                "ended_at": round(self.at + 0.01, 6),
                "supplied": None,
            }  # fmt: skip
        )
        return number

    def boot(self) -> None:
        self.part, self.state, self.step = "begin", "Booted", None
        self.connect()
        station = {"model": "Plugfest", "vendorName": "plugfest", "serialNumber": self.station}
        _, answer = self.exchange(
            "station", "BootNotification", {"chargingStation": station, "reason": "PowerUp"},
            {"currentTime": "2026-11-22T08:00:00.015Z", "interval": 300, "status": "Accepted"},
        )  # fmt: skip
        self.demand(answer, "status", 'must be "Accepted"', "Accepted", expected="Accepted")
        for evse in (1, 2):
            self.exchange("station", "StatusNotification", {"timestamp": "2026-11-22T08:00:00.020Z", "connectorStatus": "Available", "evseId": evse, "connectorId": 1}, {})  # fmt: skip
        self.part, self.state = "main", None

    def alive(self) -> None:
        self.part, self.state, self.step = "end", None, None
        self.exchange("station", "Heartbeat", {}, {"currentTime": "2026-11-22T08:00:01.015Z"})

    def play(self, verdict: str = "PASS", code: str | None = None, text: str = "") -> Play:
        made: Any = {
            "variant": self.variant, "label": self.label, "verdict": verdict,
            "cause": {"code": code, "text": text} if code else None, "started": STARTED, "duration": self.at + 0.01,
            "station": self.station, "trace": self.trace, "validations": self.validations, "orders": self.orders,
            "waits": self.waits,
        }  # fmt: skip
        return made


def reset(violated: bool = False, station: str = "PF-0001") -> Play:
    """A reset with a transaction running: an order, calls both ways, a reboot; violated: evseId was there."""
    trace = Trace(station)
    trace.boot()
    trace.state, trace.part = "EnergyTransferStarted", "begin"
    _, answer = trace.exchange("station", "Authorize", {"idToken": {"idToken": "D001AA", "type": "ISO14443"}}, {"idTokenInfo": {"status": "Accepted"}})  # fmt: skip
    trace.demand(answer, "idTokenInfo.status", 'must be "Accepted"', "Accepted")
    for number, trigger in enumerate(("Authorized", "CablePluggedIn", "ChargingStateChanged")):
        event = {
            "eventType": "Started" if not number else "Updated", "timestamp": "2026-11-22T08:00:00.100Z", "triggerReason": trigger, "seqNo": number,
            "transactionInfo": {"transactionId": "5f4c2b2e-93d5-4be3-8a3e-2f3b3f0d7f11", "chargingState": "Charging"}, "evse": {"id": 1, "connectorId": 1},
            "meterValue": [{"timestamp": "2026-11-22T08:00:00.100Z", "sampledValue": [{"value": 12.5, "measurand": "Energy.Active.Import.Register", "unitOfMeasure": {"unit": "Wh"}}]}],
        }  # fmt: skip
        trace.exchange("station", "TransactionEvent", event, {})
    trace.state, trace.part, trace.step = None, "main", None
    order = trace.asks("Reset", "reset at once", type="Immediate")
    trace.step = 1
    request = {"type": "Immediate"} | ({"evseId": 1} if violated else {})
    trace.messages += 1
    call = trace.frame("csms", [2, f"c-{station}-{trace.messages:04d}", "Reset", request], "Reset")
    trace.demand(call, "type", 'must be "Immediate"', "Immediate", expected="Immediate")
    trace.demand(
        call, "evseId", "must be absent", 1 if violated else None, "violated" if violated else "met",
        present=violated, source="erratum 6.2.15",
    )  # fmt: skip
    trace.demand(call, "customData", "must be absent", {"vendorId": "x"}, "violated", weight="beyond")
    trace.step = 2
    trace.frame("station", [3, f"c-{station}-{trace.messages:04d}", {"status": "Accepted"}], "Reset", answers=call)
    trace.placed("outcome", order=order, outcome="done", text="the station answered Accepted")
    trace.step = 3
    event = {"eventType": "Ended", "timestamp": "2026-11-22T08:00:00.300Z", "triggerReason": "ResetCommand", "seqNo": 3, "transactionInfo": {"transactionId": "5f4c2b2e-93d5-4be3-8a3e-2f3b3f0d7f11", "stoppedReason": "ImmediateReset"}}  # fmt: skip
    _, ended = trace.exchange("station", "TransactionEvent", event, {})
    trace.step = 4
    trace.demand(ended, "", "must be an answer", {}, weight="required")
    trace.step = 5
    trace.placed("close", connection=1, by="station", code=1001, reason="reboot")
    trace.waits.append({"for": "the station's reboot", "seconds": 0.2})
    trace.connect()
    trace.trace[-1]["at"] = trace.at = trace.at + 1.2
    _, boot = trace.exchange("station", "BootNotification", {"chargingStation": {"model": "Plugfest", "vendorName": "plugfest"}, "reason": "RemoteReset"}, {"currentTime": "2026-11-22T08:00:00.415Z", "interval": 300, "status": "Accepted"}, connection=2)  # fmt: skip
    trace.step = 6
    trace.demand(boot, "status", 'must be "Accepted"', "Accepted")
    trace.step = None
    call, _ = trace.exchange("csms", "GetVariables", {"getVariableData": [{"component": {"name": "OCPPCommCtrlr"}, "variable": {"name": "HeartbeatInterval"}}]}, {"getVariableResult": [{"attributeStatus": "Accepted", "attributeValue": "300", "component": {"name": "OCPPCommCtrlr"}, "variable": {"name": "HeartbeatInterval"}}]}, unexpected=True)  # fmt: skip
    trace.placed("note", text="A GetVariables that no step expected was answered.", habit=False)
    trace.demand(call, "", "must fit its JSON schema", None, kind="automatic")
    trace.alive()
    if violated:
        return trace.play("FAIL", "validation-violated", "step 1, ResetRequest: evseId must be absent, was 1")
    return trace.play()


def refusal(flaw: str, let_in: bool = False, station: str = "PF-0001") -> Play:
    """A client certificate that must be refused, and the good one that must be let in."""
    trace = Trace(station, f"{flaw} certificate", security_profile=3, flaw=flaw)
    tls = {"version": "TLSv1.2", "cipher": "ECDHE-ECDSA-AES128-GCM-SHA256", "server_certificate": "CN=localhost"}
    certificate = {"security_profile": 3, "credentials": "certificate", "url": f"wss://localhost:9002/{station}"}
    trace.step = 1
    if let_in:
        knock = trace.connect(**certificate, certificate=f"CN={station} ({flaw})", tls=tls)
    else:
        knock = trace.connect(
            **certificate, certificate=f"CN={station} ({flaw})", tls=None, http=None, accepted=False, subprotocol=None,
            refused_by="TLS", detail="tlsv1 alert unknown ca",
        )  # fmt: skip
    trace.step = 4
    trace.demand(
        knock, "", "must be refused by TLS, HTTP or a close", "accepted" if let_in else "TLS",
        "violated" if let_in else "met",
    )  # fmt: skip
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
        call, "evseId", "must be an integer", "one", "violated", kind="automatic",
        text="SetChargingProfileRequest breaks its JSON schema: evseId must be an integer, was \"one\"",
    )  # fmt: skip
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
    profile = {"id": 3, "stackLevel": 0, "chargingProfilePurpose": "TxDefaultProfile", "chargingProfileKind": "Absolute", "chargingSchedule": [{"id": 1, "chargingRateUnit": "A", "chargingSchedulePeriod": [{"startPeriod": 60 * n, "limit": 6.0 + n} for n in range(12)]}]}  # fmt: skip
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


PLAYED = {
    "passes": lambda station: [reset(station=station)],
    "violates": lambda station: [reset(True, station)],
    "variants": lambda station: [refusal("expired", station=station), refusal("unknown CA", station=station)],
    "variants fail": lambda station: [refusal("expired", True, station), refusal("unknown CA", station=station)],
    "missing": lambda station: [missing(station)],
    "api broke": lambda station: [refused_order(station)],
    "schema": lambda station: [schema_broken(station)],
    "relayed": lambda station: [relayed(station)],
}
WORST = ["ERROR", "FAIL", "INCONCLUSIVE", "NOT_APPLICABLE", "NOT_RUN", "PASS"]


def case(block: str, number: int, kind: str = "passes", **changes: Any) -> Case:
    plays: list[Any] = PLAYED[kind](f"PF-{block}{number:03d}") if kind in PLAYED else []
    verdict = min((play["verdict"] for play in plays), key=WORST.index, default="NOT_RUN")
    cause = next((play["cause"] for play in plays if play["verdict"] == verdict), None)
    if not plays:
        verdict, code, text = {
            "not claimed": ("NOT_APPLICABLE", "not-claimed", "feature R-2 is not claimed"),
            "broke": ("ERROR", "scenario-broke", "KeyError in step 3"),
            "not written": ("NOT_RUN", "not-written", "there is no scenario for this case yet"),
        }.get(kind, ("NOT_RUN", "not-selected", "not selected"))
        cause = {"code": code, "text": text}
    profile = PROFILE_OF.get(block, "core" if number % 7 else "advanced-security")
    made: Any = {
        "kind": "case", "id": f"TC_{block}_{number:02d}_CSMS", "block": block,
        "title": f"A thing of block {block} that a CSMS does - Variation {number}",
        "use_cases": [f"{block}{number % 12 + 1:02d}"], "requirements": [f"{block}{number % 12 + 1:02d}.FR.0{n}" for n in (1, 2)],
        "profiles": {} if number == 8 else {profile: "C" if number % 5 == 0 else "M"},
        "feature": "C-13" if number % 5 == 0 else None, "official": True, "implemented": kind != "not written",
        "about": "A reset asked for at once ends the charge, and the station is accepted back.",
        "needs": {"orders": ["Reset"], "configured": ["transaction_duration"]}, "verdict": verdict, "cause": cause,
        "excused": None, "plays": plays, "started": STARTED if plays else None, "duration": sum(play["duration"] for play in plays),
    }  # fmt: skip
    made.update(changes)
    return made


def full_run(*, failing: bool = False) -> list[Case]:
    """251 cases in the catalogue's order: all played; when failing, every third one not passed, for several reasons."""
    kinds = ["violates", "missing", "schema", "variants fail", "api broke", "not claimed", "not written", "broke"]
    cases = []
    for block, count in BLOCKS.items():
        for number in range(1, count + 1):
            good = "variants" if block == "A" else "relayed" if block == "K" else "passes"
            bad = kinds[(len(cases) // 3) % len(kinds)]
            cases.append(case(block, number, bad if failing and len(cases) % 3 == 1 else good))
    return cases


def footer(cases: list[Case], **changes: Any) -> Footer:
    counts = Counter(case["verdict"] for case in cases)
    made: Any = {
        "kind": "footer", "ended": "2026-11-22T08:00:08.200Z", "duration": 8.2, "interrupted": False,
        "counts": dict(counts), "exit": 1 if counts["FAIL"] else 0, "unmet_baseline": [], "csms_end": "ended with 0",
    }  # fmt: skip
    made.update(changes)
    return made


def write(path: Path, cases: list[Case], *, whole: bool = True, first: Header | None = None) -> Path:
    """Write a record of these cases at `path`; without its footer when it is not to be whole."""
    with RecordWriter(path) as writer:
        writer.header(first or header())
        for one in cases:
            writer.case(one)
        if whole:
            writer.footer(footer(cases))
    return path
