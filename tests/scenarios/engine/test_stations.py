"""The station of a play: provisioned by the operator or lent from the pool, exclusively."""

import asyncio
import time
from pathlib import Path
from typing import Any

import pytest

from plugfest.scenarios.config.description import Address, CsmsDescription, StationEntry
from plugfest.scenarios.context.stops import Stop
from plugfest.scenarios.engine.stations import Stations
from plugfest.scenarios.operators.base import BaseOperator
from plugfest.scenarios.operators.protocol import OperatorError, StationAccess, StationSpec

ORDINARY, DISPOSABLE = StationSpec(), StationSpec(role="disposable")


class Operator(BaseOperator):
    """Notes what it is asked to do with stations."""

    def __init__(self, provisions: bool = False, broken: bool = False) -> None:
        self.provisions = provisions
        self.broken = broken
        self.did: list[str] = []

    async def provision(self, spec: StationSpec) -> StationAccess:
        self.did.append(f"makes a station for security profile {spec.security_profile}")
        return StationAccess(identity="MADE", security_profile=spec.security_profile)

    async def prepare(self, access: StationAccess, spec: StationSpec) -> None:
        self.did.append(f"prepares {access.identity}")
        if self.broken:
            raise OperatorError("cannot prepare it")

    async def release(self, access: StationAccess) -> None:
        await asyncio.sleep(0)
        self.did.append(f"releases {access.identity}")


def pool(operator: Operator, *entries: StationEntry) -> Stations:
    addresses = {1: Address(url="ws://127.0.0.1:1/{station}")}
    return Stations(CsmsDescription(name="x", addresses=addresses, stations=entries), operator)


def entry(identity: str, **more: Any) -> StationEntry:
    return StationEntry(identity=identity, **more)


async def test_provisioning_operator_creates_a_station_per_play() -> None:
    stations = pool(operator := Operator(provisions=True))
    async with stations.station(StationSpec(security_profile=2)) as access:
        assert (access.identity, access.security_profile) == ("MADE", 2)
    assert operator.did == ["makes a station for security profile 2", "releases MADE"]


async def test_pool_station_is_lent_and_prepared() -> None:
    stations = pool(
        operator := Operator(), entry("A", password="secret", serial_number="7", evses=(2, 1), values={"uuid": "u"})
    )
    async with stations.station(ORDINARY) as access:
        assert (access.identity, access.password, access.serial_number) == ("A", "secret", "7")
        assert (access.connectors, access.values) == ((2, 1), {"uuid": "u"})
    assert operator.did == ["prepares A", "releases A"]


async def test_station_is_used_by_one_play_at_a_time() -> None:
    stations, order = pool(Operator(), entry("A"), entry("B")), []

    async def play(name: str) -> None:
        async with stations.station(ORDINARY) as access:
            order.append(f"{name} on {access.identity}")
            await asyncio.sleep(0.01)

    await asyncio.gather(*(play(f"play {number}") for number in range(3)))
    assert order[:2] == ["play 0 on A", "play 1 on B"]
    assert order[2].startswith("play 2 on ")


async def test_only_stations_of_the_role_and_profile_are_lent() -> None:
    stations = pool(Operator(), entry("A"), entry("B", role="disposable"), entry("C", security_profile=3))
    async with stations.station(DISPOSABLE) as access:
        assert access.identity == "B"
    async with (
        stations.station(StationSpec(security_profile=3)),
        stations.station(StationSpec(security_profile=3)) as c,
    ):
        assert c.identity == "C"


async def test_missing_station_stops_the_case() -> None:
    with pytest.raises(Stop, match="no station of the pool fits: role 'disposable', security profile 1") as stopped:
        async with pool(Operator(), entry("A")).station(DISPOSABLE):
            pass
    assert stopped.value.code == "configured-value-missing"


async def test_failed_preparation_returns_the_station() -> None:
    stations = pool(operator := Operator(broken=True), entry("A"))
    with pytest.raises(OperatorError):
        async with stations.station(ORDINARY):
            pass
    operator.broken = False
    async with asyncio.timeout(1), stations.station(ORDINARY) as access:
        assert access.identity == "A"


async def test_interrupted_play_returns_its_station() -> None:
    stations = pool(operator := Operator(), entry("A"))

    async def play() -> None:
        async with stations.station(ORDINARY):
            await asyncio.Event().wait()

    playing, waiting = asyncio.create_task(play()), asyncio.create_task(play())
    await asyncio.sleep(0.01)
    for task in (waiting, playing):
        task.cancel()
    await asyncio.wait([playing, waiting])
    async with asyncio.timeout(1), stations.station(ORDINARY) as access:
        assert access.identity == "A"
    assert operator.did.count("prepares A") == 2


async def test_changed_password_is_used_by_the_next_play() -> None:
    stations = pool(Operator(), entry("A", password="old"))
    async with stations.station(ORDINARY) as access:
        stations.remember(access.identity, password="new")
    async with stations.station(ORDINARY) as access:
        assert access.password == "new"


async def test_longest_idle_station_is_lent_first() -> None:
    stations, lent = pool(Operator(), entry("L1"), entry("L2"), entry("L3")), []
    for number in range(4):
        async with stations.station(ORDINARY) as access:
            stations.memory(access.identity).closed_at = 1000.0 + number
            lent.append(access.identity)
    assert lent == ["L1", "L2", "L3", "L1"]


async def test_station_is_not_lent_before_its_pause_ends() -> None:
    stations = pool(Operator(), entry("R1"))
    async with stations.station(ORDINARY) as access:
        stations.memory(access.identity).not_before = (until := time.time() + 0.3)
    async with asyncio.timeout(5), stations.station(ORDINARY):
        assert time.time() >= until


async def test_station_set_aside_is_not_lent_again() -> None:
    stations = pool(Operator(), entry("S1"), entry("S2"))
    stations.set_aside["S1"] = "S1 is refused (HTTP 401) since TC_B_01_CSMS"
    for _ in range(2):
        async with stations.station(ORDINARY) as access:
            assert access.identity == "S2"
    stations.set_aside["S2"] = "S2 is refused (HTTP 401) since TC_B_02_CSMS"
    with pytest.raises(Stop, match=r"no station of the pool is left .*S1 is refused .* since TC_B_01_CSMS; S2 is"):
        async with stations.station(ORDINARY):
            pass


async def test_two_processes_do_not_share_a_station() -> None:
    here, there = pool(Operator(), entry("P1")), pool(Operator(), entry("P1"))
    order = []

    async def play(stations: Stations, name: str) -> None:
        async with stations.station(ORDINARY):
            order.append(f"{name} begins")
            await asyncio.sleep(0.05)
            order.append(f"{name} ends")

    await asyncio.gather(play(here, "here"), play(there, "there"))
    assert order == ["here begins", "here ends", "there begins", "there ends"]


async def test_counters_of_a_station_continue_in_another_process() -> None:
    here, there = pool(Operator(), entry("Q1")), pool(Operator(), entry("Q1"))
    async with here.station(ORDINARY):
        first = here.memory("Q1").counters.next("event")
    async with there.station(ORDINARY):
        assert there.memory("Q1").counters.next("event") == first + 1


async def test_credentials_changed_by_another_process_are_used(tmp_path: Path) -> None:
    addresses = {1: Address(url="ws://127.0.0.1:1/{station}")}
    stations = (entry("T1", password="old"),)
    description = CsmsDescription(
        name="x", addresses=addresses, stations=stations, state_file=str(tmp_path / "state.json")
    )
    here, there = Stations(description, Operator()), Stations(description, Operator())
    here.remember("T1", password="new")
    async with there.station(ORDINARY) as access:
        assert access.password == "new"
