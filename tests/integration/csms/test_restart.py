"""Lists, reservations, messages and costs survive a restart and a kill."""

TOKEN = {"idToken": "AA", "type": "ISO14443"}


async def event(station, kind, seq_no, energy):
    moment = f"2026-06-01T12:{seq_no:02}:00Z"
    return await station.says(
        "TransactionEvent",
        eventType=kind,
        timestamp=moment,
        triggerReason="MeterValuePeriodic",
        seqNo=seq_no,
        transactionInfo={"transactionId": "tx-1"},
        evse={"id": 1},
        meterValue=[{"timestamp": moment, "sampledValue": [{"value": energy}]}],
    )


async def carry_out(world, station, operation, action, status, **parameters):
    started = await world.operator.starts(station.id, operation, **parameters)
    asked = await station.is_asked(action)
    await station.answers(asked, **status)
    return asked.payload, started


async def test_restarted_csms_keeps_lists_reservations_messages_and_costs(make_process, make_world, tmp_path):
    first = make_process("--data", str(tmp_path))
    world = await make_world(first)
    await world.operator.put("/tokens/ISO14443/AA")
    await world.operator.put("/tariffs/default/EUR", energy={"price": "0.50"})
    station = await world.station()
    accepted = {"status": "Accepted"}
    await event(station, "Started", 0, 1000)
    _, reserving = await carry_out(world, station, "reserve", "ReserveNow", accepted, token=TOKEN)
    _, showing = await carry_out(
        world, station, "show-message", "SetDisplayMessage", accepted, priority="InFront", content="Hello", evse=1
    )
    started = await world.operator.starts(station.id, "send-local-list", tokens=[TOKEN])
    await station.answers(await station.is_asked("GetLocalListVersion"), versionNumber=7)
    await station.answers(await station.is_asked("SendLocalList"), **accepted)
    assert (await world.operator.outcome(started))["state"] == "done"
    first.kill()

    second = make_process("--data", str(tmp_path))
    again = await make_world(second)
    returned = await again.connect(station.id)
    assert await event(returned, "Updated", 1, 3000) == {"totalCost": 1.0}
    cancel, _ = await carry_out(
        again, returned, "cancel-reservation", "CancelReservation", accepted, reservation=reserving
    )
    assert cancel == {"reservationId": 1}
    clear, _ = await carry_out(again, returned, "clear-message", "ClearDisplayMessage", accepted, message=showing)
    assert clear == {"id": 1}
    removal, _ = await carry_out(again, returned, "remove-from-local-list", "SendLocalList", accepted, tokens=[TOKEN])
    assert removal["versionNumber"] == 9
    assert await event(returned, "Ended", 2, 5000) == {"totalCost": 2.0}
    assert await second.stops() == (0, "")
