"""A run: many cases at once in one loop, one record, all reports."""

import asyncio
import json
import platform
import time
import uuid
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from plugfest.reports.record import RecordWriter
from plugfest.scenarios.certificates.table import CertificateTable
from plugfest.scenarios.config import firmware
from plugfest.scenarios.config.configured import Configured
from plugfest.scenarios.config.description import Address, CsmsDescription, Habit, Pace
from plugfest.scenarios.engine.baseline import Baseline
from plugfest.scenarios.engine.compact_process import CompactProcess, CompactStartError, start_compact
from plugfest.scenarios.engine.interruption import Interruption
from plugfest.scenarios.engine.progress import Progress, Silent
from plugfest.scenarios.engine.run_case import RunContext, case_record, now, run_case
from plugfest.scenarios.engine.verdict import Cause, Verdict
from plugfest.scenarios.operators.factory import make_operator
from plugfest.scenarios.operators.protocol import Operator, OperatorError
from plugfest.scenarios.suites.catalogue import Case
from plugfest.scenarios.suites.registry import Scenario
from plugfest.scenarios.suites.suite import Suite
from plugfest.simulator.link.link import Link

EXIT_OK, EXIT_NOT_AS_EXPECTED, EXIT_NOTHING_PLAYED, EXIT_INTERRUPTED = 0, 1, 2, 130
COMPACT_PACE = Pace(
    connect=10, answer=10, message=10, order=20, look_further=0.3, unasked=1, quiet=0.5, reconnect_pause=0
)
"""The compact CSMS on this machine: short by default, and nothing to be polite for."""


class NothingPlayedError(Exception):
    """Nothing could be played: one line that says what to do (exit code 2)."""


@dataclass
class RunOptions:
    """How a run is asked for."""

    suite: Suite
    results: Path
    cases: list[str]
    """Ids of the cases to play; the rest of the catalogue stands in the record as NOT_RUN."""
    selection: list[str] = field(default_factory=list)
    """The words that chose them, for the record."""
    description: CsmsDescription | None = None
    """None: a compact CSMS of the run's own."""
    strict: bool = False
    workers: int = 1
    link: Callable[[], Link] = Link
    kept: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Records of cases that an earlier run has decided: taken over as they are."""


async def run(options: RunOptions, progress: Progress | None = None) -> int:
    """Play, write the record and all reports; returns the exit code.

    Raises NothingPlayedError. SIGINT and SIGTERM end everything and leave a whole record; before the first case they
    raise CancelledError.
    """
    try:
        options.results.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise NothingPlayedError(f"The folder for results cannot be made: {error}.") from error
    with Interruption() as interruption:
        async with _csms(options) as (description, process):
            operator = _operator(description)
            try:
                await operator.open()
            except OperatorError as error:
                await operator.close()
                raise NothingPlayedError(str(error)) from error
            try:
                await somebody_there(description)
                going = _Run(options, description, operator, process, progress or Silent(), interruption)
                return await going.go()
            finally:
                await operator.close()


@asynccontextmanager
async def _csms(options: RunOptions) -> AsyncIterator[tuple[CsmsDescription, CompactProcess | None]]:
    """The CSMS under test: the user's, or a compact one that lives as long as the run."""
    if options.description is not None:
        yield options.description, None
        return
    try:
        process = await start_compact(options.results / "csms.log")
    except CompactStartError as error:
        raise NothingPlayedError(str(error)) from error
    try:
        yield describe_compact(process), process
    finally:
        await process.stop()


def describe_compact(process: CompactProcess) -> CsmsDescription:
    """A compact CSMS of our own as a description, as anybody's would be."""
    return CsmsDescription(
        name="compact CSMS",
        addresses={number: Address(url=url, trust=process.trust) for number, url in process.addresses.items()},
        operator={"kind": "compact", "url": process.operator, "token": process.token},
        configured=Configured(
            firmware_location=f"{process.files}/firmware/{firmware.NAME}",
            firmware_ahead=0.5,
            reservation_duration=0.3,
            price_per_kwh=0.36,
        ),
        certificates=_roots_beside(process.trust),
        pace=COMPACT_PACE,
        habits=(
            Habit(action="GetVariables", where={"getVariableData": [{"variable": {"name": "ItemsPerMessage"}}]}),
            Habit(action="GetLocalListVersion"),
        ),
    )


def _roots_beside(trust: str | None) -> CertificateTable:
    """The roots that a compact CSMS of our own signs under: they stand together."""
    if trust is None:
        return CertificateTable()
    folder = Path(trust).parent
    v2g_root = (folder / "v2g-root.pem").read_text(encoding="utf-8")
    return CertificateTable(csms_root=Path(trust).read_text(encoding="utf-8"), v2g_root=v2g_root)


def _operator(description: CsmsDescription) -> Operator:
    try:
        return make_operator(description)
    except OperatorError as error:
        raise NothingPlayedError(str(error)) from error


async def somebody_there(description: CsmsDescription) -> None:
    """Whether anything listens at all; raises NothingPlayedError."""
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
    raise NothingPlayedError(f"No CSMS listens at {', '.join(silent)}: start it, or mend the addresses in {where}.")


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
        self._suite = options.suite
        self._description = description
        self._process = process
        self._progress = progress
        self._run_context = RunContext(description, operator, options.strict, options.link)
        self._baseline = Baseline(description.baseline)
        self._records: dict[str, dict[str, Any]] = {}
        self._began = time.monotonic()
        self._interruption = interruption

    async def go(self) -> int:
        """Play everything, and write the record as it comes."""
        path = self._options.results / "run.jsonl"
        written = self._suite.scenarios
        chosen = [case for case in self._options.cases if case in written and case not in self._options.kept]
        with RecordWriter(path, self._secrets()) as writer:
            self._writer = writer
            writer.header(self._header())
            for case in self._suite.cases.values():
                if case.id in self._options.kept:
                    self._write(self._options.kept[case.id])
                elif case.id not in chosen:
                    self._write(_not_run(case, written.get(case.id), case.id in self._options.cases))
            self._progress.begin(len(chosen), self._run_context.under_way)
            try:
                await self._play_all(chosen)
            finally:
                self._progress.end()
            code = self._exit_code()
            writer.footer(self._footer(code, await self._process.stop() if self._process else None))
        return code

    async def _play_all(self, chosen: list[str]) -> None:
        queue = iter(chosen)
        workers = [asyncio.create_task(self._work(queue)) for _ in range(self._options.workers)]
        with self._interruption.ends(workers):
            try:
                await asyncio.gather(*workers)
            except asyncio.CancelledError:
                if not self._interruption.happened:
                    raise
                await asyncio.wait(workers)
        for case in chosen:
            if case not in self._records:
                cause = Cause("interrupted", "the run was interrupted before this case was played")
                self._write(case_record(self._suite.cases[case], self._suite.scenarios[case], Verdict.NOT_RUN, cause))

    async def _work(self, queue: Iterable[str]) -> None:
        for case in queue:
            record = await run_case(self._suite.cases[case], self._suite.scenarios[case], self._run_context)
            self._writer.learn(*self._run_context.secrets)
            self._write(record)
            self._progress.ended(record)
            if self._interruption.happened:
                return

    def _write(self, record: dict[str, Any]) -> None:
        record = self._baseline.excuse(record)
        self._records[record["id"]] = record
        self._writer.case(record)  # type: ignore[arg-type]  # the record's own shape, built as plain data

    def _secrets(self) -> list[str]:
        secrets = set(self._description.secrets)
        if self._process is not None:
            secrets.add(self._process.token)
        return sorted(secrets)

    def _exit_code(self) -> int:
        if self._interruption.happened:
            return EXIT_INTERRUPTED
        bad = [
            record
            for record in self._records.values()
            if record["verdict"] in ("FAIL", "INCONCLUSIVE", "ERROR") and record["excused"] is None
        ]
        return EXIT_NOT_AS_EXPECTED if bad or self._baseline.unmet(self._records) else EXIT_OK

    def _header(self) -> Any:
        description, options = self._description, self._options
        return {
            "kind": "header",
            "format": 1,
            "suite": self._suite.name,
            "run": str(uuid.uuid4()),
            "started": now(),
            "plugfest": version("plugfest"),
            "python": platform.python_version(),
            "platform": platform.platform(),
            "edition": self._suite.edition,
            "errata": self._suite.errata,
            "csms": {
                "name": description.name,
                "description": "",
                "operator": str(description.operator.get("kind", "none")),
                "addresses": {str(number): address.url for number, address in description.addresses.items()},
                "claims": {
                    "profiles": sorted(description.claims.profiles),
                    "features": dict(description.claims.features),
                    "questions": dict(description.claims.questions),
                },
                "configuration": description.source,
            },
            "options": {"strict": options.strict, "workers": options.workers, "selection": options.selection},
            "configured": json.loads(json.dumps(asdict(self._description.configured), default=str)),
            "secrets": "replaced",
        }

    def _footer(self, code: int, csms_end: str | None) -> Any:
        counts = Counter(record["verdict"] for record in self._records.values() if record["official"])
        return {
            "kind": "footer",
            "ended": now(),
            "duration": round(time.monotonic() - self._began, 3),
            "interrupted": self._interruption.happened,
            "counts": dict(counts),
            "exit": code,
            "unmet_baseline": self._baseline.unmet(self._records),
            "csms_end": csms_end,
        }


def _not_run(case: Case, scenario: Scenario | None, selected: bool) -> dict[str, Any]:
    if scenario is None and selected:
        return case_record(case, None, Verdict.NOT_RUN, Cause("not-written", "no scenario is written yet"))
    return case_record(case, scenario, Verdict.NOT_RUN, Cause("not-selected", "not selected for this run"))


def with_pace(description: CsmsDescription, **pace: float) -> CsmsDescription:
    """The same CSMS at another pace, for callers that know how patient they want to be."""
    return replace(description, pace=replace(description.pace, **pace))
