"""The state shown by the page: the CSMS, the person, earlier runs, and the current run."""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from plugfest.reports.record import differences
from plugfest.scenarios.config.description import CsmsDescription
from plugfest.scenarios.console.board import Board
from plugfest.scenarios.console.cards import shown_card
from plugfest.scenarios.console.checks import Checks
from plugfest.scenarios.console.person import Card, ConsoleDesk, Person
from plugfest.scenarios.console.plan import listed_cases
from plugfest.scenarios.console.requests import StartRun
from plugfest.scenarios.console.runs import AGAIN, Runs
from plugfest.scenarios.console.watch import Watch
from plugfest.scenarios.context.case_context import CaseContext
from plugfest.scenarios.engine.compact_description import COMPACT_NAME
from plugfest.scenarios.engine.control import RunControl
from plugfest.scenarios.engine.earlier_runs import carried, undecided
from plugfest.scenarios.engine.head_start import NothingPlayedError
from plugfest.scenarios.engine.header import run_header
from plugfest.scenarios.engine.results_folder import RECORD
from plugfest.scenarios.engine.run import RunOptions, run
from plugfest.scenarios.suites.selection import expected_orders
from plugfest.scenarios.suites.suite import Suite

STOPPED: Final = "The run was stopped before its first case."


class CannotStartError(Exception):
    """A run cannot be started; the text states the reason and what to do."""


@dataclass
class Console:
    """One console: at most one run at a time, however many pages are open."""

    suite: Suite
    file: Path | None
    results: Path
    board: Board = field(default_factory=Board)
    control: RunControl = field(default_factory=RunControl)
    problem: str = ""
    """The reason why the last run played nothing."""
    options: RunOptions | None = None
    """The options of the current run, or of the last one."""
    code: int | None = None
    _running: "asyncio.Task[None] | None" = None

    def __post_init__(self) -> None:
        self.checks = Checks(self.suite, self.file, self.board)
        self.runs = Runs(self.results)
        self.watch = Watch(self.board)
        self.person = Person(ConsoleDesk(lambda: self.board.touch("cards")))
        self.board.section("check", self.checks.shown)
        self.board.section("runs", self.runs.shown)
        self.board.section("cases", self._cases)
        self.board.section("run", self._run_shown)
        self.board.section("lanes", self.watch.lanes)
        self.board.section("cards", self._cards)

    @property
    def going_on(self) -> bool:
        """Whether a run is in progress, including the writing of its reports."""
        return self._running is not None and not self._running.done()

    async def open(self) -> None:
        """Read the CSMS's file and earlier runs."""
        self.checks.read()
        await self.read_runs()

    async def close(self) -> None:
        """Stop the current run; its record and reports are completed."""
        await self.checks.close()
        if self._running is not None:
            self.stop()
            await asyncio.wait([self._running])

    async def read_runs(self) -> None:
        """Read the records of the results folder again."""
        await asyncio.to_thread(self.runs.read)
        self.board.touch("runs", "cases")

    def start(self, wanted: StartRun) -> None:
        """Start a run; raises CannotStartError."""
        if self.going_on:
            raise CannotStartError("A run is under way: stop it first, or wait for its end.")
        self.checks.read()
        if self.file is not None and self.checks.description is None:
            raise CannotStartError(f"{self.file} cannot be used: see its problems on the start page.")
        self.control = RunControl()
        self.person.name = wanted.person or self.person.name
        options = self._options(wanted)
        self.person.desk.begin(expected_orders(self.suite, options.cases))
        self.options, self.problem, self.code = options, "", None
        self.checks.hold()
        self._running = asyncio.ensure_future(self._run(options))
        self.board.touch("run")

    def stop(self) -> None:
        """Stop the current run; its record and reports are completed."""
        self.control.stop()
        self.control.resume()
        self.board.touch("run")

    def context_of(self, case: str) -> CaseContext | None:
        """Return the context of a case that is being played."""
        view = self.watch.plays.get(case)
        return view.context if view is not None else None

    def _options(self, wanted: StartRun) -> RunOptions:
        cases = [case for case in wanted.cases if case in self.suite.scenarios]
        if wanted.by_kind:
            cases.sort(key=lambda case: (self.suite.scenarios[case].orders or ["~"])[0])
        options = RunOptions(
            suite=self.suite,
            results=self.results if wanted.times == 0 else self.results / AGAIN,
            cases=cases * max(1, wanted.times),
            selection=["console"],
            description=self.checks.description,
            strict=wanted.strict,
            workers=wanted.workers if wanted.times == 0 else 1,
            operator=self.person.make_operator,
            control=self.control,
            handle_signals=False,
            person=self.person.name or None,
        )
        if wanted.resume:
            self._go_on(options)
        if not options.cases:
            raise CannotStartError("No case is chosen that can be played.")
        return options

    def _go_on(self, options: RunOptions) -> None:
        """Play the cases that the last run left undecided, and carry over the rest of its record."""
        earlier = self.runs.latest
        if earlier is None:
            raise CannotStartError(f"{self.results} has no run to go on with.")
        description = options.description or CsmsDescription(name=COMPACT_NAME, addresses={})
        header = run_header(self.suite, description, {"strict": options.strict}, {})
        differing = differences(earlier.header, header, addresses=options.description is not None)
        if differing:
            raise CannotStartError(f"The last run does not go with this one: {'; '.join(differing)}.")
        # Cases that were not selected then are not played now.
        left_out = {case["id"] for case in earlier.cases if case["cause"] and case["cause"]["code"] == "not-selected"}
        chosen = undecided(earlier) - left_out
        options.cases = [case for case in self.suite.cases if case in chosen and case in self.suite.scenarios]
        options.kept = carried(earlier, set(options.cases))

    async def _run(self, options: RunOptions) -> None:
        try:
            self.code = await run(options, self.watch)
        except NothingPlayedError as error:
            self.problem = str(error)
        except asyncio.CancelledError:
            if not self.control.stopped:
                raise
            self.problem = STOPPED
        finally:
            self.checks.allowed = True
        await self.read_runs()
        self._running = None
        self.board.touch("run", "lanes", "cards")

    def _cases(self) -> list[dict[str, Any]]:
        return listed_cases(self.suite, self.checks.description, self.runs.last_of_each())

    def _run_shown(self) -> dict[str, Any]:
        options, watch = self.options, self.watch
        return {
            "going_on": self.going_on,
            "writing": self.going_on and watch.total > 0 and not watch.going_on,
            "paused": self.control.paused,
            "stopping": self.going_on and self.control.stopped,
            "problem": self.problem,
            "again": options is not None and options.results != self.results,
            "cases": list(dict.fromkeys(options.cases)) if options else [],
            "total": watch.total,
            "done": sum(watch.counts.values()),
            "counts": dict(watch.counts),
            "workers": options.workers if options else 1,
            "times": {case: verdicts for case, verdicts in watch.records.items() if len(verdicts) > 1},
            "notes": self.control.notes,
            "said": watch.notes,
            "person": self.person.name,
            "code": self.code,
            "finished": (self.results / RECORD).exists() and not self.going_on,
        }

    def _cards(self) -> dict[str, Any]:
        desk = self.person.desk
        return {
            "open": [self._card(card) for card in desk.open],
            "closed": [self._card(card) for card in desk.closed],
            "expected": desk.expected,
            "cannot": self.person.cannot,
        }

    def _card(self, card: Card) -> dict[str, Any]:
        case = card.task.order.case if card.task.order is not None else ""
        view = self.watch.plays.get(case)
        if view is not None and card.task.order not in view.context.orders:
            view = None
        return shown_card(card, view, self.suite.cases[case].title if case else "")
