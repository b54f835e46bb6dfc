"""Customer information of stations: requested in one of three ways, and collected in parts."""

import pytest

NOW = "2025-01-01T00:00:00Z"
TOKEN = {"idToken": "DEADBEEF", "type": "ISO14443"}
CERTIFICATE = {
    "hashAlgorithm": "SHA256",
    "issuerNameHash": "aa",
    "issuerKeyHash": "bb",
    "serialNumber": "1f",
}


@pytest.mark.parametrize(
    ("way", "said"),
    [
        ({"token": TOKEN}, {"idToken": TOKEN}),
        ({"identifier": "somebody"}, {"customerIdentifier": "somebody"}),
        ({"certificate": CERTIFICATE}, {"customerCertificate": CERTIFICATE}),
    ],
    ids=["token", "identifier", "certificate"],
)
async def test_customer_is_identified_in_exactly_one_way(world, operator, way, said):
    station = await world.station()
    await operator.starts(station.id, "ask-customer-information", report=True, clear=False, **way)
    asked = await station.is_asked("CustomerInformation")
    assert asked.payload == {"requestId": asked.payload["requestId"], "report": True, "clear": False, **said}
    await station.answers(asked, status="Accepted")
    for seq_no, data in enumerate(("all that ", "is known")):
        part = {"requestId": asked.payload["requestId"], "seqNo": seq_no, "generatedAt": NOW, "data": data}
        await station.says("NotifyCustomerInformation", tbc=seq_no == 0, **part)
        (shown,) = await operator.get(f"/stations/{station.id}/customer-information")
        assert shown["complete"] == (seq_no == 1)
    assert (shown["answer"], shown["data"], shown["customer"]) == ("Accepted", "all that is known", said)


@pytest.mark.parametrize(
    "body",
    [
        {"report": True, "clear": False},
        {"report": True, "clear": False, "token": TOKEN, "identifier": "somebody"},
        {"report": False, "clear": False, "identifier": "somebody"},
    ],
)
async def test_invalid_customer_request_is_refused(world, operator, body):
    station = await world.station()
    path = f"/stations/{station.id}/operations/ask-customer-information"
    status, answer = await operator.request("POST", path, body)
    assert (status, list(answer)) == (400, ["error"])
    assert station.is_left_alone()


async def test_refused_customer_request_is_stored(world, operator):
    station = await world.station()
    operation = await operator.starts(
        station.id, "ask-customer-information", report=False, clear=True, identifier="somebody"
    )
    asked = await station.is_asked("CustomerInformation")
    await station.answers(asked, status="Rejected")
    assert (await operator.outcome(operation))["state"] == "refused"
    (shown,) = await operator.get(f"/stations/{station.id}/customer-information")
    assert (shown["answer"], shown["complete"], shown["data"]) == ("Rejected", False, "")
