"""Plays single cases for callers outside of an event loop: the pytest plugin."""

import asyncio
import tempfile
from pathlib import Path
from typing import Any, cast

from plugfest.reports.record import redact
from plugfest.scenarios.config.problems import ConfigurationError
from plugfest.scenarios.config.read import read_description
from plugfest.scenarios.engine.baseline import Baseline
from plugfest.scenarios.engine.compact_description import describe_compact
from plugfest.scenarios.engine.compact_process import CompactProcess, CompactStartError, start_compact
from plugfest.scenarios.engine.head_start import NothingPlayedError
from plugfest.scenarios.engine.run import somebody_there
from plugfest.scenarios.engine.run_case import RunContext, run_case, usual_profile
from plugfest.scenarios.operators.factory import make_operator
from plugfest.scenarios.operators.protocol import Operator, OperatorError
from plugfest.scenarios.suites.ocpp201_csms import SUITE


class RunnerError(Exception):
    """Nothing can be played: one line that states what to do."""


def check_pool(csms: str, processes: int) -> None:
    """Raise RunnerError where several processes would wait for each other's stations."""
    try:
        description = read_description(csms)
        operator = make_operator(description)
    except (ConfigurationError, OperatorError) as error:
        raise RunnerError(str(error)) from error
    profile = usual_profile(description)
    fitting = [e for e in description.stations if e.role == "ordinary" and e.security_profile in (None, profile)]
    if not operator.provisions and len(fitting) < processes:
        raise RunnerError(
            f"{csms} has {len(fitting)} station(s) of the role ordinary for security profile {profile}, fewer than the "
            f"{processes} processes that are to play: add [[stations]], or use -n {max(1, len(fitting))}."
        )


class PytestRunner:
    """One CSMS, one operator and one event loop for any number of cases.

    `csms` is a TOML file; None: a compact CSMS that lives until `close`. Raises RunnerError.
    """

    def __init__(self, csms: str | None, strict: bool = False) -> None:
        self._loop = asyncio.new_event_loop()
        self._process: CompactProcess | None = None
        self._operator: Operator | None = None
        self._folder = tempfile.TemporaryDirectory(prefix="plugfest-")
        try:
            self._loop.run_until_complete(self._open(csms, strict))
        except (ConfigurationError, CompactStartError, OperatorError, NothingPlayedError) as error:
            self.close()
            raise RunnerError(str(error)) from error

    async def _open(self, csms: str | None, strict: bool) -> None:
        if csms is None:
            self._process = await start_compact(Path(self._folder.name) / "csms.log")
            description = describe_compact(self._process)
        else:
            description = read_description(csms)
        self._operator = operator = make_operator(description)
        self._run_context = RunContext(description, operator, strict)
        await operator.open()
        await somebody_there(description)
        self._baseline = Baseline(description.baseline)
        self._secrets = set(description.secrets) | ({self._process.token} if self._process else set())

    def play(self, case: str) -> dict[str, Any]:
        """Play a case; return its line of the record, without secrets."""
        played = self._loop.run_until_complete(run_case(SUITE.cases[case], SUITE.scenarios[case], self._run_context))
        clean = redact(self._baseline.excuse(played), self._secrets | self._run_context.secrets)
        return cast(dict[str, Any], clean)

    def close(self) -> None:
        """Release all resources."""
        self._loop.run_until_complete(self._close())
        self._loop.close()
        self._folder.cleanup()

    async def _close(self) -> None:
        if self._operator is not None:
            await self._operator.close()
        if self._process is not None:
            await self._process.stop()
