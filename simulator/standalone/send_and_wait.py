"""Sending a message to the CSMS and waiting for its answer."""

import asyncio

from plugfest.simulator.device.messages import Call
from plugfest.simulator.station import Station


async def send_and_wait(station: Station, call: Call) -> None:
    """Send a message and wait for any answer. Raises NotConnectedError."""
    sent = await station.send(call)
    await asyncio.wait([sent.answer])
