"""Values as CSMSs in the field write them: another case of identifiers, microseconds, null for an empty payload."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import pytest

from plugfest.scenarios.engine.run_case import RunContext, run_case
from plugfest.scenarios.suites.ocpp201_csms import SUITE
from plugfest.simulator.link.faults import Fault, Target
from plugfest.simulator.link.link import Link
from plugfest.simulator.protocol.frames import MessageType

MakeRunContext = Callable[[], Awaitable[RunContext]]
CALL, RESULT = MessageType.CALL, MessageType.CALLRESULT


@dataclass(frozen=True)
class Rewritten:
    """A message that says the same in another way."""

    how: Callable[[Any], Any]

    def apply(self, message: list[Any]) -> list[str]:
        return [json.dumps([*message[:-1], self.how(message[-1])])]


async def played(run_context: RunContext, case: str, kind: MessageType, how: Any, *actions: str) -> dict[str, Any]:
    """The record of a case in which every message of these actions is rewritten."""
    run_context.link = lambda: Link(
        [Fault(Target(kind, action, 1, onwards=True), Rewritten(how)) for action in actions]
    )
    case = f"TC_{case}_CSMS"
    return await run_case(SUITE.cases[case], SUITE.scenarios[case], run_context)


def swapped(names: set[str]) -> Callable[[Any], Any]:
    """Texts of these fields in the other case, wherever they are."""

    def swap(value: Any, name: str = "") -> Any:
        if isinstance(value, dict):
            return {key: swap(each, key) for key, each in value.items()}
        if isinstance(value, list):
            return [swap(each, name) for each in value]
        return value.swapcase() if name in names and isinstance(value, str) else value

    return swap


IDENTIFIERS = {"idToken", "transactionId", "issuerNameHash", "serialNumber", "checksum"}


@pytest.mark.parametrize(
    ("case", "action"),
    [
        ("F_01", "RequestStartTransaction"),
        ("F_02", "RequestStartTransaction"),
        ("H_01", "ReserveNow"),
        ("E_21", "RequestStopTransaction"),
        ("E_29", "GetTransactionStatus"),
        ("M_20", "DeleteCertificate"),
        ("N_30", "CustomerInformation"),
        ("L_21", "UnpublishFirmware"),
        ("D_01", "SendLocalList"),
    ],
)
async def test_identifiers_in_another_letter_case_pass(
    make_run_context: MakeRunContext, case: str, action: str
) -> None:
    record = await played(await make_run_context(), case, CALL, swapped(IDENTIFIERS), action)
    assert record["verdict"] == "PASS", record["cause"]


async def test_get_variables_with_names_in_another_letter_case_passes(make_run_context: MakeRunContext) -> None:
    record = await played(await make_run_context(), "B_06", CALL, swapped({"name", "instance"}), "GetVariables")
    assert record["verdict"] == "PASS", record["cause"]


async def test_set_variables_with_names_in_another_letter_case_passes(make_run_context: MakeRunContext) -> None:
    record = await played(await make_run_context(), "B_09", CALL, swapped({"name", "instance"}), "SetVariables")
    assert record["verdict"] == "PASS", record["cause"]


async def test_null_as_an_empty_payload_passes(make_run_context: MakeRunContext) -> None:
    record = await played(
        await make_run_context(), "E_03", RESULT, lambda said: said or None, "StatusNotification", "TransactionEvent"
    )
    assert record["verdict"] == "PASS", record["cause"]


async def test_microseconds_fail_with_the_correct_notation_in_the_cause(make_run_context: MakeRunContext) -> None:
    def precise(said: Any) -> Any:
        return {**said, "currentTime": "2026-11-28T18:51:37.265456+00:00"}

    record = await played(await make_run_context(), "B_01", RESULT, precise, "BootNotification")
    assert (record["verdict"], record["cause"]["code"]) == ("FAIL", "general-rule")
    assert "write milliseconds, '2026-11-28T18:51:37.265+00:00'" in record["cause"]["text"]
