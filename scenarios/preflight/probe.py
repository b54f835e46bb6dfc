"""One station of the CSMS under test, connected to find out how it behaves before a run counts on it."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from plugfest.scenarios.config.description import CsmsDescription
from plugfest.scenarios.operators.pool import access_of, connect_options, device_of, is_suitable
from plugfest.scenarios.operators.protocol import Operator, OperatorError, StationAccess, StationSpec
from plugfest.simulator.connection.attempt import Attempt
from plugfest.simulator.device.messages import Call
from plugfest.simulator.station import Received, Station


class Probe:
    """A station at one security profile; every call of the CSMS is answered as a real station would, and kept."""

    def __init__(self, description: CsmsDescription, access: StationAccess, profile: int) -> None:
        self._pace = description.pace
        self._address = description.addresses[profile]
        self.access = access
        self.profile = profile
        self.station = Station(device_of(description.configured, access))
        self.station.on_call = self._keep
        self.calls: list[Received] = []
        self._hold: Callable[[Received], bool] = lambda _: False
        self._held: asyncio.Queue[Received] = asyncio.Queue()

    async def connect(self, password: str | None = None) -> Attempt:
        """Connect; with another password if one is given."""
        options = connect_options(self.access, self.profile, self._address)
        if password is not None:
            options = replace(options, password=password)
        return await self.station.connect(options, timeout=self._pace.connect)

    async def boot(self) -> tuple[str | None, float | None]:
        """The registration status, and by how many seconds the CSMS's clock is ahead of ours; None where not said."""
        answer = await self.ask(self.station.device.boot())
        status, time = answer.get("status"), answer.get("currentTime")
        for report in self.station.device.connectors.report_all():
            await self.ask(report)
        try:
            ahead = (datetime.fromisoformat(str(time)) - datetime.now(UTC)).total_seconds()
        except (TypeError, ValueError):
            return status, None
        return status, ahead

    async def ask(self, call: Call) -> dict[str, Any]:
        """The CSMS's answer to a call of the station; empty when none comes in time."""
        sent = await self.station.send(call)
        try:
            frame = await asyncio.wait_for(sent.answer, self._pace.answer)
        except (TimeoutError, asyncio.CancelledError):
            return {}
        return frame.payload if isinstance(frame.payload, dict) else {}

    async def follow(self, action: str, give: Awaitable[None], wait: float) -> tuple[Received | None, bool]:
        """Give an order and hold back the answer to its message for a moment.

        The message, if it came within `wait` seconds, and whether the operator had returned before the answer.
        """
        self._hold = lambda received: received.action == action
        giving = asyncio.ensure_future(give)
        try:
            received = await asyncio.wait_for(self._held.get(), wait)
        except TimeoutError:
            giving.cancel()
            await asyncio.wait([giving])
            return None, giving.done() and not giving.cancelled()
        finally:
            self._hold = lambda _: False
        done, _ = await asyncio.wait([giving], timeout=1.0)
        self.station.reply_at_once(received)
        await asyncio.wait([giving], timeout=wait)
        giving.cancel()
        await asyncio.wait([giving])
        return received, bool(done)

    async def close(self) -> None:
        """Disconnect in good manners, and pause as the CSMS needs it."""
        await self.station.disconnect()
        await asyncio.sleep(self._pace.reconnect_pause)

    def _keep(self, received: Received) -> None:
        self.calls.append(received)
        if self._hold(received):
            self._held.put_nowait(received)
        else:
            self.station.reply_at_once(received)


async def a_station(description: CsmsDescription, operator: Operator, profile: int) -> StationAccess:
    """An ordinary station for this security profile: made, or of the pool. Raises OperatorError where there is none."""
    spec = StationSpec(security_profile=profile)
    if operator.provisions:
        return await operator.provision(spec)
    for entry in description.stations:
        if is_suitable(entry, spec):
            access = access_of(entry, spec, description.tokens)
            await operator.prepare(access, spec)
            return access
    raise OperatorError(f'no station of the pool has the role "ordinary" and security profile {profile}')
