"""Playing one case against the compact CSMS behind a link that makes it a flawed CSMS."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from plugfest.scenarios.engine.run import with_pace
from plugfest.scenarios.engine.run_case import RunContext, run_case
from plugfest.scenarios.suites.ocpp201_csms import SUITE
from plugfest.simulator.link.connect_faults import ConnectFault
from plugfest.simulator.link.faults import Change, Fault, Target
from plugfest.simulator.link.link import Link
from plugfest.simulator.protocol.frames import MessageType

MakeRunContext = Callable[[], Awaitable[RunContext]]


async def played(
    run_context: RunContext, case: str, *faults: Fault, doors: Mapping[int, ConnectFault] | None = None
) -> dict[str, Any]:
    """Play a case whose messages and connections meet these faults, and return the play of its first variant."""

    def link() -> Link:
        made = Link(faults)
        made.connect_faults = dict(doors or {})
        return made

    run_context.link = link
    run_context.description = with_pace(run_context.description, unasked=0.2, look_further=0.1, shown=0.3)
    record = await run_case(SUITE.cases[case], SUITE.scenarios[case], run_context)
    first, *_ = record["plays"]
    return first


def changed(action: str, nth: int, change: Change, *, onwards: bool = False, answer: bool = False) -> Fault:
    """Return the fault that changes the nth request of this action, or the nth answer to it."""
    kind = MessageType.CALLRESULT if answer else MessageType.CALL
    return Fault(Target(kind, action, nth, onwards), change)


def violated(play: dict[str, Any], weight: str = "required") -> set[str]:
    """Return the paths of the validations of this weight that were violated."""
    return {v["path"] for v in play["validations"] if v["outcome"] == "violated" and v["weight"] == weight}


def violated_at(play: dict[str, Any], step: int) -> list[str]:
    """Return the texts of the required validations of this step that were violated."""
    return [
        v["text"]
        for v in play["validations"]
        if v["step"] == step and v["outcome"] == "violated" and v["weight"] == "required"
    ]
