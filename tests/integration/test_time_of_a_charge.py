"""The time that a charge takes passes on the station's own clock, however long it is configured to be."""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from typing import Any

import pytest

from plugfest.scenarios.engine.run_case import House, play
from plugfest.scenarios.suites.catalogue import catalogue
from plugfest.scenarios.suites.registry import scenarios

DURATION = 150.0


@pytest.fixture
async def house(make_house: Callable[[], Awaitable[House]]) -> House:
    """A house whose charges last two minutes and a half."""
    short = await make_house()
    return House(replace(short.description, configured={"transaction_duration": DURATION}), short.operator)


async def events(house: House, case: str) -> list[Mapping[str, Any]]:
    """The payloads of all TransactionEvents of a play that passed."""
    record = await play(catalogue()[case], scenarios()[case], house)
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
async def test_values_of_a_long_charge_stay_one_interval_apart(house: House, case: str) -> None:
    (ended,) = [event for event in await events(house, case) if event["eventType"] == "Ended"]
    moments = [moment(value) for value in ended["meterValue"]]
    assert {(later - earlier).total_seconds() for earlier, later in pairwise(moments)} == {60.0}


@pytest.mark.parametrize("case", ["TC_E_17_CSMS", "TC_E_29_CSMS", "TC_E_53_CSMS"])
async def test_a_charge_takes_its_time(house: House, case: str) -> None:
    told = await events(house, case)
    for transaction in {event["transactionInfo"]["transactionId"] for event in told}:
        its = [moment(event) for event in told if event["transactionInfo"]["transactionId"] == transaction]
        assert DURATION <= (max(its) - min(its)).total_seconds() < DURATION + 30
