"""The frames that are sent instead of an answer, and their rows in the journal."""

from __future__ import annotations

import msgspec

from plugfest.csms.faults.kinds import AnswerBinary, AnswerError, AnswerPayload, AnswerText, NoAnswer, Replacement
from plugfest.csms.rpc import frames, strict_json

Answer = frames.CallResult | frames.CallError


class Outgoing(msgspec.Struct, frozen=True):
    """A replaced answer: the sent frame (None for nothing), and its row in the journal."""

    data: str | bytes | None
    frame: Answer | None
    kind: str

    @property
    def text(self) -> str:
        """Return the text of a row without a message."""
        return self.data.decode(errors="replace") if isinstance(self.data, bytes) else self.data or ""


def replaced(instead: Replacement, call: frames.Call, answer: Answer) -> Outgoing:
    """Return the replacement of an answer."""
    match instead:
        case NoAnswer():
            return Outgoing(None, None, "NOTHING")
        case AnswerError(code=code, description=description, details=details):
            error = frames.CallError(call.id, code, description, details)
            return Outgoing(frames.write(error), error, "CALLERROR")
        case AnswerPayload(payload=payload):
            text = strict_json.encode([frames.CALLRESULT, call.id, payload])
            frame = frames.CallResult(call.id, payload) if isinstance(payload, dict) else None
            return Outgoing(text, frame, "RAW" if frame is None else "CALLRESULT")
        case AnswerText(text=text):
            return Outgoing(text.replace("{messageId}", call.id), None, "RAW")
        case AnswerBinary():
            return Outgoing(frames.write(answer).encode(), None, "BINARY")
