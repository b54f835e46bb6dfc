"""The messages of the station in a scenario: its calls and answers."""

from typing import Any

from plugfest.scenarios.context.case_context import CaseContext
from plugfest.scenarios.language.csms import Csms
from plugfest.scenarios.language.exchanges import CsmsCall, StationCall
from plugfest.scenarios.matching.matchers import Weight
from plugfest.simulator.device.device import Device
from plugfest.simulator.device.messages import Call, Refusal


class Talking:
    """The part of a station that exchanges messages with the CSMS."""

    _context: CaseContext
    _csms: Csms

    @property
    def device(self) -> Device:
        """Return the simulated device, without its connection."""
        return self._context.station.device

    async def sends(self, action: str, /, *, step: int, on_purpose: bool = False, **payload: Any) -> StationCall:
        """Send this request. `on_purpose`: it is intentionally invalid."""
        return await self._send(Call(action, payload), step, on_purpose)

    async def says(self, call: Call, *, step: int) -> StationCall:
        """Send a message that the device has composed."""
        return await self._send(call, step)

    async def answers(self, call: CsmsCall, *, step: int, **payload: Any) -> None:
        """Answer a call of the CSMS with these fields; without any, as a real station does."""
        if not payload:
            reply = self.device.reply(call.received.action, call.payload)
            if isinstance(reply.answer, Refusal):
                await self.refuses(call, step=step, code=reply.answer.code)
                return
            payload, call.then = reply.answer, reply.then
        self._answered(self._context.station.answer(call.received, payload), call, step)

    async def refuses(self, call: CsmsCall, *, step: int, code: str, description: str = "") -> None:
        """Answer a call of the CSMS with a CALLERROR."""
        self._answered(self._context.station.refuse(call.received, code, description), call, step)

    async def follows_up(self, call: CsmsCall, *, step: int) -> None:
        """Send the messages that a real station sends after its answer (report pages...); each must be answered."""
        await self.tells(*call.then, step=step)

    async def tells(self, *calls: Call, step: int, answered: int | None = None, weight: Weight = "required") -> None:
        """Send these messages, one after the other; each must be answered, in the step after it or in `answered`."""
        for call in calls:
            said = await self._send(call, step)
            await self._csms.answers(said, step=step + 1 if answered is None else answered, weight=weight)

    async def waits(self, seconds: float, *, until: str) -> None:
        """Wait in real time, if the case requires it."""
        await self._context.really_wait(seconds, until)

    def _answered(self, entry: int | None, call: CsmsCall, step: int) -> None:
        if entry is not None:
            self._context.trace.at_step(entry, step)
        else:
            self._context.trace.note(
                f"step {step}: {call.received.action} had been answered before, as a real station does"
            )

    async def _send(self, call: Call, step: int | None, on_purpose: bool = False) -> StationCall:
        return StationCall(call, await self._context.send(call, step=step, on_purpose=on_purpose), step)
