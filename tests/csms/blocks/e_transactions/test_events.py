"""Transactions: events in any order, tokens, gaps, and operations on transactions."""

TOKEN = {"idToken": "AB12", "type": "ISO14443"}


def event(kind, number, minute, trigger="Trigger", **more):
    info = {"transactionId": more.pop("transaction", "tx-1"), **more.pop("info", {})}
    return {
        "eventType": kind,
        "timestamp": f"2025-01-01T00:{minute:02}:00Z",
        "triggerReason": trigger,
        "seqNo": number,
        "transactionInfo": info,
        **more,
    }


async def token(operator, name="AB12", **known):
    await operator.put(f"/tokens/ISO14443/{name}", **known)


async def test_authorize_returns_status_group_and_expiry(world, operator):
    station = await world.station()
    await token(operator, "IN", group={"idToken": "G1", "type": "Central"}, expiry="2099-01-01T00:00:00Z")
    await token(operator, "OUT", status="Blocked")
    await token(operator, "OLD", expiry="2020-01-01T00:00:00Z")

    async def info(name):
        return (await station.says("Authorize", idToken={"idToken": name, "type": "ISO14443"}))["idTokenInfo"]

    assert await info("in") == {
        "status": "Accepted",
        "cacheExpiryDateTime": "2099-01-01T00:00:00Z",
        "groupIdToken": {"idToken": "G1", "type": "Central"},
    }
    assert (await info("OUT"))["status"] == "Blocked"
    assert (await info("OLD"))["status"] == "Expired"
    assert (await info("NOBODY"))["status"] == "Unknown"
    await operator.request("DELETE", "/tokens/ISO14443/OUT")
    assert (await info("OUT"))["status"] == "Unknown"


async def test_transaction_is_stored_from_start_to_end(world, operator):
    station = await world.station()
    await token(operator)
    started = await station.says(
        "TransactionEvent", **event("Started", 0, 0, "Authorized", idToken=TOKEN, evse={"id": 1, "connectorId": 1})
    )
    assert started["idTokenInfo"]["status"] == "Accepted"
    meter = [{"timestamp": "2025-01-01T00:01:00Z", "sampledValue": [{"value": 12.5, "context": "Sample.Periodic"}]}]
    assert (
        await station.says(
            "TransactionEvent", **event("Updated", 1, 1, meterValue=meter, info={"chargingState": "Charging"})
        )
        == {}
    )
    (running,) = await operator.get(f"/stations/{station.id}/transactions")
    assert running == {
        "transaction": "tx-1",
        "evse": 1,
        "connector": 1,
        "token": TOKEN,
        "remoteStartId": None,
        "chargingState": "Charging",
        "running": True,
        "started": "2025-01-01T00:00:00Z",
        "ended": None,
        "stoppedReason": None,
        "duration": 60.0,
        "energy": None,
        "meterValueCount": 1,
        "signedValueCount": 0,
        "seqNos": [0, 1],
        "missing": [],
        "offlineEventCount": 0,
        "messagesInQueue": None,
    }
    await station.says("TransactionEvent", **event("Ended", 2, 2, info={"stoppedReason": "EVDisconnected"}))
    ended = await operator.get(f"/stations/{station.id}/transactions/tx-1")
    assert (ended["running"], ended["stoppedReason"]) == (False, "EVDisconnected")
    assert [each["seqNo"] for each in ended["events"]] == [0, 1, 2]
    assert ended["meterValues"][0]["sampledValue"] == meter[0]["sampledValue"]
    assert station.is_left_alone()


async def test_repeated_event_is_stored_once(world, operator):
    station = await world.station()
    meter = [{"timestamp": "2025-01-01T00:01:00Z", "sampledValue": [{"value": 1.0}]}]
    for _ in range(3):
        await station.says("TransactionEvent", **event("Updated", 4, 1, meterValue=meter))
    shown = await operator.get(f"/stations/{station.id}/transactions/tx-1")
    assert (len(shown["events"]), len(shown["meterValues"])) == (1, 1)


async def test_late_events_fill_the_gap_without_changing_the_state(world, operator):
    station = await world.station()
    await station.says("TransactionEvent", **event("Started", 0, 0, info={"chargingState": "Charging"}))
    await station.says("TransactionEvent", **event("Ended", 3, 9, offline=True, info={"chargingState": "Idle"}))
    asked = await station.is_asked("GetTransactionStatus")
    assert asked.payload == {"transactionId": "tx-1"}
    await station.answers(asked, ongoingIndicator=False, messagesInQueue=True)
    assert (await operator.get(f"/stations/{station.id}/transactions"))[0]["missing"] == [1, 2]
    for number in (1, 2):
        late = event("Updated", number, number, offline=True, info={"chargingState": "EVConnected"})
        assert await station.says("TransactionEvent", **late) == {}
    (shown,) = await operator.get(f"/stations/{station.id}/transactions")
    assert (shown["missing"], shown["running"], shown["chargingState"]) == ([], False, "Idle")
    assert station.is_left_alone()


async def test_event_with_the_latest_timestamp_sets_the_state(world, operator):
    station = await world.station()
    await station.says("TransactionEvent", **event("Started", 0, 30, info={"chargingState": "Charging"}))
    later = event("Updated", 1, 0, info={"chargingState": "SuspendedEV"}) | {"timestamp": "2025-01-01T02:20:00+02:00"}
    await station.says("TransactionEvent", **later)
    leap = event("Updated", 2, 0, info={"chargingState": "EVConnected"}) | {"timestamp": "2025-06-30T23:59:60Z"}
    await station.says("TransactionEvent", **leap)
    (shown,) = await operator.get(f"/stations/{station.id}/transactions")
    assert shown["chargingState"] == "EVConnected"


async def test_transaction_is_started_and_stopped_remotely(world, operator):
    station = await world.station()
    await token(operator, "CD34", group={"idToken": "G2", "type": "Central"})
    body = {"token": {"idToken": "CD34", "type": "ISO14443"}, "evse": 2}
    operation = await operator.starts(station.id, "start-transaction", **body)
    asked = await station.is_asked("RequestStartTransaction")
    start_id = asked.payload["remoteStartId"]
    assert asked.payload == {
        "evseId": 2,
        "remoteStartId": start_id,
        "idToken": {"idToken": "CD34", "type": "ISO14443"},
        "groupIdToken": {"idToken": "G2", "type": "Central"},
    }
    await station.answers(asked, status="Accepted")
    assert (await operator.outcome(operation))["handle"] == {"remoteStartId": start_id}
    began = event("Started", 0, 0, "RemoteStart", evse={"id": 2}, info={"remoteStartId": start_id})
    await station.says("TransactionEvent", **began)

    for stop in ({}, {"evse": 2}, {"transaction": "tx-1"}):
        operation = await operator.starts(station.id, "stop-transaction", **stop)
        asked = await station.is_asked("RequestStopTransaction")
        assert asked.payload == {"transactionId": "tx-1"}
        await station.answers(asked, status="Accepted")
        assert (await operator.outcome(operation))["state"] == "done"
    again = await operator.starts(station.id, "start-transaction", **body)
    assert (await station.is_asked("RequestStartTransaction")).payload["remoteStartId"] != start_id
    assert (await operator.get(f"/operations/{again}"))["state"] == "sent"


async def test_stop_without_a_single_transaction_fails(world, operator):
    station = await world.station()
    nothing = await operator.outcome(await operator.starts(station.id, "stop-transaction"))
    assert (nothing["state"], nothing["detail"]) == ("failed", "no transaction is running")
    for name in ("a", "b"):
        await station.says("TransactionEvent", **event("Started", 0, 0, transaction=name))
    unclear = await operator.outcome(await operator.starts(station.id, "stop-transaction"))
    assert unclear["state"] == "failed"
    assert station.is_left_alone()


async def test_transaction_status_is_requested_with_and_without_an_id(world, operator):
    station = await world.station()
    for body, payload in (({"transaction": "tx-9"}, {"transactionId": "tx-9"}), ({}, {})):
        operation = await operator.starts(station.id, "ask-transaction-status", **body)
        asked = await station.is_asked("GetTransactionStatus")
        assert asked.payload == payload
        await station.answers(asked, messagesInQueue=False)
        assert (await operator.outcome(operation))["state"] == "done"


async def test_transaction_status_is_requested_by_evse(world, operator):
    station = await world.station()
    nothing = await operator.outcome(await operator.starts(station.id, "ask-transaction-status", evse=2))
    assert (nothing["state"], nothing["detail"]) == ("failed", "no transaction is running on EVSE 2")
    for name, evse in (("here", 1), ("there", 2)):
        await station.says("TransactionEvent", **event("Started", 0, 0, transaction=name, evse={"id": evse}))
    await operator.starts(station.id, "ask-transaction-status", evse=2)
    assert (await station.is_asked("GetTransactionStatus")).payload == {"transactionId": "there"}


async def test_meter_values_outside_transactions_are_stored(world, operator):
    station = await world.station()
    value = {"timestamp": "2025-01-01T00:00:00Z", "sampledValue": [{"value": 3.0, "measurand": "Voltage"}]}
    await station.says("MeterValues", evseId=1, meterValue=[value])
    (kept,) = await operator.get(f"/stations/{station.id}/meter-values")
    assert kept == {"evse": 1, "transaction": None, "seqNo": None, **value}


async def shown(operator, station, transaction="tx-1"):
    return await operator.get(f"/stations/{station.id}/transactions/{transaction}")


async def test_energy_and_duration_ignore_the_order_of_events(world, operator):
    station = await world.station()
    signed = {"signedMeterData": "QQ==", "signingMethod": "", "encodingMethod": "OCMF", "publicKey": "Qg=="}
    begin = {"value": 1.2, "context": "Transaction.Begin", "unitOfMeasure": {"unit": "kWh"}}
    end = {"value": 25, "context": "Transaction.End", "unitOfMeasure": {"multiplier": 2}, "signedMeterValue": signed}
    meter = [
        [{"timestamp": f"2025-01-01T00:{minute:02}:00Z", "sampledValue": [each]}]
        for minute, each in ((0, begin), (9, end))
    ]
    await station.says("TransactionEvent", **event("Ended", 2, 9, offline=True, meterValue=meter[1]))
    await station.answers(await station.is_asked("GetTransactionStatus"), messagesInQueue=True)
    await station.says("TransactionEvent", **event("Updated", 1, 4, offline=True))
    await station.says("TransactionEvent", **event("Started", 0, 0, meterValue=meter[0]))
    reported = await shown(operator, station)
    assert (reported["energy"], reported["duration"], reported["missing"]) == (1300, 540, [])
    assert (reported["meterValueCount"], reported["signedValueCount"], reported["offlineEventCount"]) == (2, 1, 2)
    assert reported["meterValues"][0]["sampledValue"] == [end]
    assert reported["messagesInQueue"] is True


async def test_late_event_adds_only_missing_facts(world, operator):
    station = await world.station()
    await token(operator, "STOP")
    await station.says("TransactionEvent", **event("Started", 0, 0, info={"chargingState": "Charging"}))
    stop = {"idToken": "STOP", "type": "ISO14443"}
    await station.says("TransactionEvent", **event("Updated", 3, 3, "StopAuthorized", idToken=stop))
    assert (await shown(operator, station))["token"] == stop
    late = event("Updated", 1, 1, "Authorized", idToken=TOKEN, evse={"id": 2}, info={"chargingState": "SuspendedEV"})
    await station.says("TransactionEvent", **late)
    reported = await shown(operator, station)
    assert (reported["chargingState"], reported["evse"], reported["token"]) == ("SuspendedEV", 2, TOKEN)
    assert reported["missing"] == [2]


async def test_transaction_without_a_start_is_stored_and_queried_at_its_end(world, operator):
    station = await world.station()
    await station.says("TransactionEvent", **event("Updated", 4, 1))
    assert station.is_left_alone()
    await station.says("TransactionEvent", **event("Ended", 5, 2))
    asked = await station.is_asked("GetTransactionStatus")
    await station.answers(asked, ongoingIndicator=False, messagesInQueue=False)
    reported = await shown(operator, station)
    assert (reported["running"], reported["started"], reported["duration"]) == (False, None, None)
    assert [each["seqNo"] for each in reported["events"]] == [4, 5]


async def test_latest_authorization_of_a_token_is_shown(world, operator):
    station = await world.station()
    await token(operator, "LOOK", group={"idToken": "G9", "type": "Central"})
    named = {"idToken": "LOOK", "type": "ISO14443"}
    await station.says("Authorize", idToken=named)
    await station.says("TransactionEvent", **event("Started", 0, 0, idToken=named))
    latest = await operator.get(f"/stations/{station.id}/authorizations/ISO14443/look")
    reported = (latest["action"], latest["transaction"], latest["status"], latest["group"])
    assert reported == ("TransactionEvent", "tx-1", "Accepted", "G9")
    every = await operator.get(f"/stations/{station.id}/authorizations")
    assert [each["action"] for each in every] == ["TransactionEvent", "Authorize"]
    assert (await operator.request("GET", f"/stations/{station.id}/authorizations/ISO14443/NOBODY"))[0] == 404


async def test_unknown_key_code_is_invalid(world):
    station = await world.station()
    answer = await station.says("Authorize", idToken={"idToken": "9999", "type": "KeyCode"})
    assert answer["idTokenInfo"]["status"] == "Invalid"


async def test_meter_shows_the_latest_reading_of_any_source(world, operator):
    station = await world.station()

    def value(minute, amount):
        return {"timestamp": f"2025-01-01T00:{minute:02}:00Z", "sampledValue": [{"value": amount}]}

    await station.says("MeterValues", evseId=1, meterValue=[value(1, 10), value(5, 50)])
    await station.says("TransactionEvent", **event("Started", 0, 3, evse={"id": 1}, meterValue=[value(3, 30)]))
    reading = await operator.get(f"/stations/{station.id}/meters/1")
    assert (reading["energy"], reading["timestamp"]) == (50, "2025-01-01T00:05:00Z")
    assert (await operator.request("GET", f"/stations/{station.id}/meters/2"))[0] == 404
    assert (await operator.request("GET", f"/stations/{station.id}/meters/x"))[0] == 400


async def test_connector_shows_its_state_and_lock(world, operator):
    station = await world.station()
    path, stamp = f"/stations/{station.id}/evses/1/connectors/1", "2025-01-01T00:00:00Z"
    assert (await operator.request("GET", path))[0] == 404
    await station.says("StatusNotification", evseId=1, connectorId=1, connectorStatus="Occupied", timestamp=stamp)
    assert (await operator.get(path))["state"] == "Occupied"
    for name, variable, actual in (
        ("Connector", "AvailabilityState", "Faulted"),
        ("ConnectorPlugRetentionLock", "Problem", "true"),
    ):
        reported = {
            "eventId": 1,
            "timestamp": stamp,
            "trigger": "Delta",
            "actualValue": actual,
            "eventNotificationType": "HardWiredNotification",
            "component": {"name": name, "evse": {"id": 1, "connectorId": 1}},
            "variable": {"name": variable},
        }
        await station.says("NotifyEvent", generatedAt=stamp, seqNo=0, eventData=[reported])
    connector = await operator.get(path)
    assert (connector["state"], connector["lockProblem"]) == ("Faulted", True)


async def test_empty_transaction_id_is_refused(world):
    station = await world.station()
    event = {"eventType": "Started", "timestamp": "2026-05-01T10:00:00Z", "seqNo": 0, "triggerReason": "Authorized"}
    answer = await station.calls("TransactionEvent", transactionInfo={"transactionId": ""}, **event)
    assert answer[2:4] == ["PropertyConstraintViolation", "transactionInfo/transactionId is empty"]
