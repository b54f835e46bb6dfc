"""TLS in a scenario: handshakes that offer one thing only, and what the CSMS makes of them."""

from typing import Any
from urllib.parse import urlsplit

from plugfest.scenarios.context.case_context import CaseContext
from plugfest.scenarios.context.stops import Stop
from plugfest.scenarios.matching.comparison import compare
from plugfest.simulator.connection.tls_probe import Handshake, NothingOfferedError, Offer

OFFERS = "the TLS handshake with"
"""How the subjects of validations begin that are about a handshake of its own."""


class Tls:
    """What a station finds out about the CSMS's TLS, each time on a connection of its own."""

    def __init__(self, context: CaseContext) -> None:
        self._context = context

    @property
    def server_name(self) -> str:
        """The host in the address of the CSMS: what its certificates have to be made out to (A00.FR.510)."""
        return self._place()[0]

    async def agrees_on(self, suite: str, *, step: int, **expected: Any) -> None:
        """The CSMS completes a TLS 1.2 handshake in which this cipher suite, by OCPP's name, is all that is offered.

        `expected` are demands on what was not offered but shown: the server's `certificate`. A handshake that fails
        does not stop the case.
        """
        shaken, entry = await self._shake_hands(Offer(suite=suite, client=self._client()), step)
        subject, was = f"{OFFERS} {suite}", f"was refused, {shaken.refusal}"
        judged = self._context.validations
        judged.fact(subject, "must succeed, by TLS 1.2", shaken.agreed, was=was, entry=entry, step=step, rule="agreed")
        if shaken.agreed:
            judged.judge(subject, compare(expected, shaken.facts), entry=entry, step=step)

    async def refuses(self, version: str, *, step: int) -> None:
        """The CSMS ends a handshake in which this old version, "TLS 1.0" or "TLS 1.1", is all that is offered.

        It counts only with an accepted connection before and after it in the same play.
        """
        shaken, entry = await self._shake_hands(Offer(version=version, client=self._client()), step)
        was = f"was completed with {shaken.facts['version']}, {shaken.facts['cipher']}" if shaken.agreed else ""
        refusal = self._context.validations.fact(
            f"{OFFERS} {version}", "must be refused", not shaken.agreed, was=was, entry=entry, step=step,
            rule="refused",
        )  # fmt: skip
        self._context.refusals.append(refusal)

    async def _shake_hands(self, offer: Offer, step: int) -> tuple[Handshake, int]:
        context = self._context
        host, port, trust = self._place()
        try:
            shaken = await context.station.probe_tls(host, port, offer, trust=trust, timeout=context.pace.connect)
        except (OSError, TimeoutError) as error:
            raise Stop("connection-lost", f"no TCP connection to {host}:{port}: {error}") from None
        except NothingOfferedError as error:
            raise Stop("configured-value-missing", f"{error}; the case cannot be played on this machine") from None
        with context.trace.during():
            context.trace.step = step
            context.trace.note(str(shaken))
            context.trace.step = None
        return shaken, len(context.trace.entries) - 1

    def _client(self) -> Any:
        access = self._context.access
        return access.client_certificate if access.security_profile == 3 else None

    def _place(self) -> tuple[str, int, str | None]:
        context = self._context
        profile = context.access.security_profile
        parts = urlsplit(context.url(profile))
        return parts.hostname or "", parts.port or 443, context.description.addresses[profile].trust
