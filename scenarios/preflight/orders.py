"""Tests orders: when the CSMS knows a station, when an order ends, and in which sequence messages arrive."""

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Sequence
from typing import Final

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
from plugfest.scenarios.operators.protocol import Operator, Order, OrderOutcome, give
from plugfest.scenarios.preflight.findings import Finding, Level
from plugfest.scenarios.preflight.probe import Probe
from plugfest.scenarios.preflight.proposal import CheckResult

_HARMLESS: Final[Sequence[Intent]] = (
    Trigger("Heartbeat"),
    ReadVariables((Variable("OCPPCommCtrlr", "OfflineThreshold"),)),
    AskLocalListVersion(),
    AskTransactionStatus(),
    ClearCache(),
)
"""Orders that change nothing at a station and have different messages: the first possible one is the control order."""
_REFUSED: Final = (OrderOutcome.REFUSED, OrderOutcome.FAILED)
_PAUSES: Final = (0.1, 0.2, 0.4, 0.8, 1.6, 3.2)
"""Seconds between two tries of an order that was too early."""


async def orders(
    description: CsmsDescription, operator: Operator, probe: Probe, learnt: CheckResult
) -> AsyncIterator[Finding]:
    """Yield findings of a positive and a negative control, and of the timing and sequence of orders."""
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
    if order.queued and not before:
        learnt.learn("operator", "confirms", "answered")
    yield await _nonsense(operator, askable[0])
    if len(askable) > 1:
        yield await _in_order(description, operator, probe, askable)
    yield await _after_a_reconnect(description, operator, probe, askable[0], learnt)


async def _nonsense(operator: Operator, intent: Intent) -> Finding:
    """Yield the finding of the negative control: an order for an unknown station."""
    unknown = Order(2, intent, f"PF-NOBODY-{secrets.token_hex(3).upper()}")
    try:
        await asyncio.wait_for(give(operator, unknown), 15)
    except TimeoutError:
        return Finding(Level.NOTE, "an order for a station that does not exist is neither refused nor done")
    if unknown.outcome in _REFUSED:
        return Finding(Level.FINE, "an order for a station that does not exist is refused")
    text = "an order for a station that does not exist is called done: the API's refusals are not recognized; "
    return Finding(Level.PROBLEM, text + "describe them by `success` or `refused`")


async def _in_order(
    description: CsmsDescription, operator: Operator, probe: Probe, intents: Sequence[Intent]
) -> Finding:
    """Give orders without waiting between them, and compare the sequence of their messages."""
    first = len(probe.calls)
    given = [Order(number, intent, probe.access.identity) for number, intent in enumerate(intents, 3)]
    tasks = [asyncio.ensure_future(give(operator, order)) for order in given]
    await asyncio.wait(tasks, timeout=description.pace.message)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    wanted = [order.intent.action for order in given if order.outcome not in _REFUSED]
    arrived = await probe.arrived(wanted, since=first)
    if arrived == wanted:
        return Finding(Level.FINE, "orders given together arrive in the order given")
    shown = ", ".join(arrived) or "nothing"
    return Finding(Level.NOTE, f"orders given together ({', '.join(wanted)}) do not arrive in that order: {shown}")


async def _after_a_reconnect(
    description: CsmsDescription, operator: Operator, probe: Probe, intent: Intent, learnt: CheckResult
) -> Finding:
    """Measure how soon after a reconnect a station can be given an order."""
    await probe.close()
    attempt = await probe.connect()
    if not attempt.accepted:
        learnt.learn("pace", "reconnect_pause", max(1.0, 2 * description.pace.reconnect_pause))
        text = f"a station that connects again after {description.pace.reconnect_pause:g} s is refused: give it a pause"
        return Finding(Level.PROBLEM, text)
    connected = time.monotonic()
    await asyncio.sleep(description.pace.settling)
    for number, pause in enumerate((0.0, *_PAUSES)):
        await asyncio.sleep(pause)
        order = Order(100 + number, intent, probe.access.identity)
        took = time.monotonic() - connected
        received, _ = await probe.follow(intent.action, give(operator, order), description.pace.message)
        if received is not None:
            break
        if order.outcome not in _REFUSED or not probe.station.connected:
            return Finding(Level.PROBLEM, f"after a reconnect the order to {intent} does not arrive at the station")
    else:
        return Finding(Level.PROBLEM, f"after a reconnect every order is refused: {order.detail}")
    if number == 0:
        return Finding(Level.FINE, f"after a reconnect orders are taken (settling {description.pace.settling:g} s)")
    settling = round(2 * took + 0.1, 1)
    learnt.learn("pace", "settling", settling)
    text = f"after a reconnect orders are refused for {took:.1f} s: set settling in [pace] to {settling:g}"
    return Finding(Level.NOTE, text)
