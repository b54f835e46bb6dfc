"""Random valid sessions, delivered late, twice or not at all, with breaks: the view equals the reference.

The reference knows nothing of the CSMS: it is worked out from the events that were delivered, in the order in which
they happened.
"""

import asyncio
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plugfest.csms import blocks, store
from plugfest.csms.blocks import registry
from plugfest.csms.blocks.contexts import Request
from plugfest.csms.settings import Settings
from plugfest.csms.store import transaction_view
from plugfest.csms.store.database import Database
from plugfest.csms.store.transactions import known_before

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
TOKENS = [{"idToken": name, "type": "ISO14443"} for name in ("AAAA0001", "BBBB0002")]
SIGNED = {"signedMeterData": "QQ==", "signingMethod": "", "encodingMethod": "OCMF", "publicKey": "Qg=="}
UNITS = [
    lambda energy: {"value": energy},
    lambda energy: {"value": energy, "unitOfMeasure": {"unit": "Wh", "multiplier": 0}},
    lambda energy: {"value": energy / 1000, "unitOfMeasure": {"unit": "kWh"}},
    lambda energy: {"value": energy / 1000, "unitOfMeasure": {"multiplier": 3}, "signedMeterValue": SIGNED},
]
NOT_COMPARED = {"transaction", "remoteStartId", "messagesInQueue"}


@dataclass(frozen=True)
class Event:
    """One event of a session: its message, what the meter showed in Wh, and when and how often it is delivered."""

    payload: dict
    energy: int | None
    delay: int
    repeats: int
    lost: bool


@st.composite
def sessions(draw, evse):
    """A transaction from its TxStartPoint to its end or to its current state."""
    token, connector = draw(st.sampled_from(TOKENS)), {"evse": {"id": evse, "connectorId": 1}}
    beginning = {
        "EVDetected": {"triggerReason": "EVDetected"},
        "Authorized": {"triggerReason": "Authorized", "idToken": token},
        "CablePluggedIn": {"triggerReason": "CablePluggedIn", "state": "EVConnected", **connector},
    }
    steps = [beginning[name] for name in draw(st.permutations(list(beginning)))]
    states = st.sampled_from(["Charging", "SuspendedEV", "SuspendedEVSE"])
    change = st.builds(lambda state: {"triggerReason": "ChargingStateChanged", "state": state}, states)
    steps += draw(st.lists(change | st.just({"triggerReason": "MeterValuePeriodic"}), max_size=6))
    if draw(st.booleans()):
        steps.append({"triggerReason": "StopAuthorized", "idToken": draw(st.sampled_from(TOKENS))})
    kinds = ["Started"] + ["Updated"] * (len(steps) - 1)
    if draw(st.booleans()):
        steps.append({"triggerReason": "EVCommunicationLost", "state": "Idle"})
        kinds.append("Ended")
    name, moment, energy = str(uuid4()), NOON, draw(st.integers(0, 10**6))
    events = []
    for number, (kind, step) in enumerate(zip(kinds, steps, strict=True)):
        moment += timedelta(milliseconds=draw(st.integers(1, 600_000)))
        energy += draw(st.integers(0, 5000))
        metered, offline = draw(st.booleans()), draw(st.booleans())
        reason = draw(st.sampled_from([None, "EVDisconnected"])) if kind == "Ended" else None
        payload = message(name, number, kind, moment.astimezone(draw(ZONES)), step, offline, reason)
        if metered:
            sampled = draw(st.sampled_from(UNITS))(energy)
            payload["meterValue"] = [{"timestamp": payload["timestamp"], "sampledValue": [sampled]}]
        # What happened online comes at once; what waited in the queue may come after what happened later, or never.
        delay = draw(st.integers(0, 12)) if offline else 0
        lost = offline and draw(st.integers(0, 2)) == 0
        events.append(Event(payload, energy if metered else None, delay, draw(st.sampled_from([0, 0, 1, 2])), lost))
    return events


ZONES = st.sampled_from([UTC, timezone(timedelta(hours=2)), timezone(-timedelta(hours=3, minutes=30))])


def message(name, number, kind, moment, step, offline, reason):
    info = {"transactionId": name} | ({"chargingState": step["state"]} if "state" in step else {})
    payload = {
        "eventType": kind,
        "timestamp": moment.isoformat(timespec="milliseconds"),
        "triggerReason": step["triggerReason"],
        "seqNo": number,
        "transactionInfo": info | ({"stoppedReason": reason} if reason else {}),
        "offline": offline,
    }
    return payload | {key: step[key] for key in ("evse", "idToken") if key in step}


@st.composite
def plans(draw):
    """Two or three sessions at once, in the order in which their events are delivered, with breaks in between."""
    drawn = [draw(sessions(evse)) for evse in range(1, draw(st.integers(2, 3)) + 1)]
    slots = []
    for session in drawn:
        for position, event in enumerate(session):
            slots += [] if event.lost else [(position + event.delay, draw(st.integers(0, 99)), event)]
            for _ in range(0 if event.lost else event.repeats):
                slots.append((position + event.delay + draw(st.integers(1, 12)), draw(st.integers(0, 99)), event))
    slots.sort(key=lambda slot: slot[:2])
    delivered = [event for _, _, event in slots]
    return delivered, draw(st.sets(st.integers(0, len(delivered)), max_size=3))


def reference(delivered):
    """Per transaction what an operator must see, worked out from its events alone."""
    reported = {}
    for event in delivered:
        reported.setdefault(event.payload["transactionInfo"]["transactionId"], {})[event.payload["seqNo"]] = event
    return {name: expected([events[number] for number in sorted(events)]) for name, events in reported.items()}


def expected(events):
    said = [event.payload for event in events]
    numbers = [payload["seqNo"] for payload in said]
    started = next((payload["timestamp"] for payload in said if payload["eventType"] == "Started"), None)
    end = next((payload for payload in said if payload["eventType"] == "Ended"), None)
    places = [payload["evse"] for payload in said if "evse" in payload]
    readings = [event.energy for event in events if event.energy is not None]
    return {
        "evse": places[-1]["id"] if places else None,
        "connector": places[-1]["connectorId"] if places else None,
        "token": next((payload["idToken"] for payload in said if "idToken" in payload), None),
        "chargingState": next((state for payload in reversed(said) if (state := state_of(payload))), None),
        "running": end is None,
        "started": started,
        "ended": end and end["timestamp"],
        "stoppedReason": end and end["transactionInfo"].get("stoppedReason", "Local"),
        "duration": started and seconds(started, (end or said[-1])["timestamp"]),
        "energy": float(readings[-1] - readings[0]) if len(readings) > 1 else None,
        "meterValueCount": len(readings),
        "signedValueCount": sum("signedMeterValue" in str(payload) for payload in said),
        "seqNos": numbers,
        "missing": [number for number in range(numbers[0], numbers[-1]) if number not in numbers],
        "offlineEventCount": sum(payload["offline"] for payload in said),
    }


def state_of(payload):
    return payload["transactionInfo"].get("chargingState")


def seconds(start, end):
    return round((datetime.fromisoformat(end) - datetime.fromisoformat(start)).total_seconds(), 3)


def compared(shown):
    kept = {key: value for key, value in shown.items() if key not in NOT_COMPARED}
    return kept | {"energy": kept["energy"] and pytest.approx(kept["energy"], abs=1e-6)}


@pytest.fixture(scope="module")
def folder():
    store.load()
    blocks.load()
    with tempfile.TemporaryDirectory() as made:
        yield Path(made)


@given(plan=plans())
@settings(max_examples=25, deadline=None)
def test_the_stored_data_equal_the_reference(folder, plan):
    delivered, breaks = plan
    shown = asyncio.run(stored(folder, delivered, breaks))
    assert {each["transaction"]: compared(each) for each in shown} == reference(delivered)


async def stored(folder, delivered, breaks):
    """Keep the events by the CSMS's own answerer; at each break the file is closed and opened again."""
    station, database = str(uuid4()), Database(folder / "csms.sqlite")
    for number, event in enumerate(delivered):
        if number in breaks:
            database.close()
            database = Database(folder / "csms.sqlite")
        payload = event.payload

        def answer(db, payload=payload):
            known = known_before(db, station, "TransactionEvent", payload)
            request = Request(
                station=station, payload=payload, settings=Settings(data=folder), db=db, transaction=known
            )
            return registry.handlers["TransactionEvent"](request)

        reported = await database.write(answer)
        assert ("idTokenInfo" in reported) == ("idToken" in payload)
    shown = await database.read(lambda db: transaction_view.view(db, station))
    database.close()
    return shown


@given(drawn=st.lists(plans(), min_size=3, max_size=3))
@settings(max_examples=1, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_view_after_kills_and_reconnects_equals_the_reference(make_process, make_world, folder, drawn):
    """Three stations at once; between two thirds of each plan the process is killed, as by a power cut."""
    data = str(folder / uuid4().hex)
    names, shown = [], []
    for third in range(3):
        process = make_process("--data", data, "--password-cost", "8", "--security-profile", "1")
        world = await make_world(process)
        names = names or [await world.provision() for _ in drawn]
        for name, (delivered, breaks) in zip(names, drawn, strict=True):
            station = await world.connect(name)
            if third == 0:
                await station.boots()
            for number in range(len(delivered) * third // 3, len(delivered) * (third + 1) // 3):
                if number in breaks:
                    await station.leaves()
                    station = await world.connect(name)
                await station.says("TransactionEvent", **delivered[number].payload)
        if third == 2:
            shown = [await world.operator.get(f"/stations/{name}/transactions") for name in names]
        process.kill()
    for (delivered, _), transactions in zip(drawn, shown, strict=True):
        assert {each["transaction"]: compared(each) for each in transactions} == reference(delivered)
