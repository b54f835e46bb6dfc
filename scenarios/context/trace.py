"""The trace of a play, in the format of the record; it observes the station's connections."""

import base64
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from plugfest.simulator.connection.attempt import Attempt
from plugfest.simulator.connection.websocket import Ended
from plugfest.simulator.protocol.frames import Defect, Frame

Entry = dict[str, Any]
MOST_FRAME_CHARACTERS = 200_000
"""Maximum length of a frame in the record; its true size is recorded as well."""


class Trace:
    """The events of a play, in order. An entry has the current part, state and step; see `at_step`."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.part = "begin"
        self.state: str | None = None
        self.step: int | None = None
        self.broken: list[tuple[int, Defect]] = []
        """Rules that the CSMS broke, with the entry of the frame."""
        self.our_defects: list[tuple[int, Defect]] = []
        """Rules that plugfest violated unintentionally."""
        self.judged = 0
        """How many frames of the CSMS the automatic checks have seen."""
        self.on_change: Callable[[], None] = lambda: None
        """Called after every change of the play that is of interest to an observer."""
        self._began = time.monotonic()

    @property
    def now(self) -> float:
        """Return the seconds since the play began."""
        return round(time.monotonic() - self._began, 6)

    @property
    def begin_state(self) -> str | None:
        """Return the reusable state that the play is reaching before the case begins; None once it has begun."""
        if self.part != "begin":
            return None
        return next((e["state"] for e in reversed(self.entries) if e["state"]), "Connected")

    def add(self, kind: str, **facts: Any) -> int:
        """Add an entry; returns its number."""
        number = len(self.entries)
        where = {"part": self.part, "state": self.state, "step": self.step}
        self.entries.append({"n": number, "at": self.now, **where, "type": kind, **facts})
        self.on_change()
        return number

    def note(self, text: str, *, habit: bool = False) -> None:
        """Add an observation."""
        self.add("note", text=text, **({"habit": True} if habit else {}))

    def at_step(self, entry: int, step: int | None) -> None:
        """Set the step of an entry that was assigned to it later."""
        self.entries[entry].update(part=self.part, state=self.state, step=step)
        self.on_change()

    @contextmanager
    def during(self, *, part: str | None = None, state: str | None = None) -> Iterator[None]:
        """Assign the entries added in this context to a part of the play or to a reusable state."""
        before = self.part, self.state
        self.part, self.state = part or self.part, state
        try:
            yield
        finally:
            self.part, self.state = before

    def attempted(self, connection: int, attempt: Attempt) -> None:
        """Record a connection attempt, with its whole handshake."""
        options, http = attempt.options, attempt.http
        answer = http and {
            "status": http.status,
            "reason": http.reason,
            "headers": [list(pair) for pair in http.headers],
            "body": http.body,
        }
        self.add(
            "connect",
            connection=connection,
            url=options.url,
            subprotocols=list(options.subprotocols),
            security_profile=options.security_profile,
            credentials=options.credentials,
            certificate=options.certificate,
            tls=attempt.tls,
            http=answer,
            accepted=attempt.accepted,
            subprotocol=attempt.subprotocol,
            outcome=str(attempt.outcome),
            refused_by=attempt.refused_by,
            detail=attempt.detail,
        )

    def received(self, connection: int, frame: Frame, answers: int | None, link: str | None) -> int:
        """Add a frame of the CSMS."""
        number = self._frame("csms", connection, frame, answers, {"link": link} if link else {})
        self.judged += 1
        self.broken += [(number, defect) for defect in frame.defects]
        return number

    def sent(self, connection: int, frame: Frame, answers: int | None, on_purpose: bool) -> int:
        """Add a frame of the station."""
        number = self._frame("station", connection, frame, answers, {"wrong_on_purpose": True} if on_purpose else {})
        if not on_purpose:
            # An answer has the message id of the CSMS's call, even if that id is invalid.
            ours = [defect for defect in frame.defects if answers is None or defect.rule != "id"]
            self.our_defects += [(number, defect) for defect in ours]
        return number

    def ended(self, connection: int, ended: Ended) -> None:
        """Record the end of a connection."""
        self.add("close", connection=connection, by=ended.by, code=ended.code, reason=ended.reason)

    def _frame(self, who: str, connection: int, frame: Frame, answers: int | None, more: dict[str, Any]) -> int:
        raw = frame.raw
        content: dict[str, Any]
        if isinstance(raw, str):
            size = len(raw.encode(errors="surrogatepass"))
            content = {"opcode": "text", "text": raw[:MOST_FRAME_CHARACTERS]}
        else:
            size = len(raw)
            content = {"opcode": "binary", "base64": base64.b64encode(raw[:MOST_FRAME_CHARACTERS]).decode()}
        called = self.entries[answers] if answers is not None else None
        return self.add(
            "frame",
            connection=connection,
            **{"from": who},
            **content,
            size=size,
            truncated=len(raw) > MOST_FRAME_CHARACTERS,
            message=frame.type.name if frame.type is not None else None,
            id=frame.id,
            action=called["action"] if called else frame.action,
            answers=answers,
            **more,
        )
