"""Tariffs, and the costs that stations are sent for their transactions."""

from uuid import uuid4

import pytest


@pytest.fixture
async def tariff(operator):
    """Return a new tariff without stations: 0.30 a kWh, 20 % tax."""
    name = f"t-{uuid4().hex[:8]}"
    await operator.put(f"/tariffs/{name}/EUR", energy={"price": "0.30", "tax": "20"})
    return name


@pytest.fixture
async def station(world, operator, tariff):
    made = await world.station()
    await operator.put(f"/stations/{made.id}/tariff", tariff=tariff)
    return made


class Transaction:
    """A transaction of a bare station, sent event by event; `at` are minutes after noon."""

    def __init__(self, station):
        self.station = station
        self.id = str(uuid4())
        self.seq_no = -1

    async def tell(self, kind, at, *registers, seq_no=None, **more):
        self.seq_no = self.seq_no + 1 if seq_no is None else seq_no
        moment = f"2026-06-01T{12 + at // 60:02}:{at % 60:02}:00Z"
        values = [{"timestamp": moment, "sampledValue": [{"value": value}]} for value in registers]
        return await self.station.says(
            "TransactionEvent",
            eventType=kind,
            timestamp=moment,
            triggerReason="MeterValuePeriodic",
            seqNo=self.seq_no,
            transactionInfo={"transactionId": self.id},
            **({"meterValue": values} if values else {}),
            **more,
        )


async def shown(operator, transaction):
    return await operator.get(f"/stations/{transaction.station.id}/transactions/{transaction.id}/cost")


async def test_responses_contain_the_running_and_final_cost(operator, station, tariff):
    transaction = Transaction(station)
    assert await transaction.tell("Started", 0, 1000) == {}
    assert await transaction.tell("Updated", 1) == {}, "one reading gives no energy yet"
    assert await transaction.tell("Updated", 10, 3500) == {"totalCost": 0.9}
    assert await transaction.tell("Updated", 20, 4000) == {"totalCost": 1.08}
    assert await transaction.tell("Ended", 60, 6000) == {"totalCost": 1.8}
    bill = await shown(operator, transaction)
    assert (bill["tariff"], bill["currency"], bill["total"], bill["final"]) == (tariff, "EUR", 1.8, True)
    assert (bill["energy"], bill["seconds"]) == (5000, 3600)
    assert [line["component"] for line in bill["lines"]] == ["energy"]


async def test_changed_price_applies_to_later_transactions(operator, station, tariff):
    transaction = Transaction(station)
    await transaction.tell("Started", 0, 0)
    await operator.put(f"/tariffs/{tariff}/EUR", energy={"price": "99", "tax": "0"})
    assert await transaction.tell("Ended", 10, 1000) == {"totalCost": 0.36}
    later = Transaction(station)
    await later.tell("Started", 20, 0)
    assert await later.tell("Ended", 30, 1000) == {"totalCost": 99.0}


async def test_cost_ignores_the_order_and_repetition_of_events(operator, station):
    transaction = Transaction(station)
    await transaction.tell("Updated", 30, 2000, seq_no=1)
    await transaction.tell("Ended", 60, 3000, seq_no=2)
    await transaction.tell("Started", 0, 1000, seq_no=0)
    assert await transaction.tell("Ended", 60, 3000, seq_no=2) == {"totalCost": 0.72}
    assert (await shown(operator, transaction))["seconds"] == 3600


async def test_cost_accepts_energy_by_intervals(operator, station):
    transaction = Transaction(station)
    await transaction.tell("Started", 0)
    for minute in (10, 20, 30):
        moment = f"2026-06-01T12:{minute}:00Z"
        interval = {"value": 0.5, "measurand": "Energy.Active.Import.Interval", "unitOfMeasure": {"unit": "kWh"}}
        value = {"timestamp": moment, "sampledValue": [interval]}
        answer = await transaction.tell("Updated", minute, meterValue=[value])
    assert answer == {"totalCost": 0.54}


async def test_tariff_of_time_and_start_needs_no_meter_values(operator, station, tariff):
    await operator.put(f"/tariffs/{tariff}/EUR", time={"price": "6"}, start={"price": "1"})
    transaction = Transaction(station)
    await transaction.tell("Started", 0)
    assert await transaction.tell("Updated", 30) == {"totalCost": 4.0}
    assert await transaction.tell("Ended", 90) == {"totalCost": 10.0}


async def test_without_a_tariff_no_cost_is_sent(world, operator):
    transaction = Transaction(await world.station())
    await transaction.tell("Started", 0, 1000)
    assert await transaction.tell("Ended", 60, 6000) == {}
    path = f"/stations/{transaction.station.id}/transactions/{transaction.id}/cost"
    assert (await operator.request("GET", path))[0] == 404


async def test_a_free_transaction_costs_0(operator, station, tariff):
    await operator.put(f"/tariffs/{tariff}/EUR")
    transaction = Transaction(station)
    await transaction.tell("Started", 0)
    assert await transaction.tell("Ended", 60) == {"totalCost": 0.0}


async def test_unknown_cost_is_omitted(operator, station):
    transaction = Transaction(station)
    await transaction.tell("Started", 0)
    assert await transaction.tell("Ended", 60) == {}
    assert (await shown(operator, transaction))["total"] is None


async def test_tariff_follows_the_currency_of_the_station(operator, station, tariff):
    await operator.put(f"/tariffs/{tariff}/JPY", energy={"price": "30"})
    await station.says(
        "NotifyReport",
        requestId=1,
        generatedAt="2026-06-01T12:00:00Z",
        seqNo=0,
        reportData=[
            {
                "component": {"name": "TariffCostCtrlr"},
                "variable": {"name": "Currency"},
                "variableAttribute": [{"value": "JPY"}],
            }
        ],
    )
    assert (await operator.get(f"/stations/{station.id}/tariff"))["currency"] == "JPY"
    transaction = Transaction(station)
    await transaction.tell("Started", 0, 0)
    assert await transaction.tell("Ended", 10, 1250) == {"totalCost": 38.0}


async def test_station_without_a_currency_has_no_ambiguous_tariff(operator, station, tariff):
    await operator.put(f"/tariffs/{tariff}/JPY", energy={"price": "30"})
    assert (await operator.request("GET", f"/stations/{station.id}/tariff"))[0] == 404


async def test_update_cost_sends_the_running_cost(operator, station):
    transaction = Transaction(station)
    await transaction.tell("Started", 0, 0, evse={"id": 1})
    await transaction.tell("Updated", 10, 2000)
    operation = await operator.starts(station.id, "update-cost", evse=1)
    asked = await station.is_asked("CostUpdated")
    assert asked.payload == {"transactionId": transaction.id, "totalCost": 0.72}
    await station.answers(asked)
    outcome = await operator.outcome(operation)
    assert (outcome["state"], outcome["handle"]) == ("done", {"totalCost": 0.72})


async def test_update_cost_without_a_transaction_fails(operator, station):
    outcome = await operator.outcome(await operator.starts(station.id, "update-cost"))
    assert outcome["detail"] == "0 transactions are running: say which, or on which EVSE"
    named = await operator.outcome(await operator.starts(station.id, "update-cost", transaction="none"))
    assert named["detail"] == "the cost of transaction none is not known"


async def test_tariff_is_read_changed_and_deleted(operator, tariff):
    assert tariff in {each["tariff"] for each in await operator.get("/tariffs")}
    await operator.put(f"/tariffs/{tariff}/GBP", time={"price": "2.5", "tax": "5"})
    prices = (await operator.get(f"/tariffs/{tariff}/GBP"))["prices"]
    assert prices == {"energy": None, "time": {"price": "2.5", "tax": "5"}, "start": None}
    assert (await operator.request("DELETE", f"/tariffs/{tariff}/GBP"))[0] == 200
    assert (await operator.request("GET", f"/tariffs/{tariff}/GBP"))[0] == 404
    assert (await operator.request("DELETE", f"/tariffs/{tariff}/GBP"))[0] == 404


async def test_tariff_of_a_station_can_be_removed(operator, station):
    assert (await operator.request("DELETE", f"/stations/{station.id}/tariff"))[0] == 200
    assert (await operator.request("GET", f"/stations/{station.id}/tariff"))[0] == 404


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/tariffs/no spaces/EUR", {}),
        ("/tariffs/fine/euro", {}),
        ("/tariffs/fine/EUR", {"energy": {"price": "-1"}}),
        ("/tariffs/fine/EUR", {"energy": {"price": "NaN"}}),
        ("/tariffs/fine/EUR", {"energy": {"price": 0.3}}),
        ("/tariffs/fine/EUR", {"energy": {"price": "0.30", "tax": "1e9"}}),
        ("/tariffs/fine/EUR", {"parking": {"price": "1"}}),
    ],
)
async def test_an_invalid_tariff_is_refused(operator, path, body):
    assert (await operator.request("PUT", path, body))[0] == 400


async def test_unknown_tariff_of_a_station_is_not_found(operator, station):
    assert (await operator.request("PUT", f"/stations/{station.id}/tariff", {"tariff": "none"}))[0] == 404


async def test_transaction_that_ends_before_its_start_is_charged_no_time(world, operator):
    name = f"t-{uuid4().hex[:8]}"
    await operator.put(f"/tariffs/{name}/EUR", time={"price": "1.00"})
    station = await world.station()
    await operator.put(f"/stations/{station.id}/tariff", tariff=name)
    event = {"triggerReason": "Authorized", "transactionInfo": {"transactionId": "T"}}
    await station.says("TransactionEvent", eventType="Started", timestamp="2026-05-01T10:00:00Z", seqNo=0, **event)
    end = {"eventType": "Ended", "timestamp": "2024-05-01T10:30:00Z", "seqNo": 1}
    assert (await station.says("TransactionEvent", **end, **event))["totalCost"] == 0
    cost = await operator.get(f"/stations/{station.id}/transactions/T/cost")
    assert (cost["total"], cost["seconds"]) == (0, 0)
    assert cost["problem"].startswith("the transaction ended at 2024-05-01T10:30:00Z, before it started")
    assert (await operator.get(f"/stations/{station.id}/transactions/T"))["duration"] is None
