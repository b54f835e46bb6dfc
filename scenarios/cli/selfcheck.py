"""Check that every validation fails when the CSMS violates it.

Every case is played without faults against the compact CSMS, then once for each fault that violates one of its
validations. A validation that no fault violates is a defect of its scenario. Then every case is played against stub
CSMSs, which process nothing: no case with an order may pass there. The tables are selfcheck.md and selfcheck.json.
"""

import argparse
import asyncio
import json
import tempfile
import time
from pathlib import Path
from typing import Any

from rich.console import Console

from plugfest.scenarios.cli.failure import fail
from plugfest.scenarios.cli.output import make_console
from plugfest.scenarios.engine.compact_description import describe_compact
from plugfest.scenarios.engine.compact_process import CompactStartError, start_compact
from plugfest.scenarios.engine.run import with_pace
from plugfest.scenarios.engine.run_case import RunContext
from plugfest.scenarios.operators.factory import make_operator
from plugfest.scenarios.selfcheck.check import CaseCheck, check_case
from plugfest.scenarios.selfcheck.echo import EchoCheck, check_echo
from plugfest.scenarios.selfcheck.stubs import STUB_CSMS
from plugfest.scenarios.selfcheck.table import as_data, echo_markdown, markdown
from plugfest.scenarios.suites.ocpp201_csms import SUITE
from plugfest.scenarios.suites.selection import SelectionError, select

PACE = {"look_further": 0.05, "message": 10, "answer": 10, "unasked": 0.5, "order": 20, "quiet": 0.3, "shown": 0.5}
"""Seconds. A message removed by a fault is known never to arrive, so long time-outs cost nothing."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `plugfest selfcheck` takes."""
    parser.add_argument(
        "selection", nargs="*", metavar="CASE|BLOCK|PROFILE", help="cases, blocks or profiles to check; default: all"
    )
    parser.add_argument("--workers", type=int, default=24, metavar="N", help="plays at a time; default 24")
    parser.add_argument("--results", type=Path, default=Path("results"), metavar="DIR", help="default: results")


def execute(arguments: argparse.Namespace) -> int:
    """Check; return 1 when a validation was not violated by any fault, or a case passed against a stub CSMS."""
    console = make_console()
    try:
        cases = [case for case in select(SUITE, arguments.selection) if case in SUITE.scenarios]
        checks, echoes = asyncio.run(_all(cases, arguments.workers, console))
    except (SelectionError, CompactStartError) as error:
        return fail(str(error))
    arguments.results.mkdir(parents=True, exist_ok=True)
    text = markdown(checks) + "\n" + echo_markdown(echoes)
    (arguments.results / "selfcheck.md").write_text(text, encoding="utf-8")
    (arguments.results / "selfcheck.json").write_text(json.dumps(as_data(checks), indent=1), encoding="utf-8")
    good = all(check.green and not check.undetected for check in checks) and not any(echo.wrongly for echo in echoes)
    faults = sum(len(check.results) for check in checks)
    console.print(f"{faults} faults played. The table: {arguments.results / 'selfcheck.md'}")
    return 0 if good else 1


async def _all(cases: list[str], workers: int, console: Console) -> tuple[list[CaseCheck], list[EchoCheck]]:
    checks = await _check(cases, workers, console)
    echoes = [await check_echo(SUITE, csms, cases) for csms in STUB_CSMS]
    for echo in echoes:
        wrongly = f": without a reason {', '.join(echo.wrongly)}" if echo.wrongly else ""
        mark = "[red]✕[/red]" if echo.wrongly else "[green]✓[/green]"
        console.print(f"{mark} a CSMS that {echo.csms.what}: {len(echo.passed)} of {len(cases)} cases pass{wrongly}")
    return checks, echoes


async def _check(cases: list[str], workers: int, console: Console) -> list[CaseCheck]:
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="plugfest-") as folder:
        process = await start_compact(Path(folder) / "csms.log")
        description = with_pace(describe_compact(process), **PACE)
        operator = make_operator(description)
        await operator.open()
        run_context, at_once, claimed = RunContext(description, operator), asyncio.Semaphore(workers), set[Any]()

        async def check(case: str) -> CaseCheck:
            result = await check_case(SUITE, case, run_context, at_once, claimed)
            detected = result.validations - len(result.undetected)
            mark = "[green]✓[/green]" if result.green and not result.undetected else "[red]✕[/red]"
            console.print(
                f"{mark} {case:<13} {detected} of {result.validations} validations detected "
                f"by {len(result.results)} faults  [dim]{time.monotonic() - began:.0f} s[/dim]"
            )
            for text in result.undetected:
                console.print(f"    undetected: {text}", markup=False)
            return result

        try:
            return list(await asyncio.gather(*map(check, cases)))
        finally:
            await operator.close()
            await process.stop()
