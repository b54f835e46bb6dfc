"""Is everything there for a run? Tries connections, the operator and the clock, and says what can be played."""

import asyncio
import secrets
import ssl
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

import tomli_w

from plugfest.scenarios.config.description import CsmsDescription
from plugfest.scenarios.intents import (
    AskLocalListVersion,
    AskTransactionStatus,
    ClearCache,
    Intent,
    ReadVariables,
    Trigger,
    Variable,
)
from plugfest.scenarios.operators import factory
from plugfest.scenarios.operators.protocol import Operator, OperatorError, Order, OrderOutcome, give
from plugfest.scenarios.preflight.availability import case_availability, unlocking
from plugfest.scenarios.preflight.findings import Finding, Level
from plugfest.scenarios.preflight.probe import Probe, a_station
from plugfest.scenarios.preflight.token_check import known_tokens
from plugfest.scenarios.suites.suite import Suite
from plugfest.simulator.station import NotConnectedError

_HARMLESS: Final[Sequence[Intent]] = (
    Trigger("Heartbeat"),
    ReadVariables((Variable("OCPPCommCtrlr", "OfflineThreshold"),)),
    AskLocalListVersion(),
    AskTransactionStatus(),
    ClearCache(),
)
"""Orders that change nothing at a station and have different messages: the first that can be asked is the control."""
_CLOCKS_AGREE: Final = 5.0
"""Seconds that two clocks may differ before somebody should know."""


@dataclass
class CheckResult:
    """What the check learnt of the CSMS, to be written into its file."""

    habits: list[str] = field(default_factory=list)
    """Actions that came after a boot though nobody asked."""

    def proposal(self) -> str:
        """TOML to add to the CSMS's file; empty when there is nothing to add."""
        return "\n".join(f"[[habits]]\n{tomli_w.dumps({'action': action})}" for action in self.habits)


async def check(
    suite: Suite,
    description: CsmsDescription,
    learnt: CheckResult,
    listen: float = 3.0,
    make_operator: Callable[[CsmsDescription], Operator] = factory.make_operator,
) -> AsyncIterator[Finding]:
    """Everything that is to be known before a run, as it is found out.

    `listen` is how long, in seconds, to hear what the CSMS sends by itself after a boot; `learnt` is filled in.
    """
    try:
        operator = make_operator(description)
        await operator.open()
    except OperatorError as error:
        yield Finding(Level.PROBLEM, f"the operator cannot work: {error}")
        return
    try:
        for profile in sorted(description.addresses):
            async for finding in _profile(description, operator, profile, learnt, listen):
                yield finding
    finally:
        await operator.close()
    for finding in cases(suite, description):
        yield finding


def cases(suite: Suite, description: CsmsDescription) -> list[Finding]:
    """Which cases can be played, which cannot and why, and which few intents would unlock most."""
    every = case_availability(suite, description)
    playable = sum(prospect.playable for prospect in every)
    found = [Finding(Level.FINE, f"{playable} of {len(every)} cases can be played")]
    by_reason: dict[str, list[str]] = {}
    for prospect in every:
        if not prospect.playable:
            by_reason.setdefault("; ".join(prospect.obstacles), []).append(prospect.case.removesuffix("_CSMS"))
    for reason, cases in sorted(by_reason.items(), key=lambda each: -len(each[1])):
        found.append(Finding(Level.NOTE, f"{', '.join(cases)}: {reason}"))
    best = unlocking(every)
    if best:
        words = ", ".join(f"{name} (+{count})" if count else name for name, count in best)
        found.append(Finding(Level.NOTE, f"these orders would unlock most cases, in this order: {words}"))
    return found


async def _profile(
    description: CsmsDescription, operator: Operator, profile: int, learnt: CheckResult, listen: float
) -> AsyncIterator[Finding]:
    name = f"security profile {profile}"
    try:
        access = await a_station(description, operator, profile)
    except OperatorError as error:
        yield Finding(Level.PROBLEM, f"{name}: {error}")
        return
    try:
        probe = Probe(description, access, profile)
        async for finding in _connected(description, operator, probe, name, learnt, listen):
            yield finding
        connected = probe.station.connected
        await probe.close()
        if connected and profile in (1, 2):
            yield await _wrong_password(description, probe, name)
    except (OSError, ssl.SSLError) as error:
        yield Finding(Level.PROBLEM, f"{name}: {error}")
    finally:
        await operator.release(access)


async def _connected(
    description: CsmsDescription, operator: Operator, probe: Probe, name: str, learnt: CheckResult, listen: float
) -> AsyncIterator[Finding]:
    attempt = await probe.connect()
    if not attempt.accepted:
        yield Finding(Level.PROBLEM, f"{name}: {attempt.options.url} refused by {attempt.refused_by}: {attempt.detail}")
        return
    if attempt.subprotocol != "ocpp2.0.1":
        yield Finding(Level.PROBLEM, f"{name}: the subprotocol is {attempt.subprotocol!r}, not ocpp2.0.1")
    try:
        status, ahead = await probe.boot()
        yield _booted(name, probe.access.identity, status)
        if ahead is not None and abs(ahead) > _CLOCKS_AGREE:
            yield Finding(Level.NOTE, f"{name}: the CSMS's clock is {ahead:+.0f} s against ours; times will look wrong")
        await asyncio.sleep(listen)
        for finding in _unasked(description, probe, learnt):
            yield finding
        async for finding in known_tokens(probe):
            yield finding
        async for finding in _orders(description, operator, probe):
            yield finding
    except NotConnectedError:
        yield Finding(Level.PROBLEM, f"{name}: the CSMS closed the connection of station {probe.access.identity}")


def _booted(name: str, identity: str, status: str | None) -> Finding:
    if status == "Accepted":
        return Finding(Level.FINE, f"{name}: station {identity} connects, and its boot is accepted")
    said = f"answered {status}" if status else "not answered"
    return Finding(Level.PROBLEM, f"{name}: the boot of station {identity} is {said}; it must be accepted to play")


def _unasked(description: CsmsDescription, probe: Probe, learnt: CheckResult) -> list[Finding]:
    declared = {habit.action for habit in description.habits}
    new = sorted({received.action for received in probe.calls} - declared - set(learnt.habits))
    learnt.habits += new
    if not new:
        return []
    text = (
        f"after a boot the CSMS sends {', '.join(new)} by itself: declare it as [[habits]], and give it settling time"
    )
    return [Finding(Level.NOTE, text)]


async def _orders(description: CsmsDescription, operator: Operator, probe: Probe) -> AsyncIterator[Finding]:
    """A positive and a negative control, when orders return, and in which order they arrive."""
    askable = [intent for intent in _HARMLESS if operator.cannot(intent) is None]
    if not operator.is_program or not askable:
        return
    order = Order(1, askable[0], probe.access.identity)
    received, before = await probe.follow(askable[0].action, give(operator, order), description.pace.message)
    if received is None:
        outcome = f"{order.outcome}: {order.detail}" if order.outcome else "no outcome"
        yield Finding(Level.PROBLEM, f"the order to {askable[0]} did not arrive at the station ({outcome})")
        return
    when = "before" if before else "after"
    yield Finding(Level.FINE, f"the order to {askable[0]} arrives; its call returns {when} the station has answered")
    yield await _nonsense(operator, askable[0])
    if len(askable) > 1:
        yield await _in_order(description, operator, probe, askable)


async def _nonsense(operator: Operator, intent: Intent) -> Finding:
    """The negative control: an order for a station that nobody knows."""
    nobody = Order(2, intent, f"PF-NOBODY-{secrets.token_hex(3).upper()}")
    try:
        await asyncio.wait_for(give(operator, nobody), 15)
    except TimeoutError:
        return Finding(Level.NOTE, "an order for a station that does not exist is neither refused nor done")
    if nobody.outcome in (OrderOutcome.REFUSED, OrderOutcome.FAILED):
        return Finding(Level.FINE, "an order for a station that does not exist is refused")
    text = "an order for a station that does not exist is called done: the API's refusals are not recognized; "
    return Finding(Level.PROBLEM, text + "describe them by `success` or `refused`")


async def _in_order(
    description: CsmsDescription, operator: Operator, probe: Probe, intents: Sequence[Intent]
) -> Finding:
    """Orders given one after the other, without waiting in between."""
    first = len(probe.calls)
    orders = [Order(number, intent, probe.access.identity) for number, intent in enumerate(intents, 3)]
    tasks = [asyncio.ensure_future(give(operator, order)) for order in orders]
    await asyncio.wait(tasks, timeout=description.pace.message)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    refused = (OrderOutcome.REFUSED, OrderOutcome.FAILED)
    wanted = [order.intent.action for order in orders if order.outcome not in refused]
    arrived = [received.action for received in probe.calls[first:] if received.action in wanted]
    if arrived == wanted:
        return Finding(Level.FINE, "orders given together arrive in the order given")
    shown = ", ".join(arrived) or "nothing"
    return Finding(Level.NOTE, f"orders given together ({', '.join(wanted)}) do not arrive in that order: {shown}")


async def _wrong_password(description: CsmsDescription, probe: Probe, name: str) -> Finding:
    """Wrong credentials come last: some CSMSs lock a station out after them."""
    attempt = await probe.connect(password=secrets.token_urlsafe(18))
    if attempt.accepted:
        await probe.close()
        return Finding(Level.NOTE, f"{name}: a wrong password is accepted too (A00.FR.204)")
    return Finding(Level.FINE, f"{name}: a wrong password is refused")
