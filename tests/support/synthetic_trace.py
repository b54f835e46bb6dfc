"""Builds the trace of one play, as the engine writes it."""

from __future__ import annotations

import json
from typing import Any

from plugfest.reports.record import Play

STARTED = "2026-11-22T08:00:00.000Z"


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
            "n": len(self.validations),
            "entry": entry,
            "part": self.part,
            "state": self.state,
            "step": self.step,
            "kind": "state" if self.state else "own",
            "subject": subject,
            "path": path,
            "matcher": matcher,
            "expected": None,
            "actual": actual,
            "present": True,
            "weight": "required",
            "outcome": outcome,
            "text": text,
            "source": None,
        }
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
            }
        )
        return number

    def boot(self) -> None:
        self.part, self.state, self.step = "begin", "Booted", None
        self.connect()
        station = {"model": "Plugfest", "vendorName": "plugfest", "serialNumber": self.station}
        _, answer = self.exchange(
            "station",
            "BootNotification",
            {"chargingStation": station, "reason": "PowerUp"},
            {"currentTime": "2026-11-22T08:00:00.015Z", "interval": 300, "status": "Accepted"},
        )
        self.demand(answer, "status", 'must be "Accepted"', "Accepted", expected="Accepted")
        for evse in (1, 2):
            self.exchange(
                "station",
                "StatusNotification",
                {
                    "timestamp": "2026-11-22T08:00:00.020Z",
                    "connectorStatus": "Available",
                    "evseId": evse,
                    "connectorId": 1,
                },
                {},
            )
        self.part, self.state = "main", None

    def alive(self) -> None:
        self.part, self.state, self.step = "end", None, None
        self.exchange("station", "Heartbeat", {}, {"currentTime": "2026-11-22T08:00:01.015Z"})

    def play(self, verdict: str = "PASS", code: str | None = None, text: str = "") -> Play:
        made: Any = {
            "variant": self.variant,
            "label": self.label,
            "verdict": verdict,
            "cause": {"code": code, "text": text} if code else None,
            "started": STARTED,
            "duration": self.at + 0.01,
            "station": self.station,
            "trace": self.trace,
            "validations": self.validations,
            "orders": self.orders,
            "waits": self.waits,
        }
        return made
