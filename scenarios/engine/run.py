"""A run: many cases at once in one loop, one record, all reports."""

import asyncio
import json
import subprocess
import time
from collections import Counter, deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, nullcontext
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from plugfest.reports.prepare import prepare_reports
from plugfest.reports.record import Record, RecordWriter, read_record
from plugfest.scenarios.config.build import build
from plugfest.scenarios.config.description import BaselineEntry, CsmsDescription
from plugfest.scenarios.config.operator_tables import ManualTable
from plugfest.scenarios.engine import exit_codes
from plugfest.scenarios.engine.baseline import Baseline
from plugfest.scenarios.engine.case_record import case_record, now
from plugfest.scenarios.engine.compact_description import describe_compact
from plugfest.scenarios.engine.compact_process import CompactProcess, CompactStartError, ready_compact
from plugfest.scenarios.engine.compact_spawn import spawn_compact
from plugfest.scenarios.engine.control import RunControl
from plugfest.scenarios.engine.early_end import EarlyEnd
from plugfest.scenarios.engine.head_start import CSMS_LOG, NothingPlayedError, reserved
from plugfest.scenarios.engine.header import run_header
from plugfest.scenarios.engine.interruption import Interruption
from plugfest.scenarios.engine.progress import Progress, Silent
from plugfest.scenarios.engine.results_folder import RECORD, run_before
from plugfest.scenarios.engine.run_case import RunContext, run_case, usual_profile
from plugfest.scenarios.engine.signals import SIGNALS
from plugfest.scenarios.engine.verdict import Cause, Verdict
from plugfest.scenarios.operators.factory import make_operator
from plugfest.scenarios.operators.protocol import Operator, OperatorError
from plugfest.scenarios.suites.catalogue import Case
from plugfest.scenarios.suites.registry import Scenario
from plugfest.scenarios.suites.suite import Suite
from plugfest.simulator.link.link import Link

_AFTER_A_PERSON = 5.0
"""Seconds for a message to arrive when a person has performed its order at the last moment."""


@dataclass
class RunOptions:
    """The options of a run."""

    suite: Suite
    results: Path
    cases: list[str]
    """Ids of the cases to play; the other cases of the catalogue are NOT_RUN in the record."""
    selection: list[str] = field(default_factory=list)
    """The words of the selection, for the record."""
    description: CsmsDescription | None = None
    baseline: tuple[BaselineEntry, ...] = ()
    """Known failures besides those of the description."""
    """None: a compact CSMS that is started for the run."""
    strict: bool = False
    no_relayed: bool = False
    workers: int | None = 1
    """Cases at a time; None: as many as suit the CSMS."""
    link: Callable[[], Link] = Link
    kept: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Records of cases that an earlier run has decided: carried over without playing them."""
    shard: tuple[int, int] | None = None
    """Number, from 1, and count of the shards that the selection is split into."""
    keep_going: bool = False
    """Continue even when one case after another fails to reach the same begin state."""
    max_failures: int | None = None
    """Failures, excused ones not counted, after which no further case begins; None: never."""
    operator: Callable[[CsmsDescription], Operator] = make_operator
    """Makes the operator; raises OperatorError."""
    control: RunControl | None = None
    """Controls for an observer of the run."""
    handle_signals: bool = True
    """Whether SIGINT and SIGTERM end the run, or only the control does."""
    person: str | None = None
    """The person who runs it, for the record."""
    spawned: "subprocess.Popen[bytes] | None" = None
    """The compact CSMS, begun by `head_start`, which has reserved the folder for results too."""
    on_record: Callable[[Record], None] | None = None
    """Called with the record when the reports are written."""


async def run(options: RunOptions, progress: Progress | None = None) -> int:
    """Play the cases, write the record and all reports; return the exit code.

    Raises NothingPlayedError. SIGINT and SIGTERM end everything with a complete record; before the first case they
    raise CancelledError.
    """
    folder = nullcontext() if options.spawned else reserved(options.results)
    with folder, Interruption(SIGNALS if options.handle_signals else ()) as interruption:
        if options.control is not None:
            options.control.on_stop = interruption.interrupt
        async with _csms(options) as (description, process):
            operator = _operator(options, description)
            try:
                await operator.open()
            except OperatorError as error:
                await operator.close()
                raise NothingPlayedError(str(error)) from error
            try:
                await somebody_there(description)
                going = _Run(options, description, operator, process, progress or Silent(), interruption)
                code = await going.go()
            finally:
                await operator.close()
        _write_reports(options)
        return code


def _write_reports(options: RunOptions) -> None:
    from plugfest.reports import write_reports  # templates, Allure and the rest: nothing that a case waits for
    from plugfest.reports.record.differing import read_differing

    path = options.results / RECORD
    record, before = read_record(path), run_before(path)
    write_reports(record, options.results, read_differing(before, record) if before else None)
    if options.on_record is not None:
        options.on_record(record)


@asynccontextmanager
async def _csms(options: RunOptions) -> AsyncIterator[tuple[CsmsDescription, CompactProcess | None]]:
    """Return the CSMS under test: the user's, or a compact CSMS that runs as long as the run."""
    if options.description is not None:
        yield _at_the_operators_pace(options.description), None
        return
    log = options.results / CSMS_LOG
    spawned = options.spawned or spawn_compact(log)
    preparing = asyncio.create_task(asyncio.to_thread(prepare_reports))  # while the CSMS starts
    try:
        process = await ready_compact(spawned, log)
        try:
            yield describe_compact(process), process
        finally:
            await process.stop()
    except CompactStartError as error:
        raise NothingPlayedError(str(error)) from error
    finally:
        await preparing


def _at_the_operators_pace(description: CsmsDescription) -> CsmsDescription:
    """Return the CSMS with a time-out for messages as long as a person's time for an order."""
    if description.operator.get("kind") != "manual":
        return description
    patience = build(ManualTable, description.operator).patience + _AFTER_A_PERSON
    return with_pace(description, message=max(description.pace.message, patience))


def _operator(options: RunOptions, description: CsmsDescription) -> Operator:
    try:
        return options.operator(description)
    except OperatorError as error:
        raise NothingPlayedError(str(error)) from error


async def somebody_there(description: CsmsDescription) -> None:
    """Check that a server listens; raises NothingPlayedError."""
    silent = []
    for address in description.addresses.values():
        parts = urlsplit(address.url.replace("{station}", "station"))
        port = parts.port or (443 if parts.scheme == "wss" else 80)
        try:
            async with asyncio.timeout(description.pace.connect):
                _, writer = await asyncio.open_connection(parts.hostname, port)
        except (OSError, TimeoutError):
            silent.append(f"{parts.hostname}:{port}")
        else:
            writer.close()
            return
    where = description.source or "the configuration"
    raise NothingPlayedError(
        f"Cannot connect to {', '.join(silent)}. Start the CSMS, or correct [addresses] in {where}."
    )


class _Run:
    """The state of one run."""

    def __init__(
        self,
        options: RunOptions,
        description: CsmsDescription,
        operator: Operator,
        process: CompactProcess | None,
        progress: Progress,
        interruption: Interruption,
    ) -> None:
        self._options = options
        self._workers = options.workers or description.pace.workers
        self._suite = options.suite
        self._description = description
        self._process = process
        self._progress = progress
        self._run_context = RunContext(
            description,
            operator,
            options.strict,
            no_relayed=options.no_relayed,
            link=options.link,
            on_play=progress.playing,
        )
        if process is not None:
            self._run_context.csms_end = process.ended
        self._control = options.control or RunControl()
        self._baseline = Baseline(description.baseline + options.baseline)
        self._records: dict[str, dict[str, Any]] = {}
        self._began = time.monotonic()
        self._interruption = interruption
        self._early_end = EarlyEnd(usual_profile(description))
        self._why_ended: str | None = None
        self._reported_set_aside: set[str] = set()

    async def go(self) -> int:
        """Play all cases, and write the record continuously."""
        path = self._options.results / RECORD
        written = self._suite.scenarios
        chosen = _shard(self._options.cases, self._options.shard)
        chosen = [case for case in chosen if case in written and case not in self._options.kept]
        with RecordWriter(path, self._secrets()) as writer:
            self._writer = writer
            writer.header(self._header())
            self._progress.begin(len(chosen), self._run_context.under_way)
            others = asyncio.create_task(self._write_others(frozenset(chosen)))
            try:
                await self._play_all(chosen)
            finally:
                self._progress.end()
                await others
            for noted, notes in self._control.notes.items():
                if noted in self._records and self._records[noted].get("notes") != notes:
                    self._write(self._records[noted])
            code = self._exit_code()
            writer.footer(self._footer(code, await self._process.stop() if self._process else None))
        return code

    async def _write_others(self, chosen: frozenset[str]) -> None:
        """Write the lines of all cases that are not played, while the plays wait for messages."""
        for case in self._suite.cases.values():
            if case.id in self._options.kept:
                self._write({**self._options.kept[case.id], "excused": None})
            elif case.id not in chosen and (case.official or case.id in self._options.cases):
                self._write(_not_run(case, self._suite.scenarios.get(case.id), case.id in self._options.cases))
            await asyncio.sleep(0)

    async def _play_all(self, chosen: list[str]) -> None:
        queue = deque(chosen)
        workers = [asyncio.create_task(self._work(queue)) for _ in range(self._workers)]
        with self._interruption.ends(workers):
            try:
                await asyncio.gather(*workers)
            except asyncio.CancelledError:
                if not self._interruption.happened:
                    raise
                await asyncio.wait(workers)
        why = "the run was interrupted before this case was played"
        if not self._interruption.happened:
            why = self._why_ended or f"the run was ended after {self._options.max_failures} failure(s)"
            why += ", before this case was played"
        for case in chosen:
            if case not in self._records:
                cause = Cause("interrupted", why)
                self._write(case_record(self._suite.cases[case], self._suite.scenarios[case], Verdict.NOT_RUN, cause))

    async def _work(self, queue: deque[str]) -> None:
        while queue:
            await self._control.may_go_on()
            if not queue:
                return
            case = queue.popleft()
            record = await run_case(self._suite.cases[case], self._suite.scenarios[case], self._run_context)
            self._writer.learn(*self._run_context.secrets)
            if self._control.requeue(case, queue):
                continue
            self._write(record)
            self._progress.ended(self._records[case])
            self._tell_set_aside()
            if self._interruption.happened or self._failed_enough() or self._nothing_comes_of_it(record):
                return

    def _nothing_comes_of_it(self, record: dict[str, Any]) -> bool:
        """Return whether to end the run early; the observer is informed once."""
        why = None if self._options.keep_going else self._early_end.heard(record)
        if why is not None and self._why_ended is None:
            self._why_ended = f"the run was ended: {why}"
            self._progress.note(f"{self._why_ended} (--keep-going plays the remaining cases)")
        return self._why_ended is not None

    def _tell_set_aside(self) -> None:
        """Report once for each station that the CSMS refuses that it is no longer used."""
        for identity, why in self._run_context.stations.set_aside.items():
            if identity not in self._reported_set_aside:
                self._reported_set_aside.add(identity)
                self._progress.note(f"station {why}: it is not used any more")

    def _failed_enough(self) -> bool:
        """Return whether the number of failures has reached --maxfail."""
        most = self._options.max_failures
        return most is not None and sum(not each.get("carried") for each in self._not_as_expected()) >= most

    def _write(self, record: dict[str, Any]) -> None:
        record = self._baseline.excuse(record)
        if notes := self._control.notes.get(record["id"]):
            record = {**record, "notes": list(notes)}
        self._records[record["id"]] = record
        self._writer.case(record)  # type: ignore[arg-type]  # the record's own shape, built as plain data

    def _secrets(self) -> list[str]:
        secrets = set(self._description.secrets)
        if self._process is not None:
            secrets.add(self._process.token)
        return sorted(secrets)

    def _not_as_expected(self) -> list[dict[str, Any]]:
        bad = ("FAIL", "INCONCLUSIVE", "ERROR")
        return [each for each in self._records.values() if each["verdict"] in bad and each["excused"] is None]

    def _exit_code(self) -> int:
        if self._interruption.happened:
            return exit_codes.INTERRUPTED
        if self._not_as_expected() or self._baseline.unmet(self._records):
            return exit_codes.NOT_AS_EXPECTED
        return exit_codes.AS_EXPECTED

    def _header(self) -> Any:
        options = {
            "strict": self._options.strict,
            "no_relayed": self._options.no_relayed,
            "workers": self._workers,
            "selection": self._options.selection,
            "shard": _numbers(self._options.shard),
        }
        configured = json.loads(json.dumps(asdict(self._description.configured), default=str))
        header = run_header(self._suite, self._description, options, configured)
        return {**header, "person": self._options.person} if self._options.person else header

    def _footer(self, code: int, csms_end: str | None) -> Any:
        official = [record for record in self._records.values() if record["official"]]
        counts = Counter(record["verdict"] for record in official)
        return {
            "kind": "footer",
            "ended": now(),
            "duration": round(time.monotonic() - self._began, 3),
            "interrupted": self._interruption.happened,
            "counts": dict(counts),
            "relayed": sum(bool(record.get("relayed")) for record in official),
            "excused": sum(record["excused"] is not None for record in official),
            "exit": code,
            "unmet_baseline": self._baseline.unmet(self._records),
            "csms_end": csms_end,
        }


def _numbers(shard: tuple[int, int] | None) -> dict[str, int] | None:
    return {"number": shard[0], "of": shard[1]} if shard else None


def _shard(cases: list[str], shard: tuple[int, int] | None) -> list[str]:
    """Return the cases of a shard: every n-th case, so that each shard has cases of every block."""
    return cases if shard is None else cases[shard[0] - 1 :: shard[1]]


def _not_run(case: Case, scenario: Scenario | None, selected: bool) -> dict[str, Any]:
    if scenario is None and selected:
        return case_record(case, None, Verdict.NOT_RUN, Cause("not-written", "no scenario is written yet"))
    return case_record(case, scenario, Verdict.NOT_RUN, Cause("not-selected", "not selected for this run"))


def with_pace(description: CsmsDescription, **pace: Any) -> CsmsDescription:
    """Return the same CSMS with another pace, for callers with their own time-outs."""
    return replace(description, pace=replace(description.pace, **pace))
