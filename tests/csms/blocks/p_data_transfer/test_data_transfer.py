"""DataTransfer: unknown vendors are refused, configured ones get their responses; custom data is accepted."""

from uuid import uuid4


async def test_an_unknown_vendor_is_refused(world, operator):
    station = await world.station()
    sent = {"vendorId": "com.example.nobody", "messageId": "x", "data": [1]}
    assert await station.says("DataTransfer", **sent) == {"status": "UnknownVendorId"}
    (shown,) = await operator.get(f"/stations/{station.id}/data-transfers")
    assert {name: shown[name] for name in sent} == sent


async def test_configured_vendor_gets_its_responses(world, operator):
    station, vendor = await world.station(), f"com.example.{uuid4().hex}"
    messages = {"Hello": {"data": {"hello": "station"}}, "Never": {"status": "Rejected"}, "": {"status": "Accepted"}}
    await operator.put(f"/vendors/{vendor}", messages=messages)
    assert await station.says("DataTransfer", vendorId=vendor.upper(), messageId="Hello") == {
        "status": "UnknownVendorId"
    }
    assert await station.says("DataTransfer", vendorId=vendor, messageId="hello") == {"status": "UnknownMessageId"}
    hello = await station.says("DataTransfer", vendorId=vendor, messageId="Hello")
    assert hello == {"status": "Accepted", "data": {"hello": "station"}}
    assert await station.says("DataTransfer", vendorId=vendor, messageId="Never") == {"status": "Rejected"}
    assert await station.says("DataTransfer", vendorId=vendor) == {"status": "Accepted"}
    unknown = await station.says("DataTransfer", vendorId=vendor, messageId="Bye")
    assert unknown == {"status": "UnknownMessageId"}
    assert vendor in [each["vendor"] for each in await operator.get("/vendors")]

    assert (await operator.request("DELETE", f"/vendors/{vendor}"))[0] == 200
    assert await station.says("DataTransfer", vendorId=vendor) == {"status": "UnknownVendorId"}
    assert (await operator.request("DELETE", f"/vendors/{vendor}"))[0] == 404


async def test_csms_sends_a_vendor_message(world, operator):
    station = await world.station()
    operation = await operator.starts(station.id, "send-data", vendorId="com.example.v", messageId="M", data={"a": 1})
    asked = await station.is_asked("DataTransfer")
    assert asked.payload == {"vendorId": "com.example.v", "messageId": "M", "data": {"a": 1}}
    await station.answers(asked, status="UnknownMessageId")
    outcome = await operator.outcome(operation)
    assert (outcome["state"], outcome["detail"]) == ("refused", "DataTransfer: UnknownMessageId")


async def test_custom_data_is_stored(world, operator):
    station = await world.station()
    custom = {"vendorId": "com.example.v", "anything": [1, {"deep": None}]}
    event = {
        "eventType": "Started",
        "timestamp": "2025-01-01T00:00:00Z",
        "triggerReason": "CablePluggedIn",
        "seqNo": 0,
        "transactionInfo": {"transactionId": "T1", "customData": custom},
    }
    assert await station.says("TransactionEvent", **event, customData=custom) == {}
    shown = await operator.get(f"/stations/{station.id}/transactions/T1")
    (kept,) = shown["events"]
    assert kept["customData"] == kept["transactionInfo"]["customData"] == custom
