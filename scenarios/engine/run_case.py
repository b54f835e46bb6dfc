"""Runs one case: every variant of its scenario, each with its own station."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from plugfest.scenarios.certificates.pki import Pki, pki_of
from plugfest.scenarios.config.description import CsmsDescription
from plugfest.scenarios.context.case_context import CaseContext
from plugfest.scenarios.context.case_setup import CaseSetup, Credentials
from plugfest.scenarios.context.stops import Stop
from plugfest.scenarios.context.trace import Trace
from plugfest.scenarios.engine.case_outcome import Outcome
from plugfest.scenarios.engine.case_record import case_record, now, variant_label
from plugfest.scenarios.engine.clean_up import clean_up
from plugfest.scenarios.engine.ending import (
    before_the_case,
    blame,
    check_still_alive,
    settle_automatic_checks,
    settle_refusals,
    settle_surplus_requests,
)
from plugfest.scenarios.engine.pause_watch import PauseWatch
from plugfest.scenarios.engine.quiet import end_play, fall_quiet
from plugfest.scenarios.engine.stations import Stations
from plugfest.scenarios.engine.verdict import Cause, Verdict, decide, worst
from plugfest.scenarios.language.cases import CONNECTED, DISCONNECTED, Beginning, Variant, variants
from plugfest.scenarios.language.certificates import Certificates
from plugfest.scenarios.language.charging import Site
from plugfest.scenarios.language.csms import Csms
from plugfest.scenarios.language.operator import OperatorSpeaker
from plugfest.scenarios.language.states import go_to
from plugfest.scenarios.language.station import StationSpeaker
from plugfest.scenarios.language.tls import Tls
from plugfest.scenarios.language.tokens import Tokens
from plugfest.scenarios.matching.csms_clock import begin_play
from plugfest.scenarios.operators.pool import device_of
from plugfest.scenarios.operators.protocol import BootPolicy, Operator, OperatorError, StationSpec
from plugfest.scenarios.operators.rate_limiter import RateLimiter
from plugfest.scenarios.suites.catalogue import Case
from plugfest.scenarios.suites.registry import Scenario
from plugfest.simulator.device.clock import Clock
from plugfest.simulator.link.link import Link
from plugfest.simulator.station import Station


async def _is_not_ours() -> None:
    """Return None: how a CSMS ends that plugfest has not started is unknown."""


@dataclass
class RunContext:
    """The context that all plays of a run share: the CSMS, its operator, its stations, and the strictness."""

    description: CsmsDescription
    operator: Operator
    strict: bool = False
    no_relayed: bool = False
    """Whether a case is undecided when all its evidence is content that plugfest had supplied."""
    link: Callable[[], Link] = Link
    """Makes the link of each play: without faults, except in a self-check."""
    under_way: dict[str, CaseContext] = field(default_factory=dict)
    """The context of every running case, for progress displays."""
    on_play: Callable[[str, str, CaseContext], None] = lambda *_: None
    """Called when a play begins, with its case, the label of its variant and its context."""
    csms_end: Callable[[], Awaitable[str | None]] = _is_not_ours
    """Returns how the CSMS's process ended, if the run has started it and it no longer runs."""
    let_in: set[Credentials] = field(default_factory=set)
    """Credentials that the CSMS has accepted in this run."""
    secrets: set[str] = field(default_factory=set)
    """Secrets that became known in plays and must never be shown: passwords, keys."""
    connect_rate: RateLimiter = field(init=False)
    """Limits the rate of connections as configured for the CSMS."""
    stations: Stations = field(init=False)
    pki: Pki = field(init=False)

    def __post_init__(self) -> None:
        self.connect_rate = RateLimiter(self.description.pace.connections_per_second)
        self.stations = Stations(self.description, self.operator)
        self.pki = pki_of(self.description.certificates)


async def run_case(case: Case, scenario: Scenario, run_context: RunContext, only: str | None = None) -> dict[str, Any]:
    """Play every variant of a case, or `only` the one with that label; return its case line with the worst verdict.

    Failures of a CSMS, an operator or a scenario raise nothing. The record of a cancelled play states that it was.
    """
    started, began = now(), time.monotonic()
    excused = _excused_from(case, scenario, run_context)
    if excused is not None:
        return case_record(case, scenario, excused[0], excused[1], started=started)
    chosen = _chosen_variants(scenario, run_context, only)
    if not chosen:
        wanted = " or ".join(map(str, scenario.options.security_profiles or ()))
        unclaimed = Cause("not-claimed", f"no address is configured for security profile {wanted}")
        return case_record(case, scenario, Verdict.NOT_APPLICABLE, unclaimed, started=started)
    plays: list[dict[str, Any]] = []
    decided: list[tuple[Verdict, Cause | None]] = []
    for variant in chosen:
        verdict, cause, play = await _run_variant(case, scenario, variant, run_context)
        plays.append(play)
        decided.append((verdict, cause))
        if cause is not None and cause.code == "interrupted":
            break
    run_context.secrets |= getattr(run_context.operator, "secrets", frozenset())
    verdict, cause = worst(decided)
    return case_record(case, scenario, verdict, cause, plays=plays, started=started, duration=time.monotonic() - began)


def _excused_from(case: Case, scenario: Scenario, run_context: RunContext) -> tuple[Verdict, Cause] | None:
    """Return why a case is not played; None when it is played."""
    claim = case.not_claimed(run_context.description.claims)
    if claim is not None:
        return Verdict.NOT_APPLICABLE, Cause("not-claimed", claim)
    for entry in run_context.description.cannot:
        if entry.what == case.id or (entry.what in scenario.orders and not entry.when and scenario.options.refusable):
            if scenario.options.refusable:
                text = f"{entry.reason} (the case allows it: {scenario.options.refusable})"
                return Verdict.NOT_APPLICABLE, Cause("refused-by-declaration", text)
            return Verdict.INCONCLUSIVE, Cause("cannot", f"declared by the CSMS's configuration: {entry.reason}")
    return None


def _chosen_variants(scenario: Scenario, run_context: RunContext, only: str | None) -> list[Variant]:
    chosen = variants(
        scenario.options, sorted(run_context.description.addresses), usual_profile(run_context.description)
    )
    return [variant for variant in chosen if only in (None, variant_label(variant))]


def usual_profile(description: CsmsDescription) -> int:
    """Return the security profile of cases without a required one: the lowest that the CSMS offers."""
    return min(description.addresses)


async def _run_variant(
    case: Case, scenario: Scenario, variant: Variant, run_context: RunContext
) -> tuple[Verdict, Cause | None, dict[str, Any]]:
    """Play one variant; return its verdict, the cause, and its part of the record."""
    started, began = now(), time.monotonic()
    outcome = Outcome()
    # In a separate task, so that every exception of a scenario is inspected, not caught here.
    task = asyncio.create_task(_on_a_station(case, scenario, variant, run_context, outcome))
    try:
        async with PauseWatch() as watch:
            await asyncio.wait([task])
            outcome.paused = watch.pause
    except asyncio.CancelledError:
        task.cancel()
        await asyncio.wait([task], timeout=5)
        outcome.stopped = Stop("interrupted", "the run was interrupted while this case was played")
        outcome.csms_judged = False
    error = None if task.cancelled() or not task.done() else task.exception()
    if isinstance(error, OperatorError):
        outcome.operator_failed(error)
    elif isinstance(error, Stop):
        outcome.stopped = error
    elif error is not None:
        outcome.raised = f"{type(error).__name__}: {error}"
    if outcome.stopped is not None and outcome.stopped.code != "interrupted":
        ended = await run_context.csms_end()
        if ended is not None:
            outcome.stopped = Stop("csms-died", f"the CSMS is gone: {ended}")
    facts = outcome.facts(run_context.strict, run_context.no_relayed)
    verdict, cause = decide(facts)
    relayed = verdict is Verdict.PASS and facts.rests_on_relayed
    duration = time.monotonic() - began
    return verdict, cause, outcome.record(variant, verdict, cause, started, duration, relayed=relayed)


async def _on_a_station(
    case: Case, scenario: Scenario, variant: Variant, run_context: RunContext, outcome: Outcome
) -> None:
    options = scenario.options
    boot = options.boot
    if boot is not None and not boot.interval:
        boot = BootPolicy(
            status=boot.status, times=boot.times, interval=run_context.description.configured.boot_interval
        )
    spec = StationSpec(security_profile=variant.security_profile, role=options.role, boot=boot)
    async with run_context.stations.station(spec) as access:
        run_context.secrets |= {secret for secret in (access.password, access.key) if secret}
        clock_offset = options.clock_offset(run_context.description.configured)
        trace, csms_clock = Trace(), begin_play()
        memory = run_context.stations.memory(access.identity)
        clock = Clock(clock_offset, real_time=csms_clock.now)
        device = device_of(run_context.description.configured, access, clock=clock, counters=memory.counters)
        for name, value in options.variables.items():
            component, _, variable = name.rpartition("_")
            device.model.put(component or "TxCtrlr", variable, value)
        station = Station(device, link=run_context.link(), observer=trace, overdue=memory.overdue)
        setup = CaseSetup(
            run_context.description,
            run_context.description.configured,
            run_context.operator,
            access,
            run_context.pki,
            run_context.connect_rate,
            memory,
            spec,
            let_in=run_context.let_in,
            remember=run_context.stations.remember,
            case=case.id,
        )
        context = CaseContext(setup, station, trace)
        outcome.context = run_context.under_way[case.id] = context
        run_context.on_play(case.id, variant_label(variant), context)
        try:
            await _perform(scenario, variant, context, outcome)
            await clean_up(context)
            await end_play(context)
        finally:
            del run_context.under_way[case.id]
            run_context.secrets |= {secret for secret in (context.access.password, context.access.key) if secret}
            await station.disconnect()
            station.cut()
        if context.refused_good is not None:
            why = f"{access.identity} is refused ({context.refused_good}) since {case.id}"
            run_context.stations.set_aside[access.identity] = why


async def _perform(scenario: Scenario, variant: Variant, context: CaseContext, outcome: Outcome) -> None:
    configured = context.configured
    station = StationSpeaker(
        context,
        configured.evse,
        configured.connector,
        lambda speaker, state, **more: go_to(context, speaker, scenario.states, state, **more),
        site=Site(context.station.device, fixed_cables=scenario.options.fixed_cables),
    )
    speakers: dict[str, Any] = {
        "operator": OperatorSpeaker(context),
        "csms": Csms(context),
        "station": station,
        "configured": configured,
        "tokens": Tokens(context),
        "certificates": Certificates(context),
        "tls": Tls(context),
        **dict(variant.values),
    }
    try:
        await _play(scenario, station, speakers, context, outcome)
        await fall_quiet(context)
    finally:
        context.inbox.close()
        await context.end_orders()
        settle_refusals(context)
        settle_automatic_checks(context)
        settle_surplus_requests(context)
        context.trace.part = "end"


async def _play(
    scenario: Scenario,
    station: StationSpeaker,
    speakers: dict[str, Any],
    context: CaseContext,
    outcome: Outcome,
) -> None:
    try:
        await _begin(scenario.options.begins, station)
        context.trace.part = "main"
        await scenario.play(**{name: speakers[name] for name in scenario.parameters})
        outcome.completed = True
        context.trace.part = "end"
        context.inbox.release()
        await check_still_alive(context)
    except Stop as stop:
        outcome.stopped = stop
        begin_state = context.trace.begin_state
        context.trace.part = "end"
        outcome.stopped = await blame(context, stop)
        if begin_state is not None:
            outcome.stopped = before_the_case(outcome.stopped, begin_state)


async def _begin(beginnings: list[Beginning], station: StationSpeaker) -> None:
    names = [beginning.state for beginning in beginnings]
    if names == [DISCONNECTED]:
        return
    if names != [CONNECTED]:
        await station.reaches("Booted")
    for beginning in beginnings:
        if beginning.evse is None:
            await station.reaches(beginning.state)
        else:
            if beginning.evse not in station.device.evses:
                raise Stop(
                    "configured-value-missing",
                    f"the case needs EVSE {beginning.evse}, and the station has {len(station.device.evses)}: "
                    "[configured] connectors lists the connectors of each EVSE",
                )
            there = station.on(beginning.evse)
            if beginning.token is not None:
                there = station.on(beginning.evse, token=station.known_token(beginning.token))
            await there.reaches(beginning.state)
