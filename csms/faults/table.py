"""The active faults of each station, in memory until the process ends."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from typing import Any

import msgspec

from plugfest.csms.faults.kinds import (
    REPLACEMENTS,
    AnyFault,
    Close,
    CloseOnViolation,
    Delay,
    ExtraCall,
    NoPings,
    RefuseUpgrade,
    Replacement,
)


class ActiveFault(msgspec.Struct):
    """An active fault, and the number of times it has been applied."""

    id: int
    fault: AnyFault
    persona: str | None
    seen: int = 0
    happened: int = 0

    def matches(self, action: str | None) -> bool:
        """Return whether the fault may still apply to this request."""
        over = self.fault.times is not None and self.happened >= self.fault.times
        return not over and self.fault.action in {None, action}

    def happens(self, action: str | None) -> bool:
        """Count a request; return whether the fault applies to it."""
        if not self.matches(action):
            return False
        self.seen += 1
        if self.seen % self.fault.every:
            return False
        self.happened += 1
        return True

    def to_json(self) -> dict[str, Any]:
        """Return the fault as the API shows it."""
        shown: dict[str, Any] = msgspec.to_builtins(self.fault)
        return {"fault": self.id, **shown, "persona": self.persona, "happened": self.happened}


class AnswerFault(msgspec.Struct, frozen=True):
    """All faults that apply to one answer."""

    delay: float
    instead: Replacement | None

    @property
    def name(self) -> str:
        """Return the mark in the journal."""
        if self.instead is None:
            return "delay"
        return str(msgspec.to_builtins(self.instead)["kind"])


class FaultTable(msgspec.Struct):
    """The active faults of all stations."""

    clock: Callable[[], float] = time.monotonic
    _faults: dict[str, list[ActiveFault]] = msgspec.field(default_factory=dict)
    _offline: dict[str, float] = msgspec.field(default_factory=dict)
    _ids: itertools.count[int] = msgspec.field(default_factory=lambda: itertools.count(1))

    def add(self, station: str, fault: AnyFault, persona: str | None = None) -> ActiveFault:
        """Activate a fault."""
        active = ActiveFault(next(self._ids), fault, persona)
        self._faults.setdefault(station, []).append(active)
        return active

    def of(self, station: str) -> list[ActiveFault]:
        """Return the faults of a station."""
        return list(self._faults.get(station, ()))

    def remove(self, station: str, id_: int) -> bool:
        """Remove a fault; return whether there was one."""
        return self._keep(station, lambda active: active.id != id_)

    def clear(self, station: str) -> None:
        """Remove all faults of a station, and let it connect again."""
        self._faults.pop(station, None)
        self._offline.pop(station, None)

    def clear_personas(self, station: str) -> None:
        """Remove the faults that came with a persona."""
        self._keep(station, lambda active: active.persona is None)

    def go_offline(self, station: str, seconds: float) -> None:
        """Refuse connections of a station for so many seconds."""
        self._offline[station] = self.clock() + seconds

    def refused_status(self, station: str) -> int | None:
        """Return the HTTP status to refuse a connection with, or None."""
        if self._offline.get(station, 0.0) > self.clock():
            return 503
        self._offline.pop(station, None)
        for active in self._of_kind(station, RefuseUpgrade):
            if active.happens(None) and isinstance(active.fault, RefuseUpgrade):
                return active.fault.status
        return None

    def delays(self, station: str, action: str) -> bool:
        """Return whether an answer may be delayed, so that other messages must not wait for it."""
        return any(active.matches(action) for active in self._of_kind(station, Delay))

    def for_answer(self, station: str, action: str) -> AnswerFault | None:
        """Return the fault of the answer to this request, or None."""
        if station not in self._faults:
            return None
        delay, instead = 0.0, None
        for active in self._faults[station]:
            fault = active.fault
            if isinstance(fault, Delay):
                delay += fault.seconds if active.happens(action) else 0.0
            elif isinstance(fault, REPLACEMENTS) and active.happens(action) and instead is None:
                instead = fault
        return AnswerFault(delay, instead) if delay or instead is not None else None

    def closes(self, station: str, action: str) -> Close | None:
        """Count an answered request; return the fault that now closes the connection, or None."""
        for active in self._of_kind(station, Close):
            fault = active.fault
            assert isinstance(fault, Close)
            if not active.matches(action):
                continue
            active.seen += 1
            if active.seen % fault.after == 0:
                active.happened += 1
                return fault
        return None

    def closes_on_violation(self, station: str) -> int | None:
        """Return the code to close a connection with after a violation, or None."""
        for active in self._of_kind(station, CloseOnViolation):
            if active.happens(None) and isinstance(active.fault, CloseOnViolation):
                return active.fault.code
        return None

    def extra_calls(self, station: str, action: str) -> list[ExtraCall]:
        """Return the requests to send after the answer to this one."""
        due = [active.fault for active in self._of_kind(station, ExtraCall) if active.happens(action)]
        return [fault for fault in due if isinstance(fault, ExtraCall)]

    def stops_pings(self, station: str) -> bool:
        """Return whether no pings are sent to a station."""
        return bool(self._of_kind(station, NoPings))

    def _of_kind(self, station: str, kind: type[AnyFault]) -> list[ActiveFault]:
        return [active for active in self._faults.get(station, ()) if isinstance(active.fault, kind)]

    def _keep(self, station: str, wanted: Callable[[ActiveFault], bool]) -> bool:
        before = self._faults.get(station, [])
        after = [active for active in before if wanted(active)]
        if after:
            self._faults[station] = after
        else:
            self._faults.pop(station, None)
        return len(after) < len(before)
