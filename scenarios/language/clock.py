"""The CSMS's time and heartbeat interval: validated beyond Part 6, and used from then on."""

from datetime import UTC, datetime, timedelta

from plugfest.scenarios.context.case_context import CaseContext
from plugfest.scenarios.language.exchanges import Answer, StationCall
from plugfest.scenarios.matching.comparison import compare
from plugfest.scenarios.matching.csms_clock import current_clock
from plugfest.scenarios.matching.equality import as_datetime
from plugfest.scenarios.matching.matchers import at_least, beyond, near


def uses_reported_time(context: CaseContext, said: StationCall, answer: Answer, step: int) -> None:
    """Validate currentTime and interval of an answer that has them, and set the station's clock by the first time."""
    reported = as_datetime(answer.get("currentTime"))
    if said.call.action not in ("BootNotification", "Heartbeat") or said.sent is None or reported is None:
        return
    sent, heard = _moment(context, said.sent.entry), _moment(context, said.sent.answer_entry)
    demands = {"currentTime": beyond(near(heard - (heard - sent) / 2, context.configured.time_tolerance))}
    if said.call.action == "BootNotification":
        demands["interval"] = beyond(at_least(0))
        _learn(context, reported, sent, heard)
    findings = compare(demands, answer.payload, kind=answer.subject)
    context.validations.judge(answer.subject, findings, entry=answer.entry, step=step)


def _learn(context: CaseContext, reported: datetime, sent: datetime, heard: datetime) -> None:
    clock = current_clock()
    if clock is None or clock.known:
        return
    clock.learn(reported, sent, heard)
    if clock.offset:
        # Earlier timestamps of the station are of a clock that had not been set.
        context.station.device.clock.follow_real_time()
        seconds = clock.offset.total_seconds()
        side = "ahead of" if seconds > 0 else "behind"
        context.trace.note(
            f"the clock of the CSMS is {abs(seconds):.1f} s {side} this machine's: the station goes by it, and times "
            "are judged by it"
        )


def _moment(context: CaseContext, entry: int | None) -> datetime:
    """Return the time of day of a trace entry."""
    trace = context.trace
    ago = 0.0 if entry is None else trace.now - float(trace.entries[entry]["at"])
    return datetime.now(UTC) - timedelta(seconds=ago)
