"""The CSMS in a scenario: its requests, its answers, and the stations that it accepts."""

import asyncio
import json
from collections.abc import Callable, Generator, Mapping
from typing import Any

from plugfest.scenarios.context.case_context import CaseContext
from plugfest.scenarios.context.inbox import Expectation
from plugfest.scenarios.context.stops import Stop
from plugfest.scenarios.context.surplus import requests
from plugfest.scenarios.context.validations import all_supplied
from plugfest.scenarios.intents import Variable
from plugfest.scenarios.language.admission import Admission
from plugfest.scenarios.language.clock import uses_reported_time
from plugfest.scenarios.language.exchanges import Answer, CsmsCall, StationCall
from plugfest.scenarios.language.optional import MaySend, OwnAnswer
from plugfest.scenarios.language.variables import in_words, others
from plugfest.scenarios.matching.comparison import Finding, compare, matches, mismatch
from plugfest.scenarios.matching.equality import MISSING
from plugfest.scenarios.matching.matchers import Matcher, Weight, show
from plugfest.scenarios.operators.protocol import Order
from plugfest.simulator.protocol.field_types import field_type
from plugfest.simulator.protocol.frames import MessageType
from plugfest.simulator.station import Received


class Csms(Admission):
    """The CSMS as a speaker: every verb is a step with validations of the CSMS."""

    async def sends(self, action: str, /, *, step: int, within: float | None = None, **expected: Any) -> CsmsCall:
        """Require that the CSMS sends this request; `expected` are requirements on its fields, by OCPP's names.

        It is the first call of that action since the order; after one that does not match, a better one is awaited
        for a moment. Without a call in time (`within` seconds, by default the configured time) the case stops.
        """
        return await self.will_send(action, step=step, within=within, **expected)

    def will_send(
        self,
        action: str,
        /,
        *,
        step: int,
        within: float | None = None,
        answered: Mapping[str, Any] | None = None,
        **expected: Any,
    ) -> "Promise":
        """Declare a step in advance whose message may arrive before others: `await` it at its place in the case.

        `answered` is the station's answer, given as soon as the call arrives.
        """
        return Promise(self._context, action, step, within, answered, expected)

    def check(self, said: CsmsCall | Answer, *, step: int, **expected: Any) -> None:
        """Validate further fields of a received request or answer, with requirements that depend on its content."""
        findings = compare(expected, said.payload, kind=said.subject)
        self._context.validations.judge(said.subject, findings, entry=said.entry, step=step, supplied=said.supplied)

    def note_others(self, said: CsmsCall, list_of: str, *variables: Variable) -> None:
        """Record an observation about further variables in a request, which the CSMS may add."""
        strangers = [in_words(entry) for entry in others(said.get(list_of), *variables)]
        if strangers:
            self._context.trace.note(f"{said.subject} names other variables, too: {', '.join(strangers)}")

    def check_others(self, action: str, *, step: int, **expected: Any) -> None:
        """Apply a step's validations to the requests of this action that no step took."""
        trace, subject = self._context.trace, f"{action}Request"
        for entry in requests(trace, action):
            payload = json.loads(entry["text"])[3]
            if entry.get("unexpected") and entry["part"] == "main":
                findings = compare(expected, payload, kind=subject)
                self._context.validations.judge(subject, findings, entry=entry["n"], step=step)

    def asked(self, action: str) -> list[dict[str, Any]]:
        """Return the payloads of all requests of this action received so far in the play, oldest first."""
        texts = [entry["text"] for entry in requests(self._context.trace, action)]
        return [message[3] for message in map(json.loads, texts) if isinstance(message[3], dict)]

    async def answers(self, said: StationCall, *, step: int, weight: Weight = "required", **expected: Any) -> Answer:
        """Require that the CSMS answers the station's call by a CALLRESULT with these fields.

        Without an answer the case stops, unless the call is not part of Part 6 and its answer has the weight "beyond".
        """
        return (await self._judged_answer(said, step, expected, weight))[0]

    async def must_answer(self, said: StationCall, *, step: int, **expected: Any) -> Answer:
        """Require that the CSMS answers with these fields; otherwise the case stops.

        After any other answer the next steps are impossible.
        """
        answer, fine = await self._judged_answer(said, step, expected)
        if not fine:
            text = f"{answer.subject} is not what the next steps rest on: {self._context.validations.all[-1]['text']}"
            raise Stop("validation-violated", text, csms_at_fault=True)
        return answer

    async def _judged_answer(
        self, said: StationCall, step: int, expected: dict[str, Any], weight: Weight = "required"
    ) -> tuple[Answer, bool]:
        answer = await self._answer(said, step, weight)
        entry = said.sent.answer_entry if said.sent else None
        fine = answer.error_code is None
        was = "" if fine else f"was a CALLERROR {answer.error_words}"
        judged = self._context.validations
        if answer.came:
            judged.fact(
                answer.subject, "must come", fine, was=was, entry=entry, step=step, weight=weight, rule="answered"
            )
        if fine:
            uses_reported_time(self._context, said, answer, step)
            findings = compare(expected, answer.payload, weight=weight, kind=answer.subject)
            fine = judged.judge(answer.subject, findings, entry=entry, step=step)
        return answer, fine

    async def rejects(self, said: StationCall, *, step: int, code: str | Matcher) -> Answer:
        """Require that the CSMS refuses the station's call by a CALLERROR with this code (Part 4, 4.3)."""
        answer = await self._answer(said, step)
        entry = said.sent.answer_entry if said.sent else None
        wanted = (
            code
            if isinstance(code, Matcher)
            else Matcher("error code", f"must be a CALLERROR {code}", lambda c: c == code, code)
        )
        was = answer.error_words if answer.error_code is not None else "a CALLRESULT"
        finding = Finding(
            "", wanted, was, "required", answer.error_code is not None and wanted.is_met(answer.error_code)
        )
        self._context.validations.judge(answer.subject, [finding], entry=entry, step=step)
        return answer

    async def _answer(self, said: StationCall, step: int, weight: Weight = "required") -> Answer:
        context, sent = self._context, said.sent
        subject = f"{said.call.action}Response"
        if sent is None:
            raise ValueError(f"{said.call.action} was queued and never delivered")
        try:
            frame = await context.wait(f"the answer to {said.call.action}", sent.answer, context.pace.answer)
        except TimeoutError:
            context.station.give_up(sent)
            text = f"no answer came within {context.pace.answer:g} s"
            context.validations.fact(
                subject, "must come", False, was=text, entry=sent.entry, step=step, weight=weight, rule="answered"
            )
            if weight != "required":
                return Answer(subject, {}, "no answer", sent.entry, came=False)
            raise Stop("message-missing", f"{subject}: {text}", csms_at_fault=True) from None
        if sent.answer_entry is not None:
            context.trace.at_step(sent.answer_entry, step)
        if frame.type is MessageType.CALLERROR:
            code = frame.error_code or "without a code"
            return Answer(subject, {}, code, sent.answer_entry, description=frame.error_description)
        return Answer(subject, frame.payload if isinstance(frame.payload, dict) else {}, entry=sent.answer_entry)

    async def sends_all(
        self, action: str, /, *, step: int, list_of: str, each: Matcher, together: list[Any]
    ) -> list[CsmsCall]:
        """Require that the CSMS sends as many of these requests as it needs; each is answered as a real station does.

        `each` is required of the list in every request; their lists must contain all elements of `together`.
        """
        context, calls = self._context, list[CsmsCall]()
        element_type = field_type(f"{action}Request", list_of)
        while not matches(together, [each for call in calls for each in _list(call, list_of)], element_type):
            try:
                call = await Promise(context, action, step, None, None, {list_of: each})
            except Stop as stop:
                if not calls or stop.code != "message-missing":
                    raise
                break
            answered = context.station.reply_at_once(call.received)
            if answered is not None:
                context.trace.at_step(answered, step + 1)
            calls.append(call)
        where = [(call, index) for call in calls for index in range(len(_list(call, list_of)))]
        for wanted in together:
            # Each element is validated in the message that contains it; a missing one in the last message.
            best = min(where, key=lambda at: mismatch(wanted, _list(at[0], list_of)[at[1]], element_type), default=None)
            call, index = best or (calls[-1], None)
            came = MISSING if index is None else _list(call, list_of)[index]
            path = f"{list_of}[{'...' if index is None else index}]"
            findings = compare(wanted, came, path, kind=element_type)
            context.validations.judge(f"{action}Request", findings, entry=call.received.entry, step=step)
            if best is not None:
                where.remove(best)
        return calls

    def may_send(
        self,
        action: str,
        /,
        *,
        step: int,
        answered: OwnAnswer | None = None,
        **expected: Any,
    ) -> MaySend:
        """Allow this request at any time: it is validated, and answered as a real station does.

        `answered` is the answer, or a function that returns it, if the station of the case answers otherwise.
        """
        return MaySend(self._context, action, step, lambda _: expected, answered=answered)

    async def more_requests(
        self, first: CsmsCall, *, step: int, each: Callable[[list[CsmsCall]], dict[str, Any]]
    ) -> list[CsmsCall]:
        """Take all requests of a split message, until the operator reports the end of the order.

        `each` returns the requirements on a further request, given the earlier ones; a real station's answer is sent.
        """
        context, order = self._context, first.order
        rest = MaySend(context, first.received.action, step, each, first)
        if order is not None and order.outcome is None:
            await context.orders_done()
        else:
            # An operator that has reported before the first request does not indicate whether more requests follow.
            queued = order is not None and order.queued
            while await rest.next(context.pace.unasked if queued else context.pace.look_further):
                pass
        return rest.end()

    async def stays_silent(self, action: str, /, *, step: int, **expected: Any) -> None:
        """Require that the CSMS does not send this request during the quiet time, nor since a step took one.

        The silence counts only when the CSMS answers a later call, which is checked at the end of every play.
        """
        context = self._context
        seconds = context.pace.quiet
        calls = [e for e in context.trace.entries if e.get("action") == action and e.get("message") == "CALL"]
        early = calls[-1]["n"] if calls and calls[-1].get("unexpected") else None
        expectation = context.expect(action, expected)
        came: Received | None = None
        try:
            came = await context.wait(f"{seconds:g} s without {action}", expectation.taken, seconds)
        except TimeoutError:
            context.trace.add("silence", seconds=seconds, text=f"no {action} came")
        finally:
            context.inbox.forget(expectation)
        if came is not None:
            context.station.reply_at_once(came)
        context.validations.fact(
            f"{action}Request",
            "must not be sent",
            came is None and early is None,
            was="was sent",
            entry=came.entry if came else len(context.trace.entries) - 1 if early is None else early,
            step=step,
            rule="silence",
        )


def _list(call: CsmsCall, name: str) -> list[Any]:
    """Return a list in a call; an empty list for any other value."""
    value = call.get(name)
    return value if isinstance(value, list) else []


class Promise:
    """A call of the CSMS that was declared in advance; awaiting it returns the validated call."""

    def __init__(
        self,
        context: CaseContext,
        action: str,
        step: int,
        within: float | None,
        answered: Mapping[str, Any] | None,
        expected: dict[str, Any],
    ) -> None:
        self._context = context
        self._action = action
        self._step = step
        self._within = within
        self._answer = answered
        self._expected = expected
        at_once = self._answer_at_once if answered is not None else None
        self._expectation: Expectation = context.expect(action, expected, at_once=at_once, step=step)

    @property
    def kept(self) -> bool:
        """Return whether the call has arrived."""
        return self._expectation.taken.done()

    @property
    def awaited(self) -> "asyncio.Future[Received]":
        """Return a future that is done when the call has arrived."""
        return self._expectation.taken

    def __await__(self) -> Generator[Any, None, CsmsCall]:
        return self._come().__await__()

    def order_to_come(self, may_come: bool) -> None:
        """Return whether the operator may still be asked for this call: until then only a matching call is taken."""
        self._expectation.order_to_come = may_come

    def _answer_at_once(self, received: Received) -> None:
        entry = self._context.station.answer(received, dict(self._answer or {}))
        if entry is not None:
            self._context.trace.at_step(entry, self._step + 1)

    async def _come(self) -> CsmsCall:
        context, subject = self._context, f"{self._action}Request"
        within = self._within if self._within is not None else context.pace.message
        try:
            received = await self._received(subject, within)
        except TimeoutError:
            if not context.inbox.take_best(self._expectation):
                raise self._missing(within) from None
            received = self._expectation.taken.result()
        finally:
            context.inbox.forget(self._expectation)
        order = self._order()
        if order is not None:
            context.inbox.done(order)
        context.trace.at_step(received.entry, self._step)
        context.trace.entries[received.entry].pop("unexpected", None)
        judged = context.validations
        supplied = order.supplied if order else None
        relayed = all_supplied(subject, received.payload, supplied)
        judged.fact(subject, "must be sent", True, entry=received.entry, step=self._step, rule="sent", relayed=relayed)
        judged.judge(
            subject,
            compare(self._expected, received.payload, kind=subject),
            entry=received.entry,
            step=self._step,
            supplied=supplied,
        )
        for candidate in self._expectation.candidates:
            if candidate is not received:
                context.trace.note(f"an earlier {self._action} fitted less well and was left aside")
        return CsmsCall(received, order)

    async def _received(self, subject: str, within: float) -> Received:
        """Wait for the call, with the time-out for messages after its order has ended."""
        context, taken = self._context, self._expectation.taken
        try:
            return await context.wait(f"the CSMS's {subject}", taken, within)
        except TimeoutError:
            order = self._order()
            if self._within is not None or taken.done() or order is None or order.ended_at is not None:
                raise
        await context.end_of(order, taken)
        return await context.wait(f"the CSMS's {subject}", taken, within)

    def _order(self) -> Order | None:
        """Return the order that should cause this call."""
        return self._context.inbox.peek_order(self._action)

    def _missing(self, within: float) -> Stop:
        context, subject, order = self._context, f"{self._action}Request", self._order()
        text = f"none came within {within:g} s"
        instead = [e["action"] for e in context.trace.entries if e.get("unexpected") and e["message"] == "CALL"]
        if instead:
            text += f"; what came instead: {show(instead[-3:])}"
        validation = context.validations.fact(subject, "must be sent", None, step=self._step, rule="sent")
        return Stop(
            "message-missing",
            f"{subject} must be sent, {text}",
            csms_at_fault=order is None,
            order=order,
            validation=validation,
        )
