"""A variable is identified by its whole key: an added EVSE or instance names another variable."""

from typing import Any

import pytest
from support.flawed_plays import MakeRunContext, changed, played, violated, violated_at

from plugfest.simulator.link.faults import SetField

GET, SET = "getVariableData", "setVariableData"
ANOTHER: list[tuple[str, str, str, tuple[str, ...], Any]] = [
    ("TC_B_06_CSMS", "GetVariables", GET, ("component", "evse"), {"id": 1}),
    ("TC_B_06_CSMS", "GetVariables", GET, ("variable", "instance"), "x"),
    ("TC_B_09_CSMS", "SetVariables", SET, ("component", "instance"), "x"),
    ("TC_B_10_CSMS", "SetVariables", SET, ("component", "evse"), {"id": 1}),
    ("TC_N_09_CSMS", "SetVariableMonitoring", "setMonitoringData", ("component", "evse", "connectorId"), 1),
    ("TC_N_60_CSMS", "GetMonitoringReport", "componentVariable", ("variable", "instance"), "x"),
]


@pytest.mark.parametrize(("case", "action", "entries", "place", "value"), ANOTHER)
async def test_additional_evse_or_instance_of_a_variable_fails(
    make_run_context: MakeRunContext, case: str, action: str, entries: str, place: tuple[str, ...], value: Any
) -> None:
    play = await played(await make_run_context(), case, changed(action, 1, SetField((entries, 0, *place), value)))
    assert play["verdict"] == "FAIL"
    assert any(".".join(place) in text and "must be absent" in text for text in violated_at(play, 1))


def entry(name: str, attribute: str | None = None) -> dict[str, Any]:
    named = {"component": {"name": "OCPPCommCtrlr"}, "variable": {"name": name}}
    return named if attribute is None else {**named, "attributeType": attribute}


@pytest.mark.parametrize(
    ("added", "remarks"),
    [
        ([entry("OfflineThreshold", "Target"), entry("OfflineThreshold", "MinSet")], 0),
        ([entry("HeartbeatInterval")], 1),
        ([entry("offlinethreshold", "Actual")], 1),
    ],
)
async def test_additional_variables_are_a_warning_and_additional_attributes_not(
    make_run_context: MakeRunContext, added: list[dict[str, Any]], remarks: int
) -> None:
    fault = changed("GetVariables", 1, SetField((GET,), [entry("OfflineThreshold"), *added]))
    play = await played(await make_run_context(), "TC_B_06_CSMS", fault)
    assert play["verdict"] == "PASS", play["cause"]
    assert violated(play, "advised") == ({GET} if remarks else set())


async def test_additional_variable_in_set_variables_is_a_note(make_run_context: MakeRunContext) -> None:
    both = [
        {**entry("OfflineThreshold"), "attributeValue": "123"},
        {**entry("HeartbeatInterval"), "attributeValue": "9"},
    ]
    play = await played(await make_run_context(), "TC_B_09_CSMS", changed("SetVariables", 1, SetField((SET,), both)))
    assert (play["verdict"], violated(play, "advised")) == ("PASS", set())
    notes = [each["text"] for each in play["trace"] if each["type"] == "note"]
    assert "SetVariablesRequest names other variables, too: OCPPCommCtrlr.HeartbeatInterval" in notes
