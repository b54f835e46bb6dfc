"""Password changes: accepted, rejected, and of unknown outcome (A01)."""

import pytest
from support.csms import PASSWORD
from websockets.exceptions import InvalidStatus

from plugfest.csms.net.passwords import Passwords

NAMES = {"component": {"name": "SecurityCtrlr"}, "variable": {"name": "BasicAuthPassword"}}


async def offered(world, station):
    """The operation, the request, and the new password in it."""
    operation = await world.operator.starts(station.id, "change-password")
    asked = await station.is_asked("SetVariables")
    (data,) = asked.payload["setVariableData"]
    assert (data["component"], data["variable"]) == (NAMES["component"], NAMES["variable"])
    return operation, asked, data["attributeValue"]


async def opens(world, id_, password):
    try:
        station = await world.connect(id_, password=password)
    except InvalidStatus as refused:
        if refused.response.status_code != 401:
            raise
        return False
    assert (await station.boots())["status"] == "Accepted"
    return True


async def test_accepted_password_replaces_the_old_one(world, operator):
    station = await world.station()
    operation, asked, new = await offered(world, station)
    assert await opens(world, station.id, PASSWORD)  # not before the station has said so
    station = await world.connect(station.id)
    operation, asked, new = await offered(world, station)
    await station.answers(asked, setVariableResult=[{**NAMES, "attributeStatus": "Accepted"}])
    assert (await operator.outcome(operation))["state"] == "done"
    assert not await opens(world, station.id, PASSWORD)
    assert await opens(world, station.id, new)


@pytest.mark.parametrize("status", ["Rejected", "RebootRequired", "UnknownVariable"])
async def test_rejected_password_is_discarded(world, operator, status):
    station = await world.station()
    operation, asked, new = await offered(world, station)
    await station.answers(asked, setVariableResult=[{**NAMES, "attributeStatus": status}])
    assert (await operator.outcome(operation))["state"] == "refused"
    assert not await opens(world, station.id, new)
    assert await opens(world, station.id, PASSWORD)


async def test_during_a_password_change_both_passwords_are_valid(world, operator):
    station = await world.station()
    operation, _, new = await offered(world, station)
    await station.leaves()
    assert (await operator.outcome(operation))["state"] == "failed"
    assert await opens(world, station.id, PASSWORD)
    assert await opens(world, station.id, new)
    assert not await opens(world, station.id, PASSWORD)
    assert await opens(world, station.id, new)


async def test_new_passwords_are_long_and_unique(world):
    station = await world.station()
    seen = set()
    for _ in range(3):
        operation, asked, new = await offered(world, station)
        await station.answers(asked, setVariableResult=[{**NAMES, "attributeStatus": "Accepted"}])
        assert (await world.operator.outcome(operation))["state"] == "done"
        assert len(new) == 40
        assert set(new) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_")
        seen.add(new)
    assert len(seen) == 3


async def test_accepted_requests_survive_a_kill(make_process, make_world, tmp_path):
    first = make_process("--data", str(tmp_path))
    world = await make_world(first)
    station = await world.station()
    operation, asked, new = await offered(world, station)
    await station.answers(asked, setVariableResult=[{**NAMES, "attributeStatus": "Accepted"}])
    assert (await world.operator.outcome(operation))["state"] == "done"
    first.kill()
    again = await make_world(make_process("--data", str(tmp_path)))
    assert not await opens(again, station.id, PASSWORD)
    assert await opens(again, station.id, new)


@pytest.mark.parametrize("cost", [4, 8])
async def test_password_is_valid_after_a_restart_whatever_its_hash_costs(cost):
    stored = await Passwords(cost).hash("right")
    restarted = Passwords(14)
    assert not await restarted.check("wrong", stored)
    assert await restarted.check("right", stored)
    assert stored != await Passwords(cost).hash("right")
