"""BootNotification, and the messages allowed before acceptance (B01 to B03)."""

import pytest

NOW = "2025-01-01T00:00:00Z"
STATUS = {"timestamp": NOW, "connectorStatus": "Available", "evseId": 1, "connectorId": 1}


async def booting(world, **policy):
    return await world.connect(await world.provision(boot=policy))


async def test_facts_of_a_boot_notification_are_stored(world, operator):
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


async def test_request_before_the_boot_is_a_security_error(world):
    station = await world.connect(await world.provision())
    assert (await station.calls("Heartbeat"))[2] == "SecurityError"


async def test_pending_policy_applies_the_configured_number_of_times(world):
    station = await booting(world, policy="pending", times=2, interval=1)
    for _ in range(2):
        answer = await station.boots()
        assert (answer["status"], answer["interval"]) == ("Pending", 1)
    assert (await station.boots())["status"] == "Accepted"
    assert (await station.boots())["status"] == "Accepted"


async def test_reject_policy_applies_until_it_is_changed(world, operator):
    station = await booting(world, policy="reject")
    for _ in range(3):
        assert (await station.boots())["status"] == "Rejected"
    await operator.put(f"/stations/{station.id}", boot={"policy": "accept"})
    assert (await station.boots())["status"] == "Accepted"


@pytest.mark.parametrize("policy", ["pending", "reject"])
async def test_request_of_an_unaccepted_station_is_a_security_error(world, operator, policy):
    station = await booting(world, policy=policy, times=1)
    await station.boots()
    assert (await station.calls("StatusNotification", **STATUS))[2] == "SecurityError"
    assert (await operator.get(f"/stations/{station.id}"))["evses"] == []
    await station.boots()
    assert await station.says("StatusNotification", **STATUS) == {}


async def test_pending_station_boots_when_triggered(world, operator):
    station = await booting(world, policy="pending", times=1)
    await station.boots()
    operation = await operator.starts(station.id, "trigger", message="BootNotification")
    asked = await station.is_asked("TriggerMessage")
    assert asked.payload == {"requestedMessage": "BootNotification"}
    await station.answers(asked, status="Accepted")
    assert (await station.boots("Triggered"))["status"] == "Accepted"
    assert (await operator.outcome(operation))["state"] == "done"


async def test_pending_station_may_send_triggered_messages_only(world, operator):
    station = await booting(world, policy="pending")
    await station.boots()
    await operator.starts(station.id, "trigger", message="StatusNotification", evse=1, connector=1)
    await station.answers(await station.is_asked("TriggerMessage"), status="Accepted")
    assert await station.says("StatusNotification", **STATUS) == {}
    assert (await station.calls("Heartbeat"))[2] == "SecurityError"


async def test_pending_station_may_send_a_requested_report(world, operator):
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
async def test_rejected_station_is_sent_no_request(world, operator, operation, parameters):
    station = await booting(world, policy="reject")
    await station.boots()
    refused = await operator.outcome(await operator.starts(station.id, operation, **parameters))
    assert refused["state"] == "failed"
    assert refused["detail"].endswith("BootNotification is accepted: its registration is Rejected")
    assert station.is_left_alone()


async def test_pending_station_is_sent_no_transaction_request(world, operator):
    station = await booting(world, policy="pending")
    await station.boots()
    token = {"idToken": "04A1", "type": "ISO14443"}
    for operation, parameters in (("start-transaction", {"token": token}), ("stop-transaction", {"transaction": "T"})):
        refused = await operator.outcome(await operator.starts(station.id, operation, **parameters))
        assert (refused["state"], refused["messages"]) == ("failed", [])


async def test_triggered_message_before_the_first_boot_is_accepted(world, operator):
    station = await booting(world, policy="pending")
    refused = await operator.outcome(await operator.starts(station.id, "reset", type="Immediate"))
    assert refused["detail"].endswith("it has not booted yet")
    await operator.starts(station.id, "trigger", message="Heartbeat")
    await station.answers(await station.is_asked("TriggerMessage"), status="Accepted")
    assert "currentTime" in await station.says("Heartbeat")
    assert (await station.calls("StatusNotification", **STATUS))[2] == "SecurityError"


async def test_accepted_station_may_reconnect_without_a_boot(world):
    station = await world.station()
    await station.leaves()
    again = await world.connect(station.id)
    assert "currentTime" in await again.says("Heartbeat")
