"""The state of the CSMS and its file, as `plugfest check` determines it, updated when the file changes."""

import asyncio
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from plugfest.scenarios.config.description import CsmsDescription
from plugfest.scenarios.config.problems import ConfigurationError
from plugfest.scenarios.config.read import read_description
from plugfest.scenarios.console.board import Board
from plugfest.scenarios.console.person import no_questions
from plugfest.scenarios.preflight.check import check
from plugfest.scenarios.preflight.findings import Finding, Level
from plugfest.scenarios.preflight.proposal import CheckResult
from plugfest.scenarios.suites.suite import Suite

_LOOKS = 1.0
"""Seconds between two checks of the file."""


@dataclass
class Checks:
    """Reads the file and checks the CSMS, again on request or when the file has changed."""

    suite: Suite
    file: Path | None
    board: Board
    description: CsmsDescription | None = None
    findings: list[Finding] = field(default_factory=list)
    proposal: str = ""
    going_on: bool = False
    allowed: bool = True
    """False while a run uses the CSMS."""
    _trying: "asyncio.Task[None] | None" = None
    _stamp: float | None = None

    def shown(self) -> dict[str, Any]:
        """Return the state for the start page."""
        return {
            "file": str(self.file) if self.file else None,
            "csms": self.description.name if self.description else None if self.file else "compact CSMS",
            "operator": str(self.description.operator.get("kind", "none")) if self.description else None,
            "findings": [asdict(each) for each in self.findings],
            "proposal": self.proposal,
            "going_on": self.going_on,
        }

    def try_again(self) -> None:
        """Read the file again and check the CSMS."""
        if self.file is None or not self.allowed:
            return
        if self._trying is not None:
            self._trying.cancel()
        self.read()
        if self.description is not None:
            self._trying = asyncio.ensure_future(self._try(self.description))

    def read(self) -> None:
        """Read the file; its problems become findings."""
        if self.file is None:
            return
        self._stamp, self.findings, self.proposal = _stamp(self.file), [], ""
        try:
            self.description = read_description(str(self.file))
        except ConfigurationError as error:
            self.description = None
            self.findings = [
                Finding(Level.PROBLEM, problem.text, toml=problem.toml, where=problem.place)
                for problem in error.problems
            ]
        self.board.touch("check", "cases")

    def hold(self) -> None:
        """Stop checking the CSMS while a run uses it."""
        self.allowed = False
        if self._trying is not None:
            self._trying.cancel()

    async def follow(self) -> None:
        """Check again whenever the file changes."""
        while True:
            await asyncio.sleep(_LOOKS)
            if self.file is not None and self.allowed and _stamp(self.file) != self._stamp:
                self.try_again()

    async def close(self) -> None:
        """Cancel the check that is running."""
        if self._trying is not None:
            self._trying.cancel()
            await asyncio.wait([self._trying])

    async def _try(self, description: CsmsDescription) -> None:
        learnt = CheckResult()
        self.going_on = True
        try:
            async for finding in check(self.suite, description, learnt, make_operator=no_questions):
                self.findings.append(finding)
                self.board.touch("check")
            self.proposal = learnt.proposal()
        finally:
            self.going_on = False
            self.board.touch("check")


def _stamp(file: Path) -> float | None:
    try:
        return file.stat().st_mtime
    except OSError:
        return None
