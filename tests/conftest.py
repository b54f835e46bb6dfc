"""The settings of all tests, and a compact CSMS as a process of its own to play cases against."""

import asyncio
import os
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from plugfest.scenarios.config.description import CsmsDescription
from plugfest.scenarios.engine.compact_description import describe_compact
from plugfest.scenarios.engine.compact_process import start_compact
from plugfest.scenarios.engine.run_case import RunContext, run_case
from plugfest.scenarios.operators.factory import make_operator
from plugfest.scenarios.suites.ocpp201_csms import SUITE

# The machines are shared and slow at times: how long an example takes says nothing.
settings.register_profile("plugfest", deadline=None, max_examples=50)
settings.load_profile("plugfest")

# Where no bytecode is written, each of the processes that tests start would compile plugfest and all of its packages
# anew: theirs is kept aside, for the next run as well.
if sys.dont_write_bytecode:
    sys.dont_write_bytecode = False
    sys.pycache_prefix = str(Path(__file__).parent.parent / ".pytest_cache" / "bytecode")
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = sys.pycache_prefix

# Locks and what outlives a run stay away from the home of whoever runs the tests.
os.environ["XDG_CACHE_HOME"] = str(Path(__file__).parent.parent / ".pytest_cache")
OWN_FOLDER = tempfile.TemporaryDirectory(prefix="plugfest-tests-", ignore_cleanup_errors=True)
os.environ["XDG_STATE_HOME"] = OWN_FOLDER.name
# A CSMS removes what killed CSMSs left in the folder of temporary files: it finds those of this process only.
os.environ["TMPDIR"] = OWN_FOLDER.name

Record = dict[str, Any]
MakeRunContext = Callable[[], Awaitable[RunContext]]
FOUNDATION = (
    "TC_A_01 TC_A_02 TC_A_03 TC_B_01 TC_B_02 TC_B_06 TC_B_07 TC_B_08 TC_B_09 TC_B_10 TC_B_12 TC_B_13 TC_B_14 TC_B_18 "
    "TC_B_20 TC_B_21 TC_B_22 TC_B_25 TC_B_26 TC_B_27 TC_B_30 TC_B_31 TC_B_42 TC_B_44 TC_B_58 TC_C_47 TC_E_31 TC_F_01 "
    "TC_K_55 TC_L_10"
)


@pytest.fixture(scope="session")
def foundation() -> tuple[str, ...]:
    """Thirty cases of every kind: connections, boots, reports, offline, two EVSEs, overlapping orders."""
    return tuple(f"{case}_CSMS" for case in FOUNDATION.split())


@pytest.fixture(scope="session")
def compact(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CsmsDescription]:
    """A running compact CSMS, one for all tests: cases are independent of each other."""
    log = tmp_path_factory.mktemp("compact") / "csms.log"
    with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:
        process = runner.run(start_compact(log))
        yield describe_compact(process)
        assert "code 0" in runner.run(process.stop())


@pytest.fixture
async def make_run_context(compact: CsmsDescription) -> AsyncIterator[MakeRunContext]:
    """Make run contexts, each with an operator of its own, all of the same CSMS."""
    operators = []

    async def make() -> RunContext:
        operators.append(make_operator(compact))
        await operators[-1].open()
        return RunContext(compact, operators[-1])

    yield make
    for operator in operators:
        await operator.close()


@pytest.fixture(scope="session")
def play_all() -> Callable[..., Awaitable[list[Record]]]:
    """Plays these cases, so many at a time."""

    async def play_all(run_context: RunContext, cases: Iterable[str], at_once: int) -> list[Record]:
        free = asyncio.Semaphore(at_once)

        async def one(case: str) -> Record:
            async with free:
                return await run_case(SUITE.cases[case], SUITE.scenarios[case], run_context)

        return await asyncio.gather(*map(one, cases))

    return play_all


@pytest.fixture(scope="session")
def in_words() -> Callable[[Record], str]:
    """Return the cause of a case that did not pass, for the message of a failed test."""

    def words(record: Record) -> str:
        cause = record["cause"]["text"] if record["cause"] else ""
        lines = [f"{record['id']} {record['verdict']}: {cause}"]
        for each in record["plays"]:
            wrong = [v for v in each["validations"] if v["outcome"] == "violated" and v["weight"] == "required"]
            lines += [f"  {each['label']}: step {v['step']}: {v['subject']}: {v['text']}" for v in wrong]
        return "\n".join(lines)

    return words


PROCESS_FIXTURES = {
    *("compact", "make_run_context", "run_context", "play_all"),
    *("process", "make_process", "make_world", "world", "process_class"),
    *("make_session_process", "tight", "tight_world"),
    *("plugfest_process", "begin", "harbour", "chromium", "run", "failing_run", "plugfest", "link"),
}
"""Fixtures that start a process, a whole run or a browser."""


def pytest_unconfigure() -> None:
    """Remove the folder of this process."""
    OWN_FOLDER.cleanup()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test as `unit` or `process`: a unit test starts no process and plays no run."""
    for item in items:
        folder = item.path.relative_to(Path(__file__).parent).parts[0]
        fixtures = set(getattr(item, "fixturenames", ()))
        marked = item.get_closest_marker("process") or item.get_closest_marker("slow")
        starts_processes = marked or folder in ("integration", "browser") or fixtures & PROCESS_FIXTURES
        item.add_marker("process" if starts_processes else "unit")
