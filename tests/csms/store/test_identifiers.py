"""Objects are found by an identifierString in any case (Part 2, section 2.1.4)."""

import pytest

NOW = "2026-01-01T00:00:00Z"
PLACE = {"component": {"name": "OCPPCommCtrlr"}, "variable": {"name": "OfflineThreshold"}}
SWAPPED = {"component": {"name": "oCPPcOMMcTRLR"}, "variable": {"name": "oFFLINEtHRESHOLD"}}


def event(kind, number, id_, **more):
    return {
        "eventType": kind,
        "timestamp": NOW,
        "triggerReason": "CablePluggedIn",
        "seqNo": number,
        "transactionInfo": {"transactionId": id_},
        **more,
    }


async def test_transaction_is_one_whatever_the_case_of_its_id(world, operator):
    station = await world.station()
    value = {"timestamp": NOW, "sampledValue": [{"value": 1}]}
    await station.says("TransactionEvent", **event("Started", 0, "Tx-1", evse={"id": 1}, meterValue=[value]))
    await station.says("TransactionEvent", **event("Ended", 1, "TX-1", meterValue=[value]))
    shown = await operator.get(f"/stations/{station.id}/transactions/tx-1")
    assert [each["seqNo"] for each in shown["events"]] == [0, 1]
    assert (shown["running"], shown["meterValueCount"]) == (False, 2)


@pytest.mark.parametrize(("asked", "said"), [(PLACE, SWAPPED), (SWAPPED, PLACE)])
async def test_value_that_was_set_is_kept_whatever_the_case_of_its_name_in_the_answer(world, operator, asked, said):
    station = await world.station()
    operation = await operator.starts(station.id, "write-variables", values=[{**asked, "value": "123"}])
    request = await station.is_asked("SetVariables")
    await station.answers(request, setVariableResult=[{**said, "attributeStatus": "Accepted"}])
    assert (await operator.outcome(operation))["state"] == "done"
    (known,) = await operator.get(f"/stations/{station.id}/variables")
    assert known["value"] == "123"


async def test_publication_is_taken_back_whatever_the_case_of_the_checksum(world, operator):
    station = await world.station()
    checksum = "0123456789abcdef0123456789abcdef"
    await operator.put("/firmware/f1", location="http://files.example/f1", checksum=checksum)
    await operator.starts(station.id, "publish-firmware", firmware="f1")
    asked = await station.is_asked("PublishFirmware")
    await station.answers(asked, status="Accepted")
    published = {"requestId": asked.payload["requestId"], "status": "Published", "location": ["http://here/f1"]}
    await station.says("PublishFirmwareStatusNotification", **published)

    operation = await operator.starts(station.id, "unpublish-firmware", checksum=checksum.upper())
    await station.answers(await station.is_asked("UnpublishFirmware"), status="Unpublished")
    assert (await operator.outcome(operation))["state"] == "done"
    (publication,) = await operator.get(f"/stations/{station.id}/publications")
    assert publication["state"] == "Unpublished"
