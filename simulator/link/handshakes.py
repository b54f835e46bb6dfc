"""Faults of TLS probes: results as of a flawed server."""

from dataclasses import dataclass, replace
from typing import Any

from plugfest.simulator.connection.tls_probe import Handshake

_OLD_AND_WEAK = {"version": "TLSv1.1", "cipher": "AES128-SHA", "compression": None}


@dataclass(frozen=True)
class Refused:
    """The server refuses the handshake."""

    def __call__(self, handshake: Handshake) -> Handshake:
        """Return the handshake that is seen instead."""
        return replace(handshake, agreed=False, refusal="as the faulty link has it")

    def __str__(self) -> str:
        return "refused although it should succeed"


@dataclass(frozen=True)
class Completed:
    """The server completes a handshake with an old version."""

    def __call__(self, handshake: Handshake) -> Handshake:
        """Return the handshake that is seen instead."""
        certificate = {"commonName": [], "keyType": "EC", "keyBits": 256}
        return replace(handshake, agreed=True, facts={**_OLD_AND_WEAK, "certificate": certificate})

    def __str__(self) -> str:
        return "completed although it should be refused"


@dataclass(frozen=True)
class Shows:
    """The server has another value of one fact."""

    path: tuple[str | int, ...]
    value: Any

    def __call__(self, handshake: Handshake) -> Handshake:
        """Return the handshake that is seen instead."""
        return replace(handshake, facts=_with(handshake.facts, self.path, self.value))

    def __str__(self) -> str:
        return f"{'.'.join(map(str, self.path))} shown as {self.value!r}"


HandshakeFault = Refused | Completed | Shows


def _with(facts: dict[str, Any], path: tuple[str | int, ...], value: Any) -> dict[str, Any]:
    first, *rest = path
    return {**facts, str(first): _with(facts[str(first)], tuple(rest), value) if rest else value}
