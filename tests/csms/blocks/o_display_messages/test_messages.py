"""Display messages: set, replaced, refused, reported, cleared, ended."""

from datetime import UTC, datetime, timedelta

import pytest

HELLO = {"priority": "InFront", "content": "Hello"}


async def show(operator, station, status="Accepted", **body):
    """The message that the station was sent, after it has answered, and how the operation ended."""
    operation = await operator.starts(station.id, "show-message", **{**HELLO, **body})
    asked = await station.is_asked("SetDisplayMessage")
    await station.answers(asked, status=status)
    return asked.payload["message"], await operator.outcome(operation)


async def held(operator, station, number):
    return await operator.get(f"/stations/{station.id}/display-messages/{number}")


async def event(station, kind, transaction="tx-1", **more):
    await station.says(
        "TransactionEvent",
        eventType=kind,
        timestamp="2026-06-01T12:00:00Z",
        triggerReason="CablePluggedIn",
        seqNo={"Started": 0, "Ended": 1}[kind],
        transactionInfo={"transactionId": transaction},
        **more,
    )


async def test_message_has_an_id_of_the_csms_and_no_optional_members(world, operator):
    station = await world.station()
    message, outcome = await show(operator, station)
    assert message == {"id": 1, "priority": "InFront", "message": {"format": "UTF8", "content": "Hello"}}
    assert (outcome["state"], outcome["handle"]) == ("done", {"messageId": 1})
    shown = await held(operator, station, 1)
    assert (shown["state"], shown["answer"], shown["message"]) == ("Installed", "Accepted", message)


async def test_state_format_language_and_times_are_sent_to_the_station(world, operator):
    station = await world.station()
    message, _ = await show(operator, station, state="Charging", format="HTML", language="de", startIn=60, endIn=120)
    now = datetime.now(UTC)
    for name, seconds in (("startDateTime", 60), ("endDateTime", 120)):
        assert abs(datetime.fromisoformat(message[name]) - now - timedelta(seconds=seconds)) < timedelta(seconds=10)
    assert message["state"] == "Charging"
    assert message["message"] == {"format": "HTML", "language": "de", "content": "Hello"}


async def test_message_has_a_format_that_the_station_supports(world, operator):
    station = await world.station()
    await station.says(
        "NotifyReport",
        requestId=1,
        generatedAt="2026-06-01T12:00:00Z",
        seqNo=0,
        reportData=[
            {
                "component": {"name": "DisplayMessageCtrlr"},
                "variable": {"name": "SupportedFormats"},
                "variableAttribute": [{"value": "URI, ASCII"}],
            }
        ],
    )
    assert (await show(operator, station))[0]["message"]["format"] == "ASCII"


async def test_replacement_keeps_the_message_id(world, operator):
    station = await world.station()
    _, made = await show(operator, station)
    message, _ = await show(operator, station, content="Other", replaces=made["operation"])
    assert message["id"] == 1
    assert (await held(operator, station, 1))["message"]["message"]["content"] == "Other"
    assert len(await operator.get(f"/stations/{station.id}/display-messages")) == 1


async def test_refused_replacement_keeps_the_previous_message(world, operator):
    station = await world.station()
    await show(operator, station)
    _, outcome = await show(operator, station, "NotSupportedState", content="Other", replaces=1)
    assert outcome["state"] == "refused"
    shown = await held(operator, station, 1)
    assert (shown["state"], shown["answer"]) == ("Installed", "NotSupportedState")
    assert shown["message"]["message"]["content"] == "Hello"


@pytest.mark.parametrize(
    "status",
    ["NotSupportedPriority", "NotSupportedState", "NotSupportedMessageFormat", "Rejected", "UnknownTransaction"],
)
async def test_a_refusal_is_kept_with_its_reason(world, operator, status):
    station = await world.station()
    message, _ = await show(operator, station, status)
    shown = await held(operator, station, message["id"])
    assert (shown["state"], shown["answer"]) == ("Refused", status)


async def test_a_message_ends_with_its_transaction(world, operator):
    station = await world.station()
    await event(station, "Started", evse={"id": 2})
    message, _ = await show(operator, station, evse=2)
    assert message["transactionId"] == "tx-1"
    other, _ = await show(operator, station)
    await event(station, "Ended")
    assert (await held(operator, station, message["id"]))["state"] == "Ended"
    assert (await held(operator, station, other["id"]))["state"] == "Installed"


async def test_message_for_a_missing_transaction_fails(world, operator):
    station = await world.station()
    outcome = await operator.outcome(await operator.starts(station.id, "show-message", evse=1, **HELLO))
    assert (outcome["state"], outcome["detail"]) == ("failed", "no transaction is running on EVSE 1")


async def test_message_ends_at_its_end_time(world, operator):
    station = await world.station()
    message, _ = await show(operator, station, endIn=0.001)
    assert (await held(operator, station, message["id"]))["state"] == "Ended"


async def test_a_message_cannot_end_before_it_begins(world, operator):
    station = await world.station()
    outcome = await operator.outcome(await operator.starts(station.id, "show-message", startIn=60, endIn=30, **HELLO))
    assert (outcome["state"], outcome["messages"]) == ("failed", [])


async def test_new_always_front_message_replaces_the_previous_one(world, operator):
    station = await world.station()
    first, _ = await show(operator, station, priority="AlwaysFront")
    second, _ = await show(operator, station, priority="AlwaysFront")
    assert (await held(operator, station, first["id"]))["state"] == "Missing"
    assert (await held(operator, station, second["id"]))["state"] == "Installed"


@pytest.mark.parametrize(("status", "state"), [("Accepted", "Cleared"), ("Unknown", "Missing")])
async def test_a_message_is_cleared_by_the_operation_that_set_it(world, operator, status, state):
    station = await world.station()
    _, made = await show(operator, station)
    operation = await operator.starts(station.id, "clear-message", message=made["operation"])
    asked = await station.is_asked("ClearDisplayMessage")
    assert asked.payload == {"id": 1}
    await station.answers(asked, status=status)
    await operator.outcome(operation)
    assert (await held(operator, station, 1))["state"] == state


async def test_clear_message_needs_an_id(world, operator):
    station = await world.station()
    operation = await operator.starts(station.id, "clear-message", id=77)
    asked = await station.is_asked("ClearDisplayMessage")
    assert asked.payload == {"id": 77}
    await station.answers(asked, status="Unknown")
    assert (await operator.outcome(operation))["state"] == "refused"
    nothing = await operator.outcome(await operator.starts(station.id, "clear-message"))
    assert (nothing["state"], nothing["messages"]) == ("failed", [])


async def ask(operator, station, status="Accepted", **body):
    operation = await operator.starts(station.id, "ask-messages", **body)
    asked = await station.is_asked("GetDisplayMessages")
    await station.answers(asked, status=status)
    assert (await operator.outcome(operation))["state"] == "done"
    return asked.payload


async def test_messages_are_requested_by_id_priority_and_state(world, operator):
    station = await world.station()
    _, made = await show(operator, station)
    assert await ask(operator, station, "Unknown") == {"requestId": 1}
    assert await ask(operator, station, "Unknown", message=made["operation"]) == {"requestId": 2, "id": [1]}
    assert await ask(operator, station, "Unknown", id=9) == {"requestId": 3, "id": [9]}
    asked = await ask(operator, station, "Unknown", priority="InFront", state="Idle")
    assert asked == {"requestId": 4, "priority": "InFront", "state": "Idle"}


async def test_message_report_is_collected_in_parts(world, operator):
    station = await world.station()
    mine, _ = await show(operator, station)
    gone, _ = await show(operator, station)
    found = {"id": 500, "priority": "NormalCycle", "message": {"format": "UTF8", "content": "Built in"}}
    asked = await ask(operator, station)
    path = f"/stations/{station.id}/display-messages-reports/{asked['requestId']}"
    await station.says("NotifyDisplayMessages", requestId=asked["requestId"], messageInfo=[mine], tbc=True)
    assert (await operator.get(path))["complete"] is False
    await station.says("NotifyDisplayMessages", requestId=asked["requestId"], messageInfo=[found])
    report = await operator.get(path)
    assert (report["complete"], report["answer"], report["messages"]) == (True, "Accepted", [mine, found])
    states = {each["id"]: each["state"] for each in await operator.get(f"/stations/{station.id}/display-messages")}
    assert states == {mine["id"]: "Installed", gone["id"]: "Missing", 500: "Installed"}


async def test_partial_message_report_keeps_other_messages(world, operator):
    station = await world.station()
    idle, _ = await show(operator, station, state="Idle")
    other, _ = await show(operator, station)
    asked = await ask(operator, station, "Unknown", state="Idle")
    assert (await operator.get(f"/stations/{station.id}/display-messages-reports"))[0]["wanted"] == {"state": "Idle"}
    assert asked["state"] == "Idle"
    assert (await held(operator, station, idle["id"]))["state"] == "Missing"
    assert (await held(operator, station, other["id"]))["state"] == "Installed"


async def test_unsolicited_message_report_is_stored(world, operator):
    station = await world.station()
    found = {"id": 3, "priority": "NormalCycle", "message": {"format": "UTF8", "content": "Built in"}}
    assert await station.says("NotifyDisplayMessages", requestId=99, messageInfo=[found]) == {}
    assert (await held(operator, station, 3))["state"] == "Installed"
    status, _ = await operator.request("GET", f"/stations/{station.id}/display-messages-reports/99")
    assert status == 404


async def test_several_ids_are_requested_at_once(world, operator):
    station = await world.station()
    await operator.starts(station.id, "ask-messages", ids=[3, 4])
    asked = await station.is_asked("GetDisplayMessages")
    assert asked.payload["id"] == [3, 4]
    await station.answers(asked, status="Unknown")
    await operator.starts(station.id, "ask-charging-profiles", profileIds=[5, 6])
    asked = await station.is_asked("GetChargingProfiles")
    assert asked.payload["chargingProfile"] == {"chargingProfileId": [5, 6]}
