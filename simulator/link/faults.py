"""Faults: what a link can do to one message of the CSMS, as a flawed CSMS would have sent it."""

import copy
import json
from dataclasses import dataclass
from typing import Any, Protocol

from plugfest.simulator.protocol.frames import MessageType, write_error

Path = tuple[str | int, ...]
"""A place in a payload: names of members and indexes into lists."""


class Change(Protocol):
    """What happens to a message: the messages that arrive instead."""

    def apply(self, message: list[Any]) -> list[str]:
        """The texts that arrive in place of this message; none: it is dropped."""
        ...


def _payload_index(message: list[Any]) -> int:
    return 3 if message[0] == MessageType.CALL else 2


def _text(message: list[Any]) -> str:
    return json.dumps(message, ensure_ascii=False, separators=(",", ":"))


@dataclass(frozen=True)
class SetField:
    """A field has another value, or is there although it should not be."""

    path: Path
    value: Any

    def __str__(self) -> str:
        return f"{_path(self.path)} set to {json.dumps(self.value, ensure_ascii=False)[:80]}"

    def apply(self, message: list[Any]) -> list[str]:
        """Set the field; containers on the way are made."""
        changed = copy.deepcopy(message)
        place: Any = changed[_payload_index(message)]
        for part, following in zip(self.path, self.path[1:], strict=False):
            if isinstance(part, str):
                place = place.setdefault(part, [] if isinstance(following, int) else {})
            else:
                if part == len(place):
                    place.append([] if isinstance(following, int) else {})
                place = place[part]
        last = self.path[-1]
        if isinstance(last, int) and last == len(place):
            place.append(self.value)
        else:
            place[last] = self.value
        return [_text(changed)]


@dataclass(frozen=True)
class RemoveField:
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


@dataclass(frozen=True)
class Drop:
    """The message never arrives."""

    def __str__(self) -> str:
        return "dropped"

    def apply(self, message: list[Any]) -> list[str]:
        """Nothing arrives."""
        return []


@dataclass(frozen=True)
class Repeat:
    """The message arrives twice."""

    def __str__(self) -> str:
        return "repeated"

    def apply(self, message: list[Any]) -> list[str]:
        """The same message, two times."""
        return [_text(message)] * 2


@dataclass(frozen=True)
class AnswerError:
    """A CALLERROR arrives in place of the answer."""

    code: str = "InternalError"

    def __str__(self) -> str:
        return f"a CALLERROR {self.code} in its place"

    def apply(self, message: list[Any]) -> list[str]:
        """The error, with the answer's id."""
        return [write_error(str(message[1]), self.code)]


@dataclass(frozen=True)
class Replace:
    """Something else arrives: a raw text, or several; "{id}" stands for the message's id."""

    texts: tuple[str, ...]

    def __str__(self) -> str:
        return f"replaced by {', '.join(text[:60] for text in self.texts)}"

    def apply(self, message: list[Any]) -> list[str]:
        """The texts, with the id filled in."""
        return [text.replace("{id}", str(message[1])) for text in self.texts]


@dataclass(frozen=True)
class SetElement:
    """An element of the OCPP-J array itself is another: 0 the type, 1 the id, 2 the action or error code."""

    index: int
    value: Any

    def __str__(self) -> str:
        return f"element {self.index} of the message set to {json.dumps(self.value)[:80]}"

    def apply(self, message: list[Any]) -> list[str]:
        """Set the element."""
        changed = list(message)
        changed[self.index] = self.value
        return [_text(changed)]


@dataclass(frozen=True)
class Target:
    """Which message of the CSMS: the `nth` (from 1) of a kind, for an action. For answers it is the call's action."""

    type: MessageType
    action: str
    nth: int = 1

    def __str__(self) -> str:
        return f"{self.type.name} {self.action} number {self.nth}"


@dataclass(frozen=True)
class Fault:
    """One change to one message."""

    target: Target
    change: Change

    def __str__(self) -> str:
        return f"{self.target}: {self.change}"


def _path(path: Path) -> str:
    return ".".join(map(str, path))
