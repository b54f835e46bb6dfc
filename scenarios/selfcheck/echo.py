"""The echo check: plays cases against a stub CSMS that processes nothing, with an operator that reports "done" for all.

It accepts every station, answers every call without processing it and sends nothing of its own, or relays the payloads
that its API receives. No case with an order may pass, except on content that plugfest itself had supplied, which the
record shows as relayed; the others that pass are named, each with a reason.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from plugfest.scenarios.engine.run_case import run_case
from plugfest.scenarios.selfcheck.stubs import REASON_OF, StubCsms, stub_run_context
from plugfest.scenarios.suites.suite import Suite

RELAYED = "what was sent is what plugfest had composed for the CSMS's API, and the record says so: relayed"
LOOKED_UP = "the tokens are looked up in a table, which is all that is asked for"


@dataclass(frozen=True)
class EchoCheck:
    """The result of the echo check with one way of answering."""

    suite: Suite
    csms: StubCsms
    records: tuple[dict[str, Any], ...]

    @property
    def passed(self) -> frozenset[str]:
        """The cases that passed."""
        return frozenset(record["id"] for record in self.records if record["verdict"] == "PASS")

    @property
    def relayed(self) -> frozenset[str]:
        """The cases that passed with required content that plugfest had supplied."""
        return frozenset(record["id"] for record in self.records if record["id"] in self.passed and _relays(record))

    @property
    def wrongly(self) -> tuple[str, ...]:
        """The cases that passed without being relayed, and have an order or no written reason."""
        ordered = {record["id"] for record in self.records if self.suite.scenarios[record["id"]].orders}
        by_itself = self.passed - self.relayed
        return tuple(sorted(by_itself & ordered | by_itself - self.csms.may_pass))

    def reason(self, case: str) -> str:
        """Return why a case may pass."""
        if case in self.relayed:
            return RELAYED
        if case in self.csms.may_pass:
            return REASON_OF.get(case, LOOKED_UP)
        return "no reason is written: a defect"


def _relays(record: dict[str, Any]) -> bool:
    validations = [validation for play in record["plays"] for validation in play["validations"]]
    return any((each["outcome"], each["weight"]) == ("relayed", "required") for each in validations)


async def check_echo(suite: Suite, csms: StubCsms, cases: Sequence[str], at_once: int = 40) -> EchoCheck:
    """Play these cases against a stub CSMS that answers in this way."""
    limit = asyncio.Semaphore(at_once)
    async with stub_run_context(csms) as run_context:

        async def one(case: str) -> dict[str, Any]:
            async with limit:
                return await run_case(suite.cases[case], suite.scenarios[case], run_context)

        return EchoCheck(suite, csms, tuple(await asyncio.gather(*map(one, cases))))
