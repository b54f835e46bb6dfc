"""Remote starts and stops, passing time, and offline behaviour."""

from typing import Any

import pytest

ALICE = {"idToken": "ALICE", "type": "ISO14443"}
START = {"idToken": ALICE, "remoteStartId": 42, "evseId": 1}


@pytest.mark.parametrize("asks", [False, True])
@pytest.mark.parametrize(
    ("start", "plugged", "event"),
    [
        ("Authorized", False, "Started RemoteStart Idle"),
        ("EVConnected", True, "Updated RemoteStart EVConnected"),
        ("PowerPathClosed", True, "Started RemoteStart EVConnected"),
    ],
)
def test_remote_start_causes_its_event(life: Any, asks: bool, start: str, plugged: bool, event: str) -> None:
    life.points(start, "EVConnected").configure(AuthCtrlr_AuthorizeRemoteStart=asks)
    if plugged:
        life.does(life.behaviour.at(1).plug_in())
    reported = life.asks("RequestStartTransaction", **START)
    assert reported[:2] == ["Authorize", event] if asks else reported[0] == event
    (first,) = [payload for payload in life.events if payload["triggerReason"] == "RemoteStart"]
    assert (first["transactionInfo"]["remoteStartId"], first["idToken"]) == (42, ALICE)


def test_remote_start_is_reported_when_the_cable_starts_the_transaction(life: Any) -> None:
    life.points("EVConnected", "EVConnected")
    assert life.asks("RequestStartTransaction", **START) == []
    reported = life.does(life.behaviour.at(1).plug_in())
    assert reported[1:] == ["Started RemoteStart EVConnected", "Updated ChargingStateChanged Charging"]


def test_a_refused_remote_start_starts_no_charge(life: Any) -> None:
    life.points("EVConnected", "EVConnected").configure(AuthCtrlr_AuthorizeRemoteStart=True)
    life.infos["ALICE"] = {"status": "Blocked"}
    life.does(life.behaviour.at(1).plug_in())
    assert life.asks("RequestStartTransaction", **START) == ["Authorize"]
    assert not life.device.transactions.open[0].authorized


def test_swiping_the_token_cancels_a_remote_start(life: Any) -> None:
    life.points("EVConnected", "EVConnected")
    life.asks("RequestStartTransaction", **START)
    assert life.swipe() == []
    assert life.does(life.behaviour.at(1).plug_in()) == ["Occupied", "Started CablePluggedIn EVConnected"]


@pytest.mark.parametrize(
    ("stop", "reported"),
    [
        ("EVConnected", ["Updated RemoteStop Charging", "Updated ChargingStateChanged EVConnected"]),
        ("Authorized", ["Ended RemoteStop EVConnected Remote"]),
        ("PowerPathClosed", ["Ended RemoteStop EVConnected Remote"]),
    ],
)
def test_remote_stop_causes_its_event(life: Any, stop: str, reported: list[str]) -> None:
    life.points("EVConnected", stop)
    life.does(life.behaviour.at(1).plug_in())
    life.swipe()
    assert life.asks("RequestStopTransaction", transactionId=life.device.transactions.open[0].id) == reported


@pytest.mark.parametrize(("evse", "ended"), [({}, 2), ({"evseId": 1}, 1)])
def test_remote_reset_ends_the_transactions_of_its_evses(life: Any, evse: dict[str, int], ended: int) -> None:
    life.device.model.put("EVSE", "AllowReset", True, evse=1)
    for number in (1, 2):
        life.does(life.behaviour.at(number).plug_in())
        life.swipe({"idToken": f"DRIVER{number}", "type": "ISO14443"}, number)
    assert life.asks("Reset", type="Immediate", **evse) == ["Ended ResetCommand EVConnected ImmediateReset"] * ended
    assert len(life.device.transactions.open) == 2 - ended


def test_on_idle_reset_ends_no_transaction(life: Any) -> None:
    life.does(life.behaviour.at(1).plug_in())
    reply = life.device.reply("Reset", {"type": "OnIdle"})
    assert (reply.answer["status"], reply.then) == ("Scheduled", ())


@pytest.mark.parametrize("kind", ["Central", "NoAuthorization"])
def test_remote_start_with_an_operator_token_needs_no_authorization(life: Any, kind: str) -> None:
    life.points("EVConnected", "EVConnected").configure(AuthCtrlr_AuthorizeRemoteStart=True)
    life.does(life.behaviour.at(1).plug_in())
    token = {"idToken": "" if kind == "NoAuthorization" else "OPERATOR", "type": kind}
    reported = life.asks("RequestStartTransaction", idToken=token, remoteStartId=7, evseId=1)
    assert "Authorize" not in reported
    assert life.device.transactions.open[0].authorized


# --- time ---


def test_connection_timeout_ends_the_transaction(life: Any) -> None:
    life.points("Authorized", "Authorized")
    life.swipe()
    assert life.does(life.behaviour.passes(59)) == []
    assert life.does(life.behaviour.passes(1)) == ["Ended EVConnectTimeout Idle Timeout"]
    assert life.does(life.behaviour.at(1).plug_in()) == ["Occupied"], "and nobody is authorized any more"


def test_parked_ev_keeps_its_transaction(life: Any) -> None:
    life.points("ParkingBayOccupancy", "ParkingBayOccupancy")
    life.does(life.behaviour.at(1).park())
    life.swipe()
    assert life.does(life.behaviour.passes(60)) == ["Updated EVConnectTimeout Idle"]
    assert life.does(life.behaviour.at(1).drive_away()) == ["Ended EVDeparted Idle"]


def test_meter_values_are_sent_at_their_intervals(life: Any) -> None:
    life.configure(SampledDataCtrlr_TxUpdatedInterval=60, AlignedDataCtrlr_Interval=900, AlignedDataCtrlr_Enabled=True)
    life.configure(AlignedDataCtrlr_TxEndedInterval=0)
    life.does(life.behaviour.at(1).plug_in())
    life.swipe()
    life.does(life.behaviour.passes(0))
    life.does(life.behaviour.passes(1800))
    triggers = [event["triggerReason"] for event in life.events]
    assert triggers.count("MeterValuePeriodic") == 30
    aligned = [event for event in life.events if event["triggerReason"] == "MeterValueClock"]
    assert len(aligned) == 2
    assert all(event["timestamp"][14:] in {"00:00.000Z", "15:00.000Z", "30:00.000Z", "45:00.000Z"} for event in aligned)
    others = [call.payload["evseId"] for call in life.said if call.action == "MeterValues"]
    assert others == [0, 2] * 2
    shown = [e["meterValue"][0]["sampledValue"][0]["value"] for e in life.events if "meterValue" in e]
    assert shown == sorted(shown)
    life.swipe()
    life.does(life.behaviour.at(1).unplug())
    contexts = [value["sampledValue"][0]["context"] for value in life.events[-1]["meterValue"]]
    assert contexts == ["Transaction.Begin", *["Sample.Periodic"] * 30, "Transaction.End"]


@pytest.mark.parametrize(
    ("sampled", "contexts"),
    [
        (True, ["Transaction.Begin", *["Sample.Clock"] * 4, "Transaction.End"]),
        (False, ["Sample.Clock"] * 4),
    ],
)
def test_ended_event_contains_clock_aligned_values(life: Any, sampled: bool, contexts: list[str]) -> None:
    life.configure(SampledDataCtrlr_TxEndedInterval=0, SampledDataCtrlr_Enabled=sampled)
    life.configure(AlignedDataCtrlr_TxEndedInterval=900, AlignedDataCtrlr_Interval=0, AlignedDataCtrlr_Enabled=True)
    life.does(life.behaviour.passes(10_000))
    life.does(life.behaviour.at(1).plug_in())
    life.swipe()
    life.does(life.behaviour.passes(3600))
    life.swipe()
    life.does(life.behaviour.at(1).unplug())
    values = life.events[-1]["meterValue"]
    assert [value["sampledValue"][0]["context"] for value in values] == contexts
    clock = [value["timestamp"][14:] for value in values if value["sampledValue"][0]["context"] == "Sample.Clock"]
    assert set(clock) == {"00:00.000Z", "15:00.000Z", "30:00.000Z", "45:00.000Z"}


def test_clock_aligned_values_can_be_limited_to_idle_evses(life: Any) -> None:
    life.configure(
        SampledDataCtrlr_TxUpdatedInterval=0, AlignedDataCtrlr_SendDuringIdle=True, AlignedDataCtrlr_Enabled=True
    )
    assert set(life.does(life.behaviour.passes(900))) == {"MeterValues"}
    life.does(life.behaviour.at(1).plug_in())
    assert life.does(life.behaviour.passes(900)) == []


# --- offline ---


def test_offline_session_is_delivered_in_order(life: Any) -> None:
    behaviour, device = life.configure(AuthCtrlr_OfflineTxForUnknownIdEnabled=True).behaviour, life.device
    behaviour.goes_offline()
    assert behaviour.at(1).plug_in() + behaviour.swipe(1, ALICE) + behaviour.passes(120) == ()
    assert behaviour.swipe(1, ALICE) + behaviour.at(1).unplug() + behaviour.at(2).plug_in() == ()
    assert device.queue
    reported = life.does(behaviour.comes_back())
    assert reported[0] == "Occupied", "of the EVSE that is in another state than before"
    first = [event for event in life.events if event["transactionInfo"] != life.events[-1]["transactionInfo"]]
    assert {event["offline"] for event in life.events} == {True}
    assert [event["eventType"] for event in life.events].count("Ended") == 1
    stamps = [event["timestamp"] for event in life.events]
    assert stamps == sorted(stamps)
    assert first[0]["seqNo"] == 0
    assert len(device.queue) == 0


def test_after_a_long_time_offline_all_connectors_are_reported(life: Any) -> None:
    life.behaviour.goes_offline()
    life.behaviour.passes(601)
    assert life.does(life.behaviour.comes_back()) == ["Available", "Available"]


def test_token_found_invalid_after_the_reconnect_ends_the_charge(life: Any) -> None:
    life.points("Authorized", "Authorized").configure(AuthCtrlr_OfflineTxForUnknownIdEnabled=True)
    life.infos["ALICE"] = {"status": "Invalid"}
    life.behaviour.goes_offline()
    assert life.behaviour.at(1).plug_in() + life.behaviour.swipe(1, ALICE) == ()
    reported = life.does(life.behaviour.comes_back())
    assert reported[-1] == "Ended Deauthorized EVConnected DeAuthorized"
    assert "offline" not in life.events[-1]


def test_undelivered_event_is_queued_when_the_connection_is_lost(life: Any) -> None:
    life.points("EVConnected", "EVConnected")
    occupied, started = life.behaviour.at(1).plug_in()
    life.behaviour.goes_offline()
    for call in (occupied, started):
        life.behaviour.lost(call)
    (kept,) = life.device.queue
    assert kept.payload["offline"] is True
    assert life.device.reply("GetTransactionStatus", {}).answer == {"messagesInQueue": True}
