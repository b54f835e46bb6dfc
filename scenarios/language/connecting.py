"""The connections of a scenario's station, and its credentials."""

from contextlib import suppress
from dataclasses import replace
from typing import Any

from plugfest.scenarios.certificates.requests import SigningRequest
from plugfest.scenarios.context.case_context import CaseContext
from plugfest.scenarios.context.stops import Stop
from plugfest.scenarios.language.exchanges import CsmsCall
from plugfest.simulator.connection.attempt import Attempt, Outcome
from plugfest.simulator.device.messages import Call
from plugfest.simulator.protocol.frames import Frame


class Connecting:
    """The part of a station that opens and closes connections."""

    _context: CaseContext

    async def connects(self, *, step: int | None = None, **offer: Any) -> Attempt:
        """Open a connection, with other credentials, subprotocols or security profile if given."""
        self._context.trace.step = step
        try:
            return await self._context.connect(self._context.connect_options(**offer))
        finally:
            self._context.trace.step = None

    async def tries_to_boot(self, *, step: int, renewable: bool = False, **offer: Any) -> Attempt:
        """Connect, and then send a BootNotification: a CSMS may check the station only then (B01.FR.12).

        With a `renewable` certificate, "Pending" is equivalent to a refusal (A00.FR.429).
        """
        attempt = await self.connects(step=step, **offer)
        if not attempt.accepted:
            return attempt
        answer: Frame | None = None
        with suppress(Stop, TimeoutError):
            sent = await self._context.send(self._context.station.device.boot(), step=step)
            answer = await self._context.wait("the answer to BootNotification", sent.answer, self._context.pace.quiet)
        status = answer.payload.get("status") if answer and isinstance(answer.payload, dict) else None
        if status == "Accepted":
            return attempt
        if renewable and status == "Pending":
            self._context.trace.note("the CSMS let the station in, to renew its certificate while it waits")
            await self.disconnects(step=step)
            return replace(attempt, outcome=Outcome.CLOSED, detail="connected, and its boot answered Pending")
        ended = await self._context.closed_by_csms(self._context.pace.quiet)
        if ended is None:
            return attempt
        self._context.trace.note("the CSMS completed the upgrade and then closed the connection")
        return replace(attempt, outcome=Outcome.CLOSED, detail=f"code {ended.code}")

    async def disconnects(self, *, step: int | None = None) -> None:
        """Close the connection."""
        self._context.trace.step = step
        await self._context.disconnect()
        self._context.trace.step = None

    async def reconnects(self, *, step: int | None = None, **offer: Any) -> Attempt:
        """Close the connection and open a new one."""
        await self.disconnects(step=step)
        return await self.connects(step=step, **offer)

    @property
    def password(self) -> str | None:
        """Return the station's password for security profiles 1 and 2."""
        return self._context.access.password

    def changes(self, **what: Any) -> None:
        """Use another `password` or `security_profile` for later connections."""
        self._context.changes_station(**what)

    def renews_certificate(self, request: SigningRequest, signed: CsmsCall) -> None:
        """Use the received certificate for later connections, if it was issued for the station's request."""
        own = request.certificate(signed["certificateChain"])
        if own is not None:
            self.changes(certificate=own.chain, key=own.key)

    def security_event(self, kind: str) -> Call:
        """Return a SecurityEventNotification of this type (A04), happening now."""
        return Call(
            "SecurityEventNotification", {"type": kind, "timestamp": self._context.station.device.clock.stamp()}
        )
