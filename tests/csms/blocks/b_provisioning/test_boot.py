"""BootNotification and what a station may do before it is accepted (B01 to B03)."""

import pytest

NOW = "2025-01-01T00:00:00Z"
STATUS = {"timestamp": NOW, "connectorStatus": "Available", "evseId": 1, "connectorId": 1}


async def booting(world, **policy):
    return await world.connect(await world.provision(boot=policy))


async def test_self_reported_facts_of_a_station_are_kept(world, operator):
    station = await world.connect(await world.provision())
    answer = await station.says(
        "BootNotification",
        reason="Watchdog",
        chargingStation={"model": "M1", "vendorName": "V", "serialNumber": "S-1", "firmwareVersion": "1.2"},
    )
    assert (answer["status"], answer["interval"]) == ("Accepted", 300)
    shown = await operator.get(f"/stations/{station.id}")
    assert (shown["vendor"], shown["model"], shown["serialNumber"], shown["firmwareVersion"]) == (
        "V",
        "M1",
        "S-1",
        "1.2",
    )
    assert (shown["bootReason"], shown["registration"]) == ("Watchdog", "Accepted")


async def test_before_its_boot_a_station_may_say_nothing(world):
    station = await world.connect(await world.provision())
    assert (await station.calls("Heartbeat"))[2] == "SecurityError"


async def test_pending_a_number_of_times_with_an_interval(world):
    station = await booting(world, policy="pending", times=2, interval=1)
    for _ in range(2):
        answer = await station.boots()
        assert (answer["status"], answer["interval"]) == ("Pending", 1)
    assert (await station.boots())["status"] == "Accepted"
    assert (await station.boots())["status"] == "Accepted"


async def test_rejected_until_the_policy_changes(world, operator):
    station = await booting(world, policy="reject")
    for _ in range(3):
        assert (await station.boots())["status"] == "Rejected"
    await operator.put(f"/stations/{station.id}", boot={"policy": "accept"})
    assert (await station.boots())["status"] == "Accepted"


@pytest.mark.parametrize("policy", ["pending", "reject"])
async def test_a_station_that_is_not_accepted_gets_a_security_error(world, operator, policy):
    station = await booting(world, policy=policy, times=1)
    await station.boots()
    assert (await station.calls("StatusNotification", **STATUS))[2] == "SecurityError"
    assert (await operator.get(f"/stations/{station.id}"))["evses"] == []
    await station.boots()
    assert await station.says("StatusNotification", **STATUS) == {}


async def test_while_pending_a_trigger_brings_the_boot_forward(world, operator):
    station = await booting(world, policy="pending", times=1)
    await station.boots()
    operation = await operator.starts(station.id, "trigger", message="BootNotification")
    asked = await station.is_asked("TriggerMessage")
    assert asked.payload == {"requestedMessage": "BootNotification"}
    await station.answers(asked, status="Accepted")
    assert (await station.boots("Triggered"))["status"] == "Accepted"
    assert (await operator.outcome(operation))["state"] == "done"


async def test_while_pending_what_was_triggered_may_be_sent_and_nothing_else(world, operator):
    station = await booting(world, policy="pending")
    await station.boots()
    await operator.starts(station.id, "trigger", message="StatusNotification", evse=1, connector=1)
    await station.answers(await station.is_asked("TriggerMessage"), status="Accepted")
    assert await station.says("StatusNotification", **STATUS) == {}
    assert (await station.calls("Heartbeat"))[2] == "SecurityError"


async def test_while_pending_a_report_that_was_asked_for_may_be_sent(world, operator):
    station = await booting(world, policy="pending")
    await station.boots()
    await operator.starts(station.id, "ask-base-report", base="FullInventory")
    asked = await station.is_asked("GetBaseReport")
    await station.answers(asked, status="Accepted")
    report = {"generatedAt": NOW, "seqNo": 0}
    assert await station.says("NotifyReport", requestId=asked.payload["requestId"], **report) == {}
    assert (await station.calls("NotifyReport", requestId=999, **report))[2] == "SecurityError"


@pytest.mark.parametrize(
    ("operation", "parameters"), [("reset", {"type": "Immediate"}), ("trigger", {"message": "BootNotification"})]
)
async def test_rejected_station_is_asked_nothing(world, operator, operation, parameters):
    station = await booting(world, policy="reject")
    await station.boots()
    refused = await operator.outcome(await operator.starts(station.id, operation, **parameters))
    assert refused["state"] == "failed"
    assert refused["detail"].endswith("BootNotification is accepted: its registration is Rejected")
    assert station.is_left_alone()


async def test_pending_station_is_asked_for_no_transaction(world, operator):
    station = await booting(world, policy="pending")
    await station.boots()
    token = {"idToken": "04A1", "type": "ISO14443"}
    for operation, parameters in (("start-transaction", {"token": token}), ("stop-transaction", {"transaction": "T"})):
        refused = await operator.outcome(await operator.starts(station.id, operation, **parameters))
        assert (refused["state"], refused["messages"]) == ("failed", [])


async def test_before_the_first_boot_what_was_triggered_may_be_sent(world, operator):
    station = await booting(world, policy="pending")
    refused = await operator.outcome(await operator.starts(station.id, "reset", type="Immediate"))
    assert refused["detail"].endswith("it has not booted yet")
    await operator.starts(station.id, "trigger", message="Heartbeat")
    await station.answers(await station.is_asked("TriggerMessage"), status="Accepted")
    assert "currentTime" in await station.says("Heartbeat")
    assert (await station.calls("StatusNotification", **STATUS))[2] == "SecurityError"


async def test_an_accepted_station_may_return_without_a_boot(world):
    station = await world.station()
    await station.leaves()
    again = await world.connect(station.id)
    assert "currentTime" in await again.says("Heartbeat")
