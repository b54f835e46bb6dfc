"""Round trips of TransactionEvent per second, against a bare JSON echo and the `ocpp` package's ChargePoint.

The three servers are measured in turn, several times over, in one run: only the ratios of medians mean anything, for
the machine may be busy with something else.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import tempfile
import time
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

from servers import CompactCsms, Server, charge_point, echo
from wire import BOOT, Wire, call, connect, frame


def transaction(events: int) -> list[bytes]:
    """The frames of one transaction: every event has one meter value of two samples."""
    id_, begin = str(uuid4()), datetime.now(UTC) - timedelta(days=1)
    made = []
    for number in range(events):
        at = (begin + timedelta(seconds=number)).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        first, last = number == 0, number == events - 1
        event: dict[str, object] = {
            "eventType": "Started" if first else "Ended" if last else "Updated",
            "timestamp": at,
            "triggerReason": "CablePluggedIn" if first else "EVDeparted" if last else "MeterValuePeriodic",
            "seqNo": number,
            "transactionInfo": {"transactionId": id_, "chargingState": "Charging"},
            "evse": {"id": 1, "connectorId": 1},
            "meterValue": [
                {
                    "timestamp": at,
                    "sampledValue": [
                        {"value": 1000.0 + number, "measurand": "Energy.Active.Import.Register"},
                        {"value": 11000.5, "measurand": "Power.Active.Import"},
                    ],
                }
            ],
        }
        made.append(frame(call(str(uuid4()), "TransactionEvent", event)))
    return made


async def stations_at(server: Server, count: int, *, boot: bool) -> list[Wire]:
    """Stations that are connected, and accepted."""
    names = [f"BENCH-{number}" for number in range(count)]
    await server.provision(names)
    wires = [await connect(server.address, name) for name in names]
    if boot:
        for wire in wires:
            await wire.ask("BootNotification", BOOT)
    return wires


async def measure(wires: list[Wire], events: int) -> tuple[float, list[float]]:
    """Round trips per second while each of these stations charges once, and how long each round trip took."""
    for wire in wires:
        wire.latencies.clear()
    charges = [transaction(events) for _ in wires]
    begin = time.perf_counter()
    await asyncio.gather(*(wire.round_trips(charge) for wire, charge in zip(wires, charges, strict=True)))
    took = time.perf_counter() - begin
    latencies = [latency for wire in wires for latency in wire.latencies]
    return len(latencies) / took, latencies


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--stations", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--events", type=int, default=100, help="of each station in each round")
    parser.add_argument("--only", action="store_true", help="the compact CSMS alone")
    arguments = parser.parse_args()
    rates: dict[str, list[float]] = {}
    costs: dict[str, list[float]] = {}
    waits: dict[str, list[float]] = {}
    async with AsyncExitStack() as stack:
        data = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        servers: list[Server] = [CompactCsms(data)]
        if not arguments.only:
            servers += [echo(), charge_point()]
        wires: dict[Server, list[Wire]] = {}
        for server in servers:
            await stack.enter_async_context(server)
            wires[server] = await stations_at(server, arguments.stations, boot=server.name != "websockets JSON echo")
        for _ in range(arguments.rounds):
            for server, connected in wires.items():
                before = server.cpu()
                rate, latencies = await measure(connected, arguments.events)
                costs.setdefault(server.name, []).append((server.cpu() - before) / len(latencies))
                rates.setdefault(server.name, []).append(rate)
                waits.setdefault(server.name, []).extend(latencies)
        for connected in wires.values():
            for wire in connected:
                wire.close()
    report(rates, costs, waits, servers[0].name)


def report(
    rates: dict[str, list[float]], costs: dict[str, list[float]], waits: dict[str, list[float]], ours: str
) -> None:
    """Print medians, and how the compact CSMS compares."""
    print(f"{'':22}  round trips/s          (from to)   ratio  CPU us each   ratio   ms median   ms 99 %")
    for name, measured in rates.items():
        rate, cost, latencies = statistics.median(measured), statistics.median(costs[name]), sorted(waits[name])
        spread = f"({min(measured):.0f} {max(measured):.0f})"
        our_rate, our_cost = statistics.median(rates[ours]), statistics.median(costs[ours])
        print(
            f"{name:22} {rate:14.0f} {spread:>18}{our_rate / rate:8.2f} {cost * 1e6:12.0f} {cost / our_cost:7.2f}"
            f"{statistics.median(latencies) * 1000:12.1f}{latencies[len(latencies) * 99 // 100] * 1000:10.1f}"
        )


if __name__ == "__main__":
    asyncio.run(main())
