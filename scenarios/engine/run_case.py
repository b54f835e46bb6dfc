"""Playing one case: every variant of its scenario, each on a station of its own."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from plugfest.scenarios.certificates.pki import Pki, pki_of
from plugfest.scenarios.config.configured import Configured
from plugfest.scenarios.config.description import CsmsDescription
from plugfest.scenarios.context.stage import Given, Stage
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
from plugfest.scenarios.operators.protocol import BootPolicy, Operator, OperatorError, StationAccess, StationWish
from plugfest.scenarios.operators.rate_limiter import Spacing
from plugfest.scenarios.suites.catalogue import Case
from plugfest.scenarios.suites.registry import Scenario
from plugfest.simulator.device.clock import Clock
from plugfest.simulator.device.device import Device
from plugfest.simulator.link.link import Link
from plugfest.simulator.station import Station


@dataclass
class House:
    """What all plays of a run share: the CSMS, its operator, its stations, and how strict to be."""

    description: CsmsDescription
    operator: Operator
    strict: bool = False
    link: Callable[[], Link] = Link
    """Makes the link of each play: faultless, unless a self-check says otherwise."""
    under_way: dict[str, Stage] = field(default_factory=dict)
    """The stage of every case under way, for those who show progress."""
    secrets: set[str] = field(default_factory=set)
    """What became known in plays and must never be shown: passwords, keys."""
    doors: Spacing = field(init=False)
    """Lets connections through at the pace that the CSMS asks for."""
    stations: Stations = field(init=False)
    configured: Configured = field(init=False)
    pki: Pki = field(init=False)

    def __post_init__(self) -> None:
        self.doors = Spacing(self.description.pace.connections_per_second)
        self.stations = Stations(self.description, self.operator)
        self.configured = Configured(**self.description.configured)
        self.pki = pki_of(self.description.certificates)


async def play(case: Case, scenario: Scenario, house: House, only: str | None = None) -> dict[str, Any]:
    """Play every variant of a case, or `only` the one of that label; its record's case line with the worst verdict.

    Never raises for what a CSMS, an operator or a scenario does. A cancelled play leaves a record that says so.
    """
    started, began = now(), time.monotonic()
    excused = _excused_from(case, scenario, house)
    if excused is not None:
        return case_record(case, scenario, excused[0], excused[1], started=started)
    ways = _ways(scenario, house, only)
    if not ways:
        wanted = " or ".join(map(str, scenario.setting.security_profiles or ()))
        cause = Cause("not-claimed", f"no address is configured for security profile {wanted}")
        return case_record(case, scenario, Verdict.NOT_APPLICABLE, cause, started=started)
    plays = []
    for way in ways:
        plays.append(await _play_variant(case, scenario, way, house))
        if plays[-1]["cause"] and plays[-1]["cause"]["code"] == "interrupted":
            break
    verdict, reason = worst((Verdict(each["verdict"]), _cause(each["cause"])) for each in plays)
    return case_record(case, scenario, verdict, reason, plays=plays, started=started, duration=time.monotonic() - began)


def _excused_from(case: Case, scenario: Scenario, house: House) -> tuple[Verdict, Cause] | None:
    """Why a case is not played at all."""
    claim = case.not_claimed(house.description.claims)
    if claim is not None:
        return Verdict.NOT_APPLICABLE, Cause("not-claimed", claim)
    for entry in house.description.cannot:
        if entry.what == case.id or (entry.what in scenario.orders and not entry.when and scenario.setting.refusable):
            if scenario.setting.refusable:
                text = f"{entry.reason} (the case allows it: {scenario.setting.refusable})"
                return Verdict.NOT_APPLICABLE, Cause("refused-by-declaration", text)
            return Verdict.INCONCLUSIVE, Cause("cannot", f"declared by the CSMS's configuration: {entry.reason}")
    return None


def _ways(scenario: Scenario, house: House, only: str | None) -> list[Variant]:
    ways = variants(scenario.setting, sorted(house.description.addresses), usual_profile(house.description))
    return [way for way in ways if only in (None, _label(way))]


def usual_profile(description: CsmsDescription) -> int:
    """The security profile of the cases that ask for none: the lowest that the CSMS offers."""
    return min(description.addresses)


async def _play_variant(case: Case, scenario: Scenario, way: Variant, house: House) -> dict[str, Any]:
    started, began = now(), time.monotonic()
    outcome = _Outcome()
    # In a task of its own, so that whatever goes wrong in a scenario is looked at, not caught.
    task = asyncio.create_task(_on_a_station(case, scenario, way, house, outcome))
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
    verdict, cause = decide(outcome.facts(house.strict))
    return outcome.record(way, verdict, cause, started, time.monotonic() - began)


async def _on_a_station(case: Case, scenario: Scenario, way: Variant, house: House, outcome: "_Outcome") -> None:
    setting = scenario.setting
    boot = setting.boot
    if boot is not None and not boot.interval:
        boot = BootPolicy(status=boot.status, times=boot.times, interval=house.configured.boot_interval)
    wish = StationWish(security_profile=way.security_profile, role=setting.role, boot=boot)
    async with house.stations.station(wish) as access:
        house.secrets |= {secret for secret in (access.password, access.key) if secret}
        behind = setting.behind(house.configured)
        trace = Trace()
        device = _device(house.configured, access, behind)
        for name, value in setting.variables.items():
            device.model.put("TxCtrlr", name, value)
        station = Station(device, link=house.link(), observer=trace)
        given = Given(
            house.description,
            house.configured,
            house.operator,
            access,
            house.pki,
            house.doors,
            house.stations.remember,
        )
        stage = Stage(given, station, trace)
        outcome.stage = house.under_way[case.id] = stage
        try:
            await _perform(scenario, way, stage, outcome)
            await clean_up(stage)
        finally:
            del house.under_way[case.id]
            house.secrets |= {secret for secret in (given.access.password, given.access.key) if secret}
            await station.disconnect()
            station.cut()


def _device(configured: Configured, access: StationAccess, behind: float) -> Device:
    return Device(
        identity=access.identity,
        model=configured.model,
        vendor_name=configured.vendor_name,
        serial_number=access.serial_number,
        connectors=access.connectors or configured.connectors,
        connector_type=configured.connector_type,
        reports=configured.availability,
        clock=Clock(behind),
    )


async def _perform(scenario: Scenario, way: Variant, stage: Stage, outcome: "_Outcome") -> None:
    configured = stage.given.configured
    station = StationSpeaker(
        stage,
        configured.evse,
        configured.connector,
        lambda speaker, state, **more: go_to(stage, speaker, state, **more),
        site=Site(stage.station.device, fixed_cables=scenario.setting.fixed_cables),
    )
    speakers: dict[str, Any] = {
        "operator": OperatorSpeaker(stage),
        "csms": Csms(stage),
        "station": station,
        "configured": configured,
        "tokens": Tokens(stage),
        "certificates": Certificates(stage),
        "tls": Tls(stage),
        **dict(way.values),
    }
    try:
        await _begin(scenario.setting.begins, station)
        stage.trace.part = "main"
        await scenario.play(**{name: speakers[name] for name in scenario.parameters})
        outcome.completed = True
        await stage.quiesce()
        stage.trace.part = "end"
        await check_still_alive(stage)
    except Stop as stop:
        outcome.stopped = stop
        stage.trace.part = "end"
        outcome.stopped = await blame(stage, stop)
    finally:
        stage.inbox.release_all()
        await stage.end_orders()
        settle_refusals(stage)
        settle_automatic_checks(stage)
        stage.trace.part = "end"


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

    stage: Stage | None = None
    completed: bool = False
    stopped: Stop | None = None
    raised: str | None = None
    csms_judged: bool = True

    def operator_failed(self, error: OperatorError) -> None:
        """The operator could not make the station ready, or, once the play was over, not tidy up after it."""
        if self.stage is not None and (self.completed or self.stopped is not None):
            self.stage.trace.note(f"the station could not be released: {error}")
        else:
            self.stopped = Stop("order-failed", str(error))

    def facts(self, strict: bool) -> Facts:
        """What the verdict rests on."""
        stopped = self.stopped
        cause = Cause(stopped.code, stopped.text) if stopped is not None else None
        if self.stage is None:
            return Facts(stopped=cause, raised=self.raised)
        validations, trace, broke = self.stage.validations.all, self.stage.trace, None
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
        assert self.stage is not None
        broken = [
            Cause(RULES[v["rule"]][0] if v["rule"] in RULES else "general-rule", in_words(v))
            for v in self.stage.validations.all
            if v["kind"] == "automatic" and v["outcome"] == "violated"
        ]
        if strict and self.stage.unexpected_calls:
            text = f"{self.stage.unexpected_calls} request(s) came that no step expects (--strict)"
            broken.append(Cause("general-rule", text))
        return tuple(broken)

    def record(
        self, way: Variant, verdict: Verdict, cause: Cause | None, started: str, duration: float
    ) -> dict[str, Any]:
        """The play's part of the record."""
        stage = self.stage
        return {
            "variant": way.facts,
            "label": _label(way),
            "verdict": str(verdict),
            "cause": {"code": cause.code, "text": cause.text} if cause else None,
            "started": started,
            "duration": round(duration, 6),
            "station": stage.given.access.identity if stage else "",
            "trace": stage.trace.entries if stage else [],
            "validations": stage.validations.all if stage else [],
            "orders": [_order(order) for order in stage.orders] if stage else [],
            "waits": stage.waits if stage else [],
        }


def _label(way: Variant) -> str:
    return ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in way.facts.items())


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


def _cause(cause: dict[str, str] | None) -> Cause | None:
    return Cause(cause["code"], cause["text"]) if cause else None


def now() -> str:
    """The time of day as the record has it."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
