"""Readings of meters whose clocks are wrong."""

from support.csms import World


async def test_reading_with_a_future_time_is_replaced_by_a_later_one(world: World) -> None:
    station = await world.station()
    for moment, energy in (("2026-01-01T00:00:00Z", 100), ("2099-01-01T00:00:00Z", 900), ("2026-01-02T00:00:00Z", 200)):
        sampled = [{"value": energy}]
        await station.says("MeterValues", evseId=1, meterValue=[{"timestamp": moment, "sampledValue": sampled}])
    assert (await world.operator.get(f"/stations/{station.id}/meters/1"))["energy"] == 200


async def test_reading_with_a_future_time_is_shown_until_the_next(world: World) -> None:
    station = await world.station()
    for moment, energy in (("2099-01-01T00:00:00Z", 900), ("2026-01-02T00:00:00Z", 200)):
        sampled = [{"value": energy}]
        await station.says("MeterValues", evseId=1, meterValue=[{"timestamp": moment, "sampledValue": sampled}])
        assert (await world.operator.get(f"/stations/{station.id}/meters/1"))["energy"] == energy
