"""Rules for every message of a CSMS in every case: those of Part 4 and the general ones of Part 6."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from plugfest.simulator.protocol.frames import Defect, Frame, MessageType, read_frame
from plugfest.simulator.protocol.part2_limits import advised_limits
from plugfest.simulator.protocol.primitive_types import primitive_defects
from plugfest.simulator.protocol.schemas import is_action, requests_of_a_csms, schema_errors


class Judge:
    """Judges the messages of a CSMS to one station, across all its connections.

    It is called for messages of the station (`sent_call`, `sent_answer`) and of the CSMS (`read`); it changes nothing.
    """

    def __init__(self, overdue: dict[str, str] | None = None) -> None:
        self._used: set[str] = set()
        self._waiting: dict[str, str] = {}
        self.overdue = overdue if overdue is not None else {}
        """Timed-out calls of the station, action by id: a late answer is no defect."""
        self._open: dict[str, Frame] = {}
        self._unanswered: dict[str, Frame] = {}
        """Calls lost with their connection: a retry may have the same id (Part 4, 4.1.4)."""

    def sent_call(self, identifier: str, action: str) -> None:
        """Note a CALL of the station, which may be answered."""
        self._waiting[identifier] = action

    def gave_up(self, identifier: str) -> None:
        """Note that the station stopped waiting for this answer (timeout, lost connection)."""
        action = self._waiting.pop(identifier, None)
        if action is not None:
            self.overdue[identifier] = action

    def sent_answer(self, identifier: str) -> None:
        """Note that the station has answered this CALL of the CSMS, so that the next one may come."""
        self._open.pop(identifier, None)

    def disconnected(self) -> None:
        """Note the end of the connection, which ends its outstanding call."""
        self._unanswered |= self._open
        self._open.clear()

    def read(self, raw: str | bytes) -> Frame:
        """Read and judge a frame; for an answer, `action` is that of its call."""
        frame = read_frame(raw)
        if frame.type is MessageType.CALL:
            return self._judge_call(frame)
        if frame.type is not None:
            return self._judge_answer(frame)
        return frame

    def _judge_call(self, frame: Frame) -> Frame:
        defects = list[Defect]()
        if frame.id is not None:
            # After a timeout a CSMS may repeat the same call, which ends the first one.
            timed_out = self._retries(frame, self._open.get(frame.id))
            if timed_out:
                self._open.pop(frame.id)
            elif frame.id in self._used and not self._retries(frame, self._unanswered.pop(frame.id, None)):
                defects.append(Defect("id", f"the message id {frame.id:.50} was used before (Part 4, 4.1.4)"))
            if self._open:
                first = ", ".join(call.action or "a call" for call in islice(self._open.values(), 3))
                more = f" and {len(self._open) - 3} more" if len(self._open) > 3 else ""
                open_calls = f"{first}{more}"
                defects.append(
                    Defect("one outstanding", f"sent while {open_calls} was still to be answered (Part 4, 4.1.1)")
                )
            self._used.add(frame.id)
            self._open[frame.id] = frame
        if frame.action is not None:
            defects += _action_defects(frame.action, frame.payload)
        return frame._replace(defects=(*frame.defects, *defects)) if defects else frame

    @staticmethod
    def _retries(frame: Frame, lost: Frame | None) -> bool:
        return lost is not None and (lost.action, lost.payload) == (frame.action, frame.payload)

    def _judge_answer(self, frame: Frame) -> Frame:
        identifier = frame.id or ""
        action = self._waiting.pop(identifier, None) or self.overdue.pop(identifier, None)
        if action is None:
            text = f"no call is waiting for an answer with id {frame.id!r:.50} (Part 4, 4.1.4)"
            return frame._replace(defects=(*frame.defects, Defect("correlation", text)))
        defects = frame.defects
        if frame.type is MessageType.CALLRESULT and isinstance(frame.payload, dict):
            defects += tuple(_payload_defects(f"{action}Response", frame.payload))
        return frame._replace(action=action, defects=defects)


def _action_defects(action: str, payload: Any) -> Iterator[Defect]:
    if not is_action(action):
        yield Defect("action", f"OCPP 2.0.1 has no request {action!r:.60}")
    elif action not in requests_of_a_csms():
        yield Defect("action", f"{action} is a request of a station, not of a CSMS")
    elif isinstance(payload, dict):
        yield from _payload_defects(f"{action}Request", payload)
        yield from _general_rules(payload)
        yield from advised_limits(action, payload)


def _payload_defects(message: str, payload: dict[str, Any]) -> Iterator[Defect]:
    """Return the schema's errors, and violated limits of primitive types that the schema does not cover."""
    places = set[str]()
    for path, text in schema_errors(message, payload):
        places.add(path)
        yield Defect("schema", text, path)
    for defect in primitive_defects(message, payload):
        if defect.path not in places:
            yield defect


def _general_rules(payload: dict[str, Any]) -> Iterator[Defect]:
    """Yield violations of Part 6, section 3.1: periods in chronological order, phaseToUse only for one phase."""
    for place, schedule in _schedules(payload):
        periods = schedule.get("chargingSchedulePeriod")
        if not isinstance(periods, list) or not all(isinstance(period, dict) for period in periods):
            continue
        starts = [start for period in periods if isinstance(start := period.get("startPeriod"), int)]
        if starts != sorted(set(starts)):
            yield Defect("general", "startPeriod must rise from period to period (Part 6, 3.1)", place)
        for number, period in enumerate(periods):
            if "phaseToUse" in period and period.get("numberPhases") != 1:
                path = f"{place}.chargingSchedulePeriod[{number}]"
                yield Defect("general", "phaseToUse is only allowed where numberPhases is 1 (Part 6, 3.1)", path)


def _schedules(payload: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    profile = payload.get("chargingProfile")
    if not isinstance(profile, dict) or not isinstance(profile.get("chargingSchedule"), list):
        return
    for number, schedule in enumerate(profile["chargingSchedule"]):
        if isinstance(schedule, dict):
            yield f"chargingProfile.chargingSchedule[{number}]", schedule
