"""Validations beyond Part 6 fail no case, and unsolicited messages of a CSMS break none."""

import json
from dataclasses import replace
from typing import Any

from support.flawed_plays import MakeRunContext, changed, played, violated

from plugfest.simulator.link.faults import AnswerError, SetField, Swallow, Twice

MESSAGE = {"message": {"id": 4711, "priority": "InFront", "message": {"format": "UTF8", "content": "Welcome"}}}
PROFILE = {
    "evseId": 0,
    "chargingProfile": {
        "id": 4711,
        "stackLevel": 0,
        "chargingProfilePurpose": "ChargingStationMaxProfile",
        "chargingProfileKind": "Absolute",
        "chargingSchedule": [
            {
                "id": 1,
                "startSchedule": "2026-01-01T00:00:00Z",
                "chargingRateUnit": "A",
                "chargingSchedulePeriod": [{"startPeriod": 0, "limit": 20.0}],
            }
        ],
    },
}


def after_boot(action: str, payload: dict[str, Any]) -> Any:
    """Return the fault that has the CSMS send this right after it has accepted a boot."""
    return changed("BootNotification", 1, Twice(json.dumps([2, "{id}", action, payload])), answer=True)


async def test_message_or_profile_sent_after_a_boot_is_skipped(
    make_run_context: MakeRunContext,
) -> None:
    run_context = await make_run_context()
    for case in ("O_02", "O_04", "O_07", "O_08", "O_09", "O_11", "O_12"):
        play = await played(run_context, f"TC_{case}_CSMS", after_boot("SetDisplayMessage", MESSAGE))
        assert play["verdict"] == "PASS", (case, play["cause"])
    for case in ("K_05", "K_32"):
        play = await played(run_context, f"TC_{case}_CSMS", after_boot("SetChargingProfile", PROFILE))
        assert play["verdict"] == "PASS", (case, play["cause"])


async def test_missing_response_beyond_part_6_fails_no_case(make_run_context: MakeRunContext) -> None:
    run_context = await make_run_context()
    run_context.description = replace(run_context.description, pace=replace(run_context.description.pace, answer=0.5))
    for change in (AnswerError(), Swallow(None)):
        play = await played(run_context, "TC_C_51_CSMS", changed("Authorize", 2, change, answer=True))
        beyond = [v["rule"] for v in play["validations"] if v["outcome"] == "violated" and v["weight"] == "beyond"]
        assert (play["verdict"], beyond) == ("PASS", ["answered"]), play["cause"]


async def test_list_update_without_a_version_request_is_a_warning(
    make_run_context: MakeRunContext,
) -> None:
    run_context = await make_run_context()
    fine = await played(run_context, "TC_D_02_CSMS")
    assert violated(fine, "advised") == set()
    not_asked = changed("GetLocalListVersion", 1, Swallow({"versionNumber": 1}))
    play = await played(run_context, "TC_D_02_CSMS", not_asked)
    texts = [v["text"] for v in play["validations"] if v["outcome"] == "violated" and v["weight"] == "advised"]
    assert play["verdict"] == "PASS"
    assert texts == ["GetLocalListVersionRequest should be sent, was not"]


async def test_repeated_password_is_rejected_again(make_run_context: MakeRunContext) -> None:
    again = {
        "setVariableData": [
            {
                "component": {"name": "SecurityCtrlr"},
                "variable": {"name": "BasicAuthPassword"},
                "attributeType": "Actual",
                "attributeValue": "another-password-0123456789",
            }
        ]
    }
    run_context = await make_run_context()
    retry = Twice(json.dumps([2, "{id}", "SetVariables", again]))
    play = await played(run_context, "TC_A_10_CSMS", changed("BootNotification", 2, retry, answer=True))
    answers = [
        json.loads(entry["text"])[2]["setVariableResult"]
        for entry in play["trace"]
        if entry["type"] == "frame" and entry["from"] == "station" and entry["action"] == "SetVariables"
    ]
    assert play["verdict"] == "PASS", play["cause"]
    assert [result["attributeStatus"] for results in answers for result in results] == ["Rejected", "Rejected"]
    assert answers[1][0]["attributeType"] == "Actual"


async def test_case_for_two_evses_is_inconclusive_with_one(make_run_context: MakeRunContext) -> None:
    run_context = await make_run_context()
    one = replace(run_context.description.configured, connectors=(1,), evse=1)
    run_context.description = replace(run_context.description, configured=one)
    play = await played(run_context, "TC_C_48_CSMS")
    assert play["verdict"] == "INCONCLUSIVE"
    assert "needs EVSE 2" in play["cause"]["text"]


async def test_wrong_initial_state_is_inconclusive(
    make_run_context: MakeRunContext,
) -> None:
    run_context = await make_run_context()
    wrong = changed("ChangeAvailability", 1, SetField(("operationalStatus",), "Operative"))
    for case in ("TC_G_04_CSMS", "TC_G_06_CSMS", "TC_G_08_CSMS"):
        play = await played(run_context, case, wrong)
        assert (play["verdict"], play["cause"]["code"]) == ("INCONCLUSIVE", "state-not-reached"), case
    other_root = changed("InstallCertificate", 1, SetField(("certificateType",), "MORootCertificate"))
    play = await played(run_context, "TC_M_21_CSMS", other_root)
    assert (play["verdict"], play["cause"]["code"]) == ("INCONCLUSIVE", "state-not-reached")


async def test_profile_limit_is_compared_in_its_own_unit(make_run_context: MakeRunContext) -> None:
    run_context = await make_run_context()
    schedule = ("chargingProfile", "chargingSchedule", 0)
    in_watts = changed("SetChargingProfile", 1, SetField((*schedule, "chargingRateUnit"), "W"))
    play = await played(run_context, "TC_K_04_CSMS", in_watts)
    assert (play["verdict"], {path.rpartition(".")[2] for path in violated(play)}) == ("FAIL", {"limit"})


async def test_availability_by_notify_event_is_used_in_e_31(
    make_run_context: MakeRunContext,
) -> None:
    run_context = await make_run_context()
    by_events = replace(run_context.description.configured, availability="NotifyEvent")
    run_context.description = replace(run_context.description, configured=by_events)
    play = await played(run_context, "TC_E_31_CSMS")
    said = [
        entry["action"]
        for entry in play["trace"]
        if entry["type"] == "frame" and (entry["part"], entry["step"]) == ("main", 3)
    ]
    assert (play["verdict"], said) == ("PASS", ["NotifyEvent"]), play["cause"]


async def test_station_variable_is_set_as_the_case_requires(make_run_context: MakeRunContext) -> None:
    run_context = await make_run_context()
    seen: list[object] = []

    def keep(case: str, label: str, context: Any) -> None:
        seen.append(context.station.device.model.value("AuthCtrlr", "AuthorizeRemoteStart"))

    run_context.on_play = keep
    await played(run_context, "TC_F_02_CSMS")
    assert [str(value).lower() for value in seen] == ["true"]
