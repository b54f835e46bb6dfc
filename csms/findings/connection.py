"""Findings in the framing of messages, from the state of one connection."""

from __future__ import annotations

import re
from collections import OrderedDict
from typing import Any, Final

from sqlalchemy import Connection

from plugfest.csms.findings import content
from plugfest.csms.findings.content import Problem
from plugfest.csms.findings.requirements import REQUIREMENTS
from plugfest.csms.rpc import frames
from plugfest.csms.rpc.errors import ErrorCode
from plugfest.csms.rpc.peer import Ignored
from plugfest.csms.store import findings

_REMEMBERED: Final = 500
_TOO_PRECISE: Final = re.compile(r'"\d{4}-\d\d-\d\dT[\d:]{8}\.\d{4,20}(?:Z|[+-]\d\d:\d\d)"')
_FOUR_DECIMALS: Final = re.compile(r"\.\d{4}")
"""Found sooner than a time, and missing in most messages."""
_RETIRED_CODES: Final = frozenset({"MessageTypeNotSupported"})
_BEFORE_ACCEPTANCE: Final = {None: "request-before-boot", "Pending": "request-while-pending"}


class ConnectionFindings:
    """Finds violations of OCPP by a station, and stores them in the transaction of the message."""

    def __init__(self, station: str) -> None:
        self._station = station
        self._texts: OrderedDict[str, int] = OrderedDict()
        """A digest of the text of each request by its message id."""

    def note(self, db: Connection, problem: Problem, call: frames.Call | None = None) -> None:
        """Store a finding."""
        kind, text = problem
        action, id_ = (None, None) if call is None else (call.action[:50], call.id)
        findings.add(db, self._station, kind, REQUIREMENTS[kind], text, action=action, message_id=id_)

    def of_call(self, call: frames.Call, text: str, *, unanswered: bool) -> list[Problem]:
        """Return the problems of a request that follow from its text and the connection."""
        found: list[Problem] = []
        digest = hash(text)
        if self._texts.get(call.id, digest) != digest:
            found.append(("duplicate-message-id", f"the message id {call.id!r} was used for another request"))
        self._texts[call.id] = digest
        if len(self._texts) > _REMEMBERED:
            self._texts.popitem(last=False)
        if unanswered:
            found.append(("request-before-answer", "the request before it was not answered yet"))
        precise = _TOO_PRECISE.search(text) if _FOUR_DECIMALS.search(text) else None
        if precise is not None:
            found.append(("too-precise-time", f"{precise.group()} has more than 3 decimals of a second"))
        return found

    def note_content(self, db: Connection, call: frames.Call, transaction: dict[str, Any] | None) -> None:
        """Store the problems in the content of a request, of the known `transaction` if it is about one."""
        for problem in content.check(db, self._station, call.action, call.payload, transaction):
            self.note(db, problem, call)

    def note_refused(self, db: Connection, answer: frames.CallError, call: frames.Call | None) -> None:
        """Store the reason of a CALLERROR to the station."""
        kinds = {"NotImplemented": "unknown-action", "NotSupported": "action-of-a-csms"}
        kind = "unreadable-frame" if call is None else kinds.get(answer.code, "invalid-request")
        self.note(db, (kind, f"{answer.code}: {answer.description}"), call)

    def note_early(self, db: Connection, call: frames.Call, registration: str | None) -> None:
        """Store that a request came before acceptance."""
        kind = _BEFORE_ACCEPTANCE.get(registration, "request-while-rejected")
        state = f"the registration is {registration}" if registration else "the station has not booted"
        self.note(db, (kind, f"{call.action} came while {state}"), call)

    def note_ignored(self, db: Connection, ignored: Ignored) -> None:
        """Store the reason why a frame was ignored."""
        self.note(db, (ignored.finding, ignored.reason))

    def note_answer(self, db: Connection, call: frames.Call, answer: frames.CallResult | frames.CallError) -> None:
        """Store a CALLERROR with a code that Part 4 does not have."""
        if isinstance(answer, frames.CallError) and answer.code not in {*ErrorCode, *_RETIRED_CODES}:
            self.note(db, ("unknown-error-code", f"{call.action} was answered with the code {answer.code!r}"), call)
