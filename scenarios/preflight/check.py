"""Checks the prerequisites of a run: tries connections, the operator and the clock, and lists playable cases."""

import asyncio
import secrets
import ssl
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Final

import tomli_w

from plugfest.reports.formatting import first_few
from plugfest.scenarios.config.description import CsmsDescription
from plugfest.scenarios.context.stops import Stop
from plugfest.scenarios.engine.stations import Stations
from plugfest.scenarios.operators import factory
from plugfest.scenarios.operators.protocol import Operator, OperatorError, StationSpec
from plugfest.scenarios.preflight.availability import CaseAvailability, case_availability, unlocking
from plugfest.scenarios.preflight.certificates import certificate_findings
from plugfest.scenarios.preflight.findings import Finding, Level
from plugfest.scenarios.preflight.orders import orders
from plugfest.scenarios.preflight.probe import Probe
from plugfest.scenarios.preflight.proposal import CheckResult
from plugfest.scenarios.preflight.token_check import known_tokens
from plugfest.scenarios.suites.suite import Suite
from plugfest.simulator.connection.attempt import Attempt
from plugfest.simulator.station import NotConnectedError

_CLOCKS_AGREE: Final = 5.0
"""Difference of two clocks in seconds from which it is reported."""
_CURES: Final = {
    "TCP": "; start the CSMS, or correct its address",
    "HTTP": "; correct the address, or the station's identity and password",
}
"""Advice about a refused connection, by the layer that refused it."""
_NO_ORDERS: Final = "the operator cannot be asked: "
_NAMED: Final = 8
"""Orders that are named in one line."""
_AT_A_TIME: Final = 4
"""Cases at a time that are proposed: enough to fill the time in which one of them waits."""


async def check(
    suite: Suite,
    description: CsmsDescription,
    learnt: CheckResult,
    listen: float = 3.0,
    make_operator: Callable[[CsmsDescription], Operator] = factory.make_operator,
) -> AsyncIterator[Finding]:
    """Yield all findings before a run, as soon as each is known.

    `listen` is the time in seconds to receive requests that the CSMS sends by itself; `learnt` gets the results.
    """
    try:
        operator = make_operator(description)
        await operator.open()
    except OperatorError as error:
        yield Finding(Level.PROBLEM, f"the operator cannot work: {error}")
        return
    try:
        for finding in certificate_findings(description, learnt):
            yield finding
        for profile in sorted(description.addresses):
            async for finding in _profile(description, operator, profile, learnt, listen):
                yield finding
    finally:
        await operator.close()
    if not learnt.connected:
        yield Finding(Level.NOTE, "no case can be played until a station is connected and its boot accepted")
        return
    for finding in cases(suite, description):
        yield finding
    if proposal := _workers(description, learnt):
        yield proposal


def cases(suite: Suite, description: CsmsDescription) -> list[Finding]:
    """Yield the playable cases, the others with their obstacles, and the intents that would unlock most."""
    every = case_availability(suite, description)
    playable = sum(prospect.playable for prospect in every)
    found = [Finding(Level.FINE, f"{playable} of {len(every)} cases can be played")]
    by_reason: dict[str, list[CaseAvailability]] = {}
    for prospect in every:
        if not prospect.playable:
            reason = _NO_ORDERS if prospect.lacks_orders_only else "; ".join(prospect.obstacles)
            by_reason.setdefault(reason, []).append(prospect)
    for reason, prospects in sorted(by_reason.items(), key=lambda each: -len(each[1])):
        missing = sorted(set[str]().union(*(each.missing for each in prospects)))
        orders = first_few(missing, _NAMED, ", ") if reason == _NO_ORDERS else ""
        found.append(
            Finding(
                Level.NOTE,
                f"{len(prospects)} case(s): {reason}{orders}",
                details=", ".join(each.case.removesuffix("_CSMS") for each in prospects),
                toml="\n".join(prospects[0].cures),
            )
        )
    best = unlocking(every)
    if best:
        words = ", ".join(f"{name} (+{count})" if count else name for name, count in best)
        found.append(Finding(Level.NOTE, f"these orders would unlock most cases, in this order: {words}"))
    return found


def _workers(description: CsmsDescription, learnt: CheckResult) -> Finding | None:
    """Propose to play several cases at a time, where a program gives the orders and the CSMS needed no pauses."""
    by_program = description.operator.get("kind") in ("compact", "http", "python")
    slow = learnt.tables.get("pace") or description.pace.settling
    ordinary = sum(station.role == "ordinary" for station in description.stations)
    number = min(_AT_A_TIME, ordinary or _AT_A_TIME)
    if not by_program or slow or description.pace.workers > 1 or number == 1:
        return None
    text = f"{number} cases at a time would take less time, and the CSMS needed no pauses here"
    return Finding(Level.NOTE, text, toml=f"[pace]\nworkers = {number}")


async def _profile(
    description: CsmsDescription, operator: Operator, profile: int, learnt: CheckResult, listen: float
) -> AsyncIterator[Finding]:
    name = f"security profile {profile}"
    stations = Stations(description, operator)
    try:
        async with stations.station(StationSpec(security_profile=profile)) as access:
            probe = Probe(description, access, profile, stations.memory(access.identity))
            async for finding in _connected(description, operator, probe, name, learnt, listen):
                yield finding
            connected = probe.station.connected
            await probe.close()
            if connected and profile in (1, 2):
                yield await _wrong_password(description, probe, name)
            for finding in _frames(probe, name, learnt):
                yield finding
    except (OperatorError, Stop, OSError, ssl.SSLError) as error:
        yield Finding(Level.PROBLEM, f"{name}: {error}")


def _frames(probe: Probe, name: str, learnt: CheckResult) -> Iterator[Finding]:
    """Yield the rule violations in received messages: a run would find the same in every case."""
    broken = [f"{frame.action or 'a message'}: {each.path} {each.text}" for frame, each in probe.defects()]
    if broken:
        shown = "; ".join(dict.fromkeys(broken[:3]))
        yield Finding(Level.PROBLEM, f"{name}: {len(broken)} time(s) a message of the CSMS breaks a rule: {shown}")
    for action, error in probe.refused_calls.items():
        yield Finding(Level.PROBLEM, f"{name}: {action} is answered with a CALLERROR: {error}")
    if set(probe.refused_calls) == {"NotifyEvent"}:
        learnt.learn("configured", "availability", "StatusNotification")
        learnt.learn("configured", "meter_reports", "MeterValues")


async def _connected(
    description: CsmsDescription, operator: Operator, probe: Probe, name: str, learnt: CheckResult, listen: float
) -> AsyncIterator[Finding]:
    attempt = await probe.connect()
    if not attempt.accepted:
        yield _not_connected(name, description.addresses[probe.profile].url, probe, attempt)
        if attempt.refused_by == "TLS" and attempt.options.trust is None:
            learnt.learn("addresses", str(probe.profile), {"trust": "csms-root.pem"})
        return
    if attempt.subprotocol != "ocpp2.0.1":
        yield Finding(Level.PROBLEM, f"{name}: the subprotocol is {attempt.subprotocol!r}, not ocpp2.0.1")
    try:
        status, ahead = await probe.boot()
        learnt.connected = learnt.connected or status == "Accepted"
        yield _booted(name, probe.access.identity, status)
        if ahead is not None and abs(ahead) > _CLOCKS_AGREE:
            yield Finding(Level.NOTE, f"{name}: the CSMS's clock is {ahead:+.0f} s against ours; times will look wrong")
        elif ahead is not None:
            yield Finding(Level.FINE, f"{name}: the CSMS's clock agrees with ours")
        await asyncio.sleep(listen)
        for finding in _unasked(description, probe, learnt):
            yield finding
        async for finding in known_tokens(probe):
            yield finding
        async for finding in orders(description, operator, probe, learnt):
            yield finding
    except NotConnectedError:
        yield Finding(Level.PROBLEM, f"{name}: the CSMS closed the connection of station {probe.access.identity}")


def _not_connected(name: str, address: str, probe: Probe, attempt: Attempt) -> Finding:
    """Return the refusal of a connection, and the lines of the file that may be wrong."""
    refused_by = attempt.refused_by or ""
    text = f"{name}: {attempt.options.url} refused by {refused_by}: {attempt.detail}{_CURES.get(refused_by, '')}"
    toml = f"[addresses.{probe.profile}]\n{tomli_w.dumps({'url': address})}"
    if refused_by == "HTTP":
        identity = tomli_w.dumps({"identity": probe.access.identity})
        toml += f'\n[[stations]]\n{identity}password = {{ env = "..." }}\n'
    return Finding(Level.PROBLEM, text, toml=toml)


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


async def _wrong_password(description: CsmsDescription, probe: Probe, name: str) -> Finding:
    """Try wrong credentials last, because some CSMSs lock a station out after them."""
    attempt = await probe.connect(password=secrets.token_urlsafe(18))
    if attempt.accepted:
        await probe.close()
        return Finding(Level.NOTE, f"{name}: a wrong password is accepted too (A00.FR.204)")
    return Finding(Level.FINE, f"{name}: a wrong password is refused")
