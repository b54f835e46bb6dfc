"""Faults: changes that a link can make to one message of the CSMS, to simulate a flawed CSMS."""

import copy
import json
import uuid
from typing import Any, Protocol

import msgspec

from plugfest.simulator.protocol.frames import MessageType, write_error, write_result

Path = tuple[str | int, ...]
"""A place in a payload: names of members and indexes into lists."""


class Change(Protocol):
    """A change of a message: the messages that arrive instead."""

    def apply(self, message: list[Any]) -> list[str]:
        """Return the texts that arrive in place of this message; none: it is dropped."""
        ...


def _payload_index(message: list[Any]) -> int:
    return 3 if message[0] == MessageType.CALL else 2


def _text(message: list[Any]) -> str:
    return json.dumps(message, ensure_ascii=False, separators=(",", ":"))


def _inside(place: Any, part: str | int, empty: Any) -> Any:
    """Return a member of a container, which is added empty if it is missing."""
    if isinstance(part, str):
        return place.setdefault(part, empty)
    if part == len(place):
        place.append(empty)
    return place[part]


class SetField(msgspec.Struct, frozen=True):
    """A field has another value, or is present although it should be absent."""

    path: Path
    value: Any

    def __str__(self) -> str:
        return f"{_path(self.path)} set to {json.dumps(self.value, ensure_ascii=False)[:80]}"

    def apply(self, message: list[Any]) -> list[str]:
        """Set the field, creating missing containers. A message without such a place is unchanged."""
        changed = copy.deepcopy(message)
        place: Any = changed[_payload_index(message)]
        try:
            for part, following in zip(self.path, self.path[1:], strict=False):
                place = _inside(place, part, [] if isinstance(following, int) else {})
            if self.path[-1] == len(place) and isinstance(place, list):
                place.append(self.value)
            else:
                place[self.path[-1]] = self.value
        except (IndexError, TypeError):
            return [_text(message)]
        return [_text(changed)]


class RemoveField(msgspec.Struct, frozen=True):
    """A field is missing, or an element of a list."""

    path: Path

    def __str__(self) -> str:
        return f"{_path(self.path)} removed"

    def apply(self, message: list[Any]) -> list[str]:
        """Remove the field, if it is there."""
        changed = copy.deepcopy(message)
        place: Any = changed[_payload_index(message)]
        try:
            for part in self.path[:-1]:
                place = place[part]
            del place[self.path[-1]]
        except (KeyError, IndexError, TypeError):
            return [_text(message)]
        return [_text(changed)]


class Swallow(msgspec.Struct, frozen=True):
    """The message never arrives, but the CSMS gets an answer, so that it continues as if it had sent it."""

    answer: dict[str, Any] | None
    """The payload of the answer to the CSMS; None if the message is itself an answer."""

    def __str__(self) -> str:
        return "never sent"

    def apply(self, message: list[Any]) -> list[str]:
        """Return no message."""
        return []

    def back(self, message: list[Any]) -> str | None:
        """Return the answer to the CSMS."""
        if self.answer is None or message[0] != MessageType.CALL:
            return None
        return write_result(str(message[1]), self.answer)


class Repeat(msgspec.Struct, frozen=True):
    """An answer arrives twice; a request is followed by another one with the same message id."""

    def __str__(self) -> str:
        return "repeated"

    def apply(self, message: list[Any]) -> list[str]:
        """Return the message, and a different one with its id: the same request again would be an allowed retry."""
        if message[0] != MessageType.CALL:
            return [_text(message)] * 2
        another = "ClearCache" if message[2] == "GetLocalListVersion" else "GetLocalListVersion"
        return [_text(message), _text([MessageType.CALL, message[1], another, {}])]


class AnswerError(msgspec.Struct, frozen=True):
    """A CALLERROR arrives in place of the answer."""

    code: str = "InternalError"

    def __str__(self) -> str:
        return f"a CALLERROR {self.code} in its place"

    def apply(self, message: list[Any]) -> list[str]:
        """Return the error, with the answer's id."""
        return [write_error(str(message[1]), self.code)]


class Replace(msgspec.Struct, frozen=True):
    """Other texts arrive; "{id}" in them is replaced by the message's id."""

    texts: tuple[str, ...]

    def __str__(self) -> str:
        return f"replaced by {', '.join(text[:60] for text in self.texts)}"

    def apply(self, message: list[Any]) -> list[str]:
        """Return the texts, with the id filled in."""
        return [text.replace("{id}", str(message[1])) for text in self.texts]


class SetElement(msgspec.Struct, frozen=True):
    """An element of the OCPP-J array has another value: 0 the type, 1 the id, 2 the action or error code."""

    index: int
    value: Any

    def __str__(self) -> str:
        return f"element {self.index} of the message set to {json.dumps(self.value)[:80]}"

    def apply(self, message: list[Any]) -> list[str]:
        """Set the element."""
        changed = list(message)
        changed[self.index] = self.value
        return [_text(changed)]


class CloseConnection(msgspec.Struct, frozen=True):
    """The connection ends instead of the message: by a close frame with this code, or without one."""

    code: int | None

    def __str__(self) -> str:
        return "the connection cut" if self.code is None else f"the connection closed with code {self.code}"

    def apply(self, message: list[Any]) -> list[str]:
        """Return no message."""
        return []


class Twice(msgspec.Struct, frozen=True):
    """Another message arrives after this one; "{id}" in it is replaced by a new message id."""

    other: str

    def __str__(self) -> str:
        return f"together with {self.other[:60]}"

    def apply(self, message: list[Any]) -> list[str]:
        """Return the message and, right after it, the other one."""
        return [_text(message), self.other.replace("{id}", str(uuid.uuid4()))]


class Target(msgspec.Struct, frozen=True):
    """A message of the CSMS: the `nth` (from 1) of a type and action. For answers it is the call's action."""

    type: MessageType
    action: str
    nth: int = 1
    onwards: bool = False
    """Include all later messages of that kind."""

    def __str__(self) -> str:
        return f"{self.type.name} {self.action} number {self.nth}{' and all that follow' if self.onwards else ''}"

    def matches(self, message: "Target") -> bool:
        """Return whether a message of the CSMS is the target."""
        nth = message.nth >= self.nth if self.onwards else message.nth == self.nth
        return (self.type, self.action) == (message.type, message.action) and nth


class Fault(msgspec.Struct, frozen=True):
    """One change to one message."""

    target: Target
    change: Change

    def __str__(self) -> str:
        return f"{self.target}: {self.change}"


def _path(path: Path) -> str:
    return ".".join(map(str, path))
