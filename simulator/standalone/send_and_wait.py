"""Telling the CSMS something, and going on when it has answered."""

import asyncio

from plugfest.simulator.device.messages import Call
from plugfest.simulator.station import Station


async def send_and_wait(station: Station, call: Call) -> None:
    """Send a message and wait for its answer, whatever that is. Raises NotConnectedError."""
    sent = await station.send(call)
    await asyncio.wait([sent.answer])
