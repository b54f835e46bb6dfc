"""Surplus requests are reported and counted in every case, and violate it if Part 6 says "every message"."""

import json
import uuid
from dataclasses import dataclass
from typing import Any

import pytest
from support.flawed_plays import MakeRunContext, changed, played, violated_at

from plugfest.reports.counts import surplus
from plugfest.simulator.link.faults import Twice


@dataclass(frozen=True)
class After:
    """Another request of the same action comes first."""

    payload: dict[str, Any]

    def apply(self, message: list[Any]) -> list[str]:
        return [json.dumps([2, str(uuid.uuid4()), message[2], self.payload]), json.dumps(message)]


def advised(play: dict[str, Any]) -> list[str]:
    return [v["text"] for v in play["validations"] if (v["outcome"], v["weight"]) == ("violated", "advised")]


async def test_unsolicited_state_change_is_a_counted_warning(
    make_run_context: MakeRunContext,
) -> None:
    unasked = changed("StatusNotification", 1, Twice('[2,"{id}","ClearCache",{}]'), answer=True)
    play = await played(await make_run_context(), "TC_B_06_CSMS", unasked)
    assert play["verdict"] == "PASS", play["cause"]
    assert advised(play) == ["ClearCacheRequest must not be sent unasked, as it changes the station's state, was sent"]
    assert surplus([{"plays": [play]}]) == "1 surplus request in 1 case (advised)"  # type: ignore[typeddict-item]


async def test_unsolicited_read_is_an_observation(make_run_context: MakeRunContext) -> None:
    unasked = changed("StatusNotification", 1, Twice('[2,"{id}","GetLocalListVersion",{}]'), answer=True)
    play = await played(await make_run_context(), "TC_B_06_CSMS", unasked)
    assert (play["verdict"], advised(play)) == ("PASS", [])


@pytest.mark.parametrize("case", ["TC_B_20_CSMS", "TC_B_22_CSMS"])
async def test_every_reset_must_be_without_evse_id(make_run_context: MakeRunContext, case: str) -> None:
    first = changed("Reset", 1, After({"type": "Immediate", "evseId": 1}))
    play = await played(await make_run_context(), case, first)
    assert play["verdict"] == "FAIL"
    assert "evseId must be absent, was 1" in violated_at(play, 1)


async def test_every_get_variables_respects_the_items_per_message(make_run_context: MakeRunContext) -> None:
    entry = {"component": {"name": "OCPPCommCtrlr"}, "variable": {"name": "OfflineThreshold"}}
    play = await played(await make_run_context(), "TC_B_08_CSMS",
                        changed("GetVariables", 2, After({"getVariableData": [entry] * 5})))  # fmt: skip
    assert play["verdict"] == "FAIL"
    assert any(text.startswith("getVariableData must be at most 4") for text in violated_at(play, 1))
