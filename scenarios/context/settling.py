"""The time that a CSMS needs to process the last messages before it is given an order."""

import asyncio
from contextlib import suppress

from plugfest.scenarios.config.description import Pace
from plugfest.scenarios.context.trace import Trace
from plugfest.simulator.station import Station


class Settling:
    """The settling time of a CSMS after each message and each connection of a play."""

    def __init__(self, pace: Pace, trace: Trace, station: Station) -> None:
        self._pace = pace
        self._trace = trace
        self._station = station

    async def over(self) -> None:
        """Wait until the station sends nothing, and the CSMS has had time to process the last messages.

        An order given while the station sends calls, such as report pages, would cross them.
        """
        await self._station.own_messages_sent(self._pace.answer)
        if not self._pace.settling:
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(self._pace.message):
                while (pause := self._left()) > 0:
                    await asyncio.sleep(pause)
                    await self._station.wait_until_idle(within=self._pace.answer)

    def _left(self) -> float:
        said = (e["at"] for e in reversed(self._trace.entries) if e["type"] in ("frame", "connect"))
        return float(self._pace.settling + next(said, 0.0) - self._trace.now)
