"""Run one case: every variant of its scenario, each on a station of its own."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from plugfest.scenarios.certificates.pki import Pki, pki_of
from plugfest.scenarios.config.configured import Configured
from plugfest.scenarios.config.description import CsmsDescription
from plugfest.scenarios.context.case_context import CaseContext, CaseSetup, Credentials
from plugfest.scenarios.context.stops import Stop
from plugfest.scenarios.context.trace import Trace
from plugfest.scenarios.engine.clean_up import clean_up
from plugfest.scenarios.engine.ending import (
    RULES,
    blame,
    check_still_alive,
    settle_automatic_checks,
    settle_refusals,
    subject_of,
)
from plugfest.scenarios.engine.stations import Stations
from plugfest.scenarios.engine.verdict import Cause, Facts, Verdict, decide, worst
from plugfest.scenarios.language.cases import CONNECTED, DISCONNECTED, Beginning, Variant, variants
from plugfest.scenarios.language.certificates import Certificates
from plugfest.scenarios.language.charging import Site
from plugfest.scenarios.language.csms import Csms
from plugfest.scenarios.language.operator import OperatorSpeaker
from plugfest.scenarios.language.states import go_to
from plugfest.scenarios.language.station import StationSpeaker
from plugfest.scenarios.language.tls import Tls
from plugfest.scenarios.language.tokens import Tokens
from plugfest.scenarios.operators.protocol import BootPolicy, Operator, OperatorError, StationAccess, StationSpec
from plugfest.scenarios.operators.rate_limiter import RateLimiter
from plugfest.scenarios.suites.catalogue import Case
from plugfest.scenarios.suites.registry import Scenario
from plugfest.simulator.device.clock import Clock
from plugfest.simulator.device.device import Device
from plugfest.simulator.link.link import Link
from plugfest.simulator.station import Station


@dataclass
class RunContext:
    """What all plays of a run share: the CSMS, its operator, its stations, and how strict to be."""

    description: CsmsDescription
    operator: Operator
    strict: bool = False
    link: Callable[[], Link] = Link
    """Makes the link of each play: faultless, unless a self-check says otherwise."""
    under_way: dict[str, CaseContext] = field(default_factory=dict)
    """The stage of every case under way, for those who show progress."""
    on_play: Callable[[str, str, CaseContext], None] = lambda *_: None
    """Called when a play begins, with its case, the label of its variant and its stage."""
    let_in: set[Credentials] = field(default_factory=set)
    """Credentials that the CSMS has accepted in this run."""
    secrets: set[str] = field(default_factory=set)
    """What became known in plays and must never be shown: passwords, keys."""
    connect_rate: RateLimiter = field(init=False)
    """Lets connections through at the pace that the CSMS asks for."""
    stations: Stations = field(init=False)
    pki: Pki = field(init=False)

    def __post_init__(self) -> None:
        self.connect_rate = RateLimiter(self.description.pace.connections_per_second)
        self.stations = Stations(self.description, self.operator)
        self.pki = pki_of(self.description.certificates)


async def run_case(case: Case, scenario: Scenario, run_context: RunContext, only: str | None = None) -> dict[str, Any]:
    """Play every variant of a case, or `only` the one of that label; its record's case line with the worst verdict.

    Never raises for what a CSMS, an operator or a scenario does. A cancelled play leaves a record that says so.
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
    verdict, cause = worst(decided)
    return case_record(case, scenario, verdict, cause, plays=plays, started=started, duration=time.monotonic() - began)


def _excused_from(case: Case, scenario: Scenario, run_context: RunContext) -> tuple[Verdict, Cause] | None:
    """Why a case is not played at all."""
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
    return [variant for variant in chosen if only in (None, _label(variant))]


def usual_profile(description: CsmsDescription) -> int:
    """The security profile of the cases that ask for none: the lowest that the CSMS offers."""
    return min(description.addresses)


async def _run_variant(
    case: Case, scenario: Scenario, variant: Variant, run_context: RunContext
) -> tuple[Verdict, Cause | None, dict[str, Any]]:
    """Play one variant; return its verdict, the cause, and its part of the record."""
    started, began = now(), time.monotonic()
    outcome = _Outcome()
    # In a task of its own, so that whatever goes wrong in a scenario is looked at, not caught.
    task = asyncio.create_task(_on_a_station(case, scenario, variant, run_context, outcome))
    try:
        await asyncio.wait([task])
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
    verdict, cause = decide(outcome.facts(run_context.strict))
    return verdict, cause, outcome.record(variant, verdict, cause, started, time.monotonic() - began)


async def _on_a_station(
    case: Case, scenario: Scenario, variant: Variant, run_context: RunContext, outcome: "_Outcome"
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
        trace = Trace()
        device = _device(run_context.description.configured, access, clock_offset)
        for name, value in options.variables.items():
            device.model.put("TxCtrlr", name, value)
        station = Station(device, link=run_context.link(), observer=trace)
        setup = CaseSetup(
            run_context.description,
            run_context.description.configured,
            run_context.operator,
            access,
            run_context.pki,
            run_context.connect_rate,
            let_in=run_context.let_in,
            remember=run_context.stations.remember,
        )
        context = CaseContext(setup, station, trace)
        outcome.context = run_context.under_way[case.id] = context
        run_context.on_play(case.id, _label(variant), context)
        try:
            await _perform(scenario, variant, context, outcome)
            await clean_up(context)
        finally:
            del run_context.under_way[case.id]
            run_context.secrets |= {secret for secret in (context.access.password, context.access.key) if secret}
            await station.disconnect()
            station.cut()


def _device(configured: Configured, access: StationAccess, clock_offset: float) -> Device:
    return Device(
        identity=access.identity,
        model=configured.model,
        vendor_name=configured.vendor_name,
        serial_number=access.serial_number,
        connectors=access.connectors or configured.connectors,
        connector_type=configured.connector_type,
        reports=configured.availability,
        clock=Clock(clock_offset),
    )


async def _perform(scenario: Scenario, variant: Variant, context: CaseContext, outcome: "_Outcome") -> None:
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
        await _begin(scenario.options.begins, station)
        context.trace.part = "main"
        await scenario.play(**{name: speakers[name] for name in scenario.parameters})
        outcome.completed = True
        await context.quiesce()
        context.trace.part = "end"
        await check_still_alive(context)
    except Stop as stop:
        outcome.stopped = stop
        context.trace.part = "end"
        outcome.stopped = await blame(context, stop)
    finally:
        context.inbox.release_all()
        await context.end_orders()
        settle_refusals(context)
        settle_automatic_checks(context)
        context.trace.part = "end"


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
            there = station.on(beginning.evse)
            if beginning.token is not None:
                there = station.on(beginning.evse, token=station.known_token(beginning.token))
            await there.reaches(beginning.state)


@dataclass
class _Outcome:
    """What a play comes to, piece by piece; complete even when it is cut short."""

    context: CaseContext | None = None
    completed: bool = False
    stopped: Stop | None = None
    raised: str | None = None
    csms_judged: bool = True

    def operator_failed(self, error: OperatorError) -> None:
        """The operator could not make the station ready, or, once the play was over, not tidy up after it."""
        if self.context is not None and (self.completed or self.stopped is not None):
            self.context.trace.note(f"the station could not be released: {error}")
        else:
            self.stopped = Stop("order-failed", str(error))

    def facts(self, strict: bool) -> Facts:
        """What the verdict rests on."""
        stopped = self.stopped
        cause = Cause(stopped.code, stopped.text) if stopped is not None else None
        if self.context is None:
            return Facts(stopped=cause, raised=self.raised)
        validations, trace, broke = self.context.validations.all, self.context.trace, None
        if trace.our_defects:
            entry, defect = trace.our_defects[0]
            broke = f"plugfest's own {subject_of(trace, entry)} breaks a rule: {defect.path}: {defect.text}"
        own = [v for v in validations if v["kind"] == "own"]
        violated = [v for v in own if v["outcome"] == "violated" and v["weight"] == "required"]
        return Facts(
            completed=self.completed,
            met=sum(v["outcome"] == "met" for v in own),
            violated=tuple(in_words(v) for v in violated),
            broken_rules=self._broken_rules(strict) if self.csms_judged else (),
            stopped=cause,
            csms_at_fault=stopped is not None and stopped.csms_at_fault,
            broke=broke,
            raised=self.raised,
        )

    def _broken_rules(self, strict: bool) -> tuple[Cause, ...]:
        assert self.context is not None
        broken = [
            Cause(RULES[v["rule"]][0] if v["rule"] in RULES else "general-rule", in_words(v))
            for v in self.context.validations.all
            if (v["kind"], v["outcome"], v["weight"]) == ("automatic", "violated", "required")
        ]
        if strict and self.context.unexpected_calls:
            text = f"{self.context.unexpected_calls} request(s) came that no step expects (--strict)"
            broken.append(Cause("general-rule", text))
        return tuple(broken)

    def record(
        self, variant: Variant, verdict: Verdict, cause: Cause | None, started: str, duration: float
    ) -> dict[str, Any]:
        """The play's part of the record."""
        context = self.context
        return {
            "variant": variant.facts,
            "label": _label(variant),
            "verdict": str(verdict),
            "cause": {"code": cause.code, "text": cause.text} if cause else None,
            "started": started,
            "duration": round(duration, 6),
            "station": context.access.identity if context else "",
            "trace": context.trace.entries if context else [],
            "validations": context.validations.all if context else [],
            "orders": [_order(order) for order in context.orders] if context else [],
            "waits": context.waits if context else [],
        }


def _label(variant: Variant) -> str:
    return ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in variant.facts.items())


def in_words(validation: dict[str, Any]) -> str:
    """A validation as a line for a person: its step, what it is about, and how it turned out."""
    step = f"step {validation['step']}: " if validation["step"] is not None else ""
    subject = "" if validation["text"].startswith(validation["subject"]) else f"{validation['subject']}: "
    return f"{step}{subject}{validation['text']}"


def _order(order: Any) -> dict[str, Any]:
    return {
        "order": order.number,
        "intent": order.intent.name,
        "text": str(order.intent),
        "parameters": order.intent.parameters(),
        "asked_at": order.asked_at,
        "outcome": str(order.outcome) if order.outcome else "accepted" if order.accepted else "unknown",
        "detail": order.detail,
        "ended_at": order.ended_at,
        "supplied": order.supplied,
    }


def case_record(
    case: Case,
    scenario: Scenario | None,
    verdict: Verdict,
    cause: Cause | None,
    *,
    plays: list[dict[str, Any]] | None = None,
    started: str | None = None,
    duration: float = 0.0,
) -> dict[str, Any]:
    """A case's line of the record."""
    return {
        "kind": "case",
        "id": case.id,
        "block": case.block,
        "title": case.title,
        "use_cases": list(case.use_cases),
        "requirements": list(case.requirements),
        "profiles": case.profiles,
        "feature": case.feature,
        "official": case.official,
        "changed": case.changed,
        "implemented": scenario is not None,
        "about": scenario.about if scenario else None,
        "needs": {
            "orders": scenario.orders if scenario else [],
            "configured": scenario.configured if scenario else [],
        },
        "verdict": str(verdict),
        "cause": {"code": cause.code, "text": cause.text} if cause else None,
        "excused": None,
        "plays": plays or [],
        "started": started,
        "duration": round(duration, 6),
    }


def now() -> str:
    """The time of day as the record has it."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
