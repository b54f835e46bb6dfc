"""After a scenario: checks whether the CSMS still works, judges refusals and decides who is responsible for a stop."""

from typing import Final

from plugfest.scenarios.context.case_context import CaseContext
from plugfest.scenarios.context.stops import Stop, unanswered
from plugfest.scenarios.context.trace import Trace
from plugfest.scenarios.intents import Intent, ReadVariables, Trigger, Variable
from plugfest.scenarios.matching.matchers import Weight
from plugfest.scenarios.operators.protocol import OrderOutcome

HEARTBEAT: Intent = Trigger("Heartbeat")
READ: Intent = ReadVariables((Variable("OCPPCommCtrlr", "OfflineThreshold"),))
"""The control orders: at least one of them has another message than the failed order."""

RULES: Final[dict[str, tuple[str, str, Weight]]] = {
    "json": ("framing", "must be strict JSON", "required"),
    "framing": ("framing", "must be framed as Part 4 says", "required"),
    "id": ("framing", "must carry a message id of at most 36 characters, never used before", "required"),
    "correlation": ("framing", "must answer a call that waits for it", "required"),
    "one outstanding": ("framing", "must not come while an earlier call is unanswered", "required"),
    "action": ("framing", "must be a request that a CSMS may send", "required"),
    "schema": ("schema", "must fit its JSON schema", "required"),
    "general": ("general-rule", "must follow the general rules of Part 6, section 3.1", "required"),
    "fraction": ("general-rule", "must have at most 3 fractional digits of a second in a date-time", "required"),
    "decimals": ("general-rule", "must have at most 6 decimal places in a decimal", "required"),
    "32 bits": ("general-rule", "must have 32 bits at most in an integer", "required"),
    "characters": ("general-rule", "must have the characters of its type in identifiers and passwords", "advised"),
    "part 2": ("general-rule", "should keep to what Part 2 has of charging profiles and firmware", "advised"),
}
"""The automatic checks: the cause code, the validation of every message of the CSMS, and its weight."""


async def check_still_alive(context: CaseContext) -> None:
    """Check that the CSMS still answers, or accepts a connection where the case ended without one."""
    if not context.station.connected:
        attempt = await context.connect(context.connect_options())
        if (stop := unanswered(attempt)) is not None:
            raise stop
        was = f"was refused by {attempt.refused_by}: {attempt.detail}"
        _automatic(context, "a good connection after the case", "must be accepted", attempt.accepted, was)
        return
    context.expects_connection()
    sent = await context.send(context.station.device.heartbeat(), step=None)
    try:
        await context.wait("a sign of life from the CSMS", sent.answer, context.pace.answer)
    except TimeoutError:
        was = f"came within {context.pace.answer:g} s: none"
        _automatic(context, "an answer after the case", "must still come", False, was)
    else:
        _automatic(context, "an answer after the case", "must still come", True, "")


def _automatic(context: CaseContext, subject: str, says: str, met: bool, was: str) -> None:
    context.validations.fact(subject, says, met, was=was, kind="automatic", rule="alive")


def settle_refusals(context: CaseContext) -> None:
    """Judge refused connections: each counts only with an accepted one before and after it in the same play."""
    accepted = [e["n"] for e in context.trace.entries if e["type"] == "connect" and e["accepted"]]
    for refusal in context.refusals:
        before = any(n < refusal["entry"] for n in accepted)
        after = any(n > refusal["entry"] for n in accepted)
        if refusal["outcome"] == "met" and not (before and after):
            refusal["outcome"] = "not judged"
            refusal["text"] += f", but no connection was accepted {'after' if before else 'before'} it"


def settle_automatic_checks(context: CaseContext) -> None:
    """Record one validation per rule that held in every message, and one per message that violated a rule."""
    trace = context.trace
    broken = {defect.rule for _, defect in trace.broken}
    for entry, defect in trace.broken:
        place = f"{defect.path}: " if defect.path else ""
        context.validations.fact(
            subject_of(trace, entry),
            RULES[defect.rule][1],
            False,
            was=f"{place}{defect.text}",
            entry=entry,
            weight="advised" if defect.advised else "required",
            kind="automatic",
            rule=defect.rule,
        )
    for rule in RULES.keys() - broken:
        if trace.judged:
            subject = f"every message of the CSMS ({trace.judged})"
            _, says, weight = RULES[rule]
            context.validations.fact(subject, says, True, weight=weight, kind="automatic", rule=rule)


def settle_surplus_requests(context: CaseContext) -> None:
    """Record one advised validation per request that a CSMS should not have sent."""
    for surplus in context.unasked.surplus(context.orders):
        context.validations.fact(
            f"{surplus.action}Request", surplus.says, False, was="was sent", entry=surplus.entry, weight="advised",
            kind="automatic", rule="surplus",
        )  # fmt: skip


def subject_of(trace: Trace, entry: int) -> str:
    """Return the name of a frame's message: "ResetRequest", "BootNotificationResponse" or "a message"."""
    frame = trace.entries[entry]
    if frame.get("action") is None:
        return "a message of the CSMS"
    return f"{frame['action']}{'Request' if frame['message'] == 'CALL' else 'Response'}"


async def blame(context: CaseContext, stop: Stop) -> Stop:
    """Return the Stop with the responsible side, after a control order where one is needed."""
    if stop.code == "connection-lost" and not stop.csms_at_fault and not context.station.connected:
        attempt = await context.connect(context.connect_options())
        return unanswered(attempt) or stop
    if stop.code == "message-missing" and stop.order is not None:
        return await _blame_for_order(context, stop)
    if stop.validation is not None and stop.csms_at_fault:
        _violate(stop)
    return stop


async def _blame_for_order(context: CaseContext, stop: Stop) -> Stop:
    """Give a control order: only a CSMS that performs the control order is responsible for the failed one."""
    order = stop.order
    assert order is not None
    context.inbox.done(order)
    if not order.accepted:
        await context.orders_done()
    if not order.accepted and order.outcome in (None, OrderOutcome.UNKNOWN):
        return Stop("order-failed", f"{stop.text}; the operator has not confirmed the order either")
    control = READ if isinstance(order.intent, Trigger) else HEARTBEAT
    if context.operator.cannot(control) is not None:
        return Stop(stop.code, f"{stop.text}; this operator cannot give a control order")
    expectation = context.inbox.expect(control.action, {})
    context.trace.note("a control order shows whether orders arrive at all")
    context.order(control)
    try:
        received = await context.wait("the control order's message", expectation.taken, context.pace.message)
    except TimeoutError:
        return Stop(stop.code, f"{stop.text}; a control order did not arrive either")
    context.station.reply_at_once(received)
    stop.csms_at_fault = True
    _violate(stop)
    return stop


def before_the_case(stop: Stop, state: str) -> Stop:
    """Return a stop before the begin state is reached: it shows nothing about the case, regardless of its cause."""
    if not stop.csms_at_fault or stop.code not in ("message-missing", "validation-violated", "connection-lost"):
        return stop
    code = "connection-lost" if stop.code == "connection-lost" else "state-not-reached"
    return Stop(code, f"the CSMS did not let the state {state} be reached: {stop.text}")


def _violate(stop: Stop) -> None:
    if stop.validation is not None:
        stop.validation.update(outcome="violated", text=stop.text)
