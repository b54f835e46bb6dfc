"""The state of one connection: the outstanding request, and the event of each frame."""

from collections import deque
from typing import Any
from uuid import uuid4

import msgspec

from plugfest.csms.rpc import frames, schemas, strict_json
from plugfest.csms.rpc.errors import CallRefused, ErrorCode


class CallReceived(msgspec.Struct, frozen=True):
    """The station has sent a valid request."""

    call: frames.Call


class ResponseReceived(msgspec.Struct, frozen=True):
    """The station has answered the outstanding request, with a CALLRESULT or a CALLERROR."""

    call: frames.Call
    answer: frames.CallResult | frames.CallError


class InvalidResponse(msgspec.Struct, frozen=True):
    """The answer to the outstanding request is invalid; `reason` says why."""

    call: frames.Call
    reason: str
    answer: frames.CallResult | None = None
    """The unchanged answer, if it could be read."""


class InvalidCall(msgspec.Struct, frozen=True):
    """The frame is answered with this CALLERROR without calling a handler; `call` if it can be read."""

    answer: frames.CallError
    call: frames.Call | None


class Ignored(msgspec.Struct, frozen=True):
    """The frame needs no reaction: an unknown message type, or an answer to no open request."""

    reason: str
    finding: str = "answer-without-request"


class InjectedResponse(msgspec.Struct, frozen=True):
    """The station has answered an injected request."""

    call: frames.Call
    answer: frames.CallResult | frames.CallError


Event = InjectedResponse | CallReceived | ResponseReceived | InvalidResponse | InvalidCall | Ignored


class Peer:
    """Correlates and validates messages, with one outstanding request of the CSMS (Part 4, section 4)."""

    def __init__(self, nesting_limit: int = strict_json.NESTING_LIMIT) -> None:
        self._nesting_limit = nesting_limit
        self.outstanding: frames.Call | None = None
        self._injected: dict[str, frames.Call] = {}
        self._given_up: deque[str] = deque(maxlen=100)

    def inject(self, action: str, payload: Any) -> frames.Call:
        """Make a request that ignores the outstanding one."""
        call = frames.Call(str(uuid4()), action, payload)
        self._injected[call.id] = call
        return call

    def call(self, action: str, payload: dict[str, object]) -> frames.Call:
        """Make a request and mark it as outstanding. Raises RuntimeError while another is outstanding."""
        if self.outstanding is not None:
            raise RuntimeError(f"{self.outstanding.action} has no answer yet")
        self.outstanding = frames.Call(str(uuid4()), action, payload)
        return self.outstanding

    def give_up(self) -> None:
        """End the outstanding request without an answer; a later answer is ignored."""
        if self.outstanding is not None:
            self._given_up.append(self.outstanding.id)
        self.outstanding = None

    def receive(self, text: str) -> Event:
        """Return the event that a frame causes. Never raises, whatever the text is."""
        frame = frames.read(text, self._nesting_limit)
        match frame:
            case frames.Call():
                return self._call_received(frame)
            case frames.UnknownType():
                return Ignored(frame.reason, "unknown-message-type")
            case frames.Unreadable(answer=frames.CallError() as answer):
                return InvalidCall(answer, None)
            case frames.Unreadable():
                return self._invalid_response(frame.id, frame.reason)
            case frames.CallResult() | frames.CallError():
                return self._response_received(frame)

    def _call_received(self, call: frames.Call) -> Event:
        try:
            if call.action not in schemas.STATION_ACTIONS:
                raise _unsupported_action(call.action)
            schemas.check_request(call.action, call.payload)
        except CallRefused as refused:
            return InvalidCall(frames.error_for(call.id, refused), call)
        return CallReceived(call)

    def _response_received(self, answer: frames.CallResult | frames.CallError) -> Event:
        call = self._injected.pop(answer.id, None)
        if call is not None:
            return InjectedResponse(call, answer)
        call = self.outstanding
        if call is None or call.id != answer.id:
            return self._ignored(answer.id)
        if isinstance(answer, frames.CallResult):
            try:
                schemas.check_response(call.action, answer.payload)
            except CallRefused as refused:
                return self._invalid_response(answer.id, str(refused), answer)
        self.outstanding = None
        return ResponseReceived(call, answer)

    def _ignored(self, id_: str) -> Ignored:
        if id_ in self._given_up:
            return Ignored(f"the answer to the request {id_!r} came too late", "late-answer")
        return Ignored(f"no request with the id {id_!r} is open")

    def _invalid_response(self, id_: str, reason: str, answer: frames.CallResult | None = None) -> Event:
        call = self.outstanding
        if call is None or call.id != id_:
            return Ignored(reason, "unreadable-frame")
        self.outstanding = None
        return InvalidResponse(call, reason, answer)


def _unsupported_action(action: str) -> CallRefused:
    if action in schemas.CSMS_ACTIONS:
        return CallRefused(ErrorCode.NOT_SUPPORTED, f"{action} is sent by a CSMS, not by a station")
    return CallRefused(ErrorCode.NOT_IMPLEMENTED, f"the action {action[:50]!r} is not known")
