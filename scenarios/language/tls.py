"""TLS in a scenario: handshakes with a single version or cipher suite, and their results."""

from typing import Any
from urllib.parse import urlsplit

from plugfest.scenarios.context.case_context import CaseContext
from plugfest.scenarios.context.stops import Stop
from plugfest.scenarios.matching.comparison import compare
from plugfest.simulator.connection.tls_probe import Handshake, NothingOfferedError, Offer

OFFERS = "the TLS handshake with"
"""Beginning of the subjects of validations about a separate handshake."""


class Tls:
    """Checks of the CSMS's TLS, each on a separate connection."""

    def __init__(self, context: CaseContext) -> None:
        self._context = context

    @property
    def server_name(self) -> str:
        """Return the host in the address of the CSMS, which its certificates must name (A00.FR.510)."""
        return self._place()[0]

    async def agrees_on(self, suite: str, *, step: int, **expected: Any) -> None:
        """Require that the CSMS completes a TLS 1.2 handshake that offers only this cipher suite (OCPP's name).

        `expected` are requirements on other results of the handshake: the server's `certificate`. A failed handshake
        does not stop the case.
        """
        probed, entry = await self._shake_hands(Offer(suite=suite, client=self._client()), step)
        subject, was = f"{OFFERS} {suite}", f"was refused, {probed.refusal}"
        judged = self._context.validations
        judged.fact(subject, "must succeed, by TLS 1.2", probed.agreed, was=was, entry=entry, step=step, rule="agreed")
        if probed.agreed:
            judged.judge(subject, compare(expected, probed.facts), entry=entry, step=step)

    async def refuses(self, version: str, *, step: int) -> None:
        """Require that the CSMS ends a handshake that offers only this old version, "TLS 1.0" or "TLS 1.1".

        It counts only with an accepted connection before and after it in the same play.
        """
        probed, entry = await self._shake_hands(Offer(version=version, client=self._client()), step)
        was = f"was completed with {probed.facts['version']}, {probed.facts['cipher']}" if probed.agreed else ""
        refusal = self._context.validations.fact(
            f"{OFFERS} {version}", "must be refused", not probed.agreed, was=was, entry=entry, step=step,
            rule="refused",
        )  # fmt: skip
        self._context.refusals.append(refusal)

    async def _shake_hands(self, offer: Offer, step: int) -> tuple[Handshake, int]:
        context = self._context
        host, port, trust = self._place()
        try:
            probed = await context.station.probe_tls(host, port, offer, trust=trust, timeout=context.pace.connect)
        except (OSError, TimeoutError) as error:
            raise Stop("connection-lost", f"no TCP connection to {host}:{port}: {error}") from None
        except NothingOfferedError as error:
            raise Stop("configured-value-missing", f"{error}; the case cannot be played on this machine") from None
        with context.trace.during():
            context.trace.step = step
            context.trace.note(str(probed))
            context.trace.step = None
        return probed, len(context.trace.entries) - 1

    def _client(self) -> Any:
        access = self._context.access
        return access.client_certificate if access.security_profile == 3 else None

    def _place(self) -> tuple[str, int, str | None]:
        context = self._context
        profile = context.access.security_profile
        parts = urlsplit(context.url(profile))
        return parts.hostname or "", parts.port or 443, context.description.addresses[profile].trust
