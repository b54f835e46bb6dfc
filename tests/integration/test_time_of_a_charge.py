"""The configured duration of a charge passes on the station's simulated clock."""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from typing import Any

import pytest

from plugfest.scenarios.config.configured import Configured
from plugfest.scenarios.engine.run_case import RunContext, run_case
from plugfest.scenarios.suites.ocpp201_csms import SUITE

DURATION = 150.0


@pytest.fixture
async def run_context(make_run_context: Callable[[], Awaitable[RunContext]]) -> RunContext:
    """A run context whose charges last two minutes and a half."""
    short = await make_run_context()
    return RunContext(replace(short.description, configured=Configured(transaction_duration=DURATION)), short.operator)


async def events(run_context: RunContext, case: str) -> list[Mapping[str, Any]]:
    """The payloads of all TransactionEvents of a play that passed."""
    record = await run_case(SUITE.cases[case], SUITE.scenarios[case], run_context)
    assert record["verdict"] == "PASS", record["cause"]
    frames = [entry for entry in record["plays"][0]["trace"] if entry["type"] == "frame"]
    return [
        json.loads(entry["text"])[3]
        for entry in frames
        if (entry["message"], entry["action"]) == ("CALL", "TransactionEvent")
    ]


def moment(said: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(said["timestamp"])


@pytest.mark.parametrize("case", ["TC_J_03_CSMS", "TC_J_11_CSMS"])
async def test_meter_values_of_a_long_charge_are_one_interval_apart(run_context: RunContext, case: str) -> None:
    (ended,) = [event for event in await events(run_context, case) if event["eventType"] == "Ended"]
    moments = [moment(value) for value in ended["meterValue"]]
    assert {(later - earlier).total_seconds() for earlier, later in pairwise(moments)} == {60.0}


@pytest.mark.parametrize("case", ["TC_E_17_CSMS", "TC_E_29_CSMS", "TC_E_53_CSMS"])
async def test_transaction_lasts_the_configured_duration(run_context: RunContext, case: str) -> None:
    reported = await events(run_context, case)
    for transaction in {event["transactionInfo"]["transactionId"] for event in reported}:
        its = [moment(event) for event in reported if event["transactionInfo"]["transactionId"] == transaction]
        assert DURATION <= (max(its) - min(its)).total_seconds() < DURATION + 30
