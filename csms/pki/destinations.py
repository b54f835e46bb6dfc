"""Allowed OCSP responders: a station must not choose the destination of the CSMS's requests."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import msgspec

if TYPE_CHECKING:
    from aiohttp.abc import AbstractResolver

    from plugfest.csms.settings import Settings

_PORTS: Final = {"http": 80, "https": 443}


class Forbidden(Exception):
    """Raised for a forbidden destination; the text says why."""


class Destination(msgspec.Struct, frozen=True):
    """A responder's host and port."""

    host: str
    port: int

    def is_listed(self, responders: Sequence[str]) -> bool:
        """Return whether the configuration names the host, or host and port."""
        return self.host in responders or f"{self.host}:{self.port}" in responders


def destination(url: str) -> Destination:
    """Return the destination of a URL. Raises Forbidden if it is not an HTTP URL."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in _PORTS or not parts.hostname or parts.username is not None:
        raise Forbidden(f"{url[:100]!r} is no HTTP address")
    return Destination(parts.hostname.lower(), port or _PORTS[parts.scheme])


class Guard:
    """Checks the destination of one request. `named` are the responders named by certificates of trusted chains."""

    def __init__(self, settings: Settings, named: frozenset[Destination]) -> None:
        self._responders = settings.responders
        self._named = named
        self._on_loopback = _is_loopback(settings.host)

    def check(self, where: Destination) -> None:
        """Raise Forbidden unless the host is configured, named by a trusted chain, or our own machine in a test."""
        literal = _address(where.host)
        if where.is_listed(self._responders):
            return
        if literal is not None:
            self.check_address(literal)
        if where not in self._named and not (self._on_loopback and _is_loopback(where.host)):
            raise Forbidden(f"{where.host} is named by the station alone: list it with --responder if it may be asked")

    def check_address(self, address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> None:
        """Raise Forbidden for an address that is not public; loopback is allowed if the CSMS listens on it."""
        mapped = getattr(address, "ipv4_mapped", None) or address
        if not (mapped.is_global and not mapped.is_multicast) and not (mapped.is_loopback and self._on_loopback):
            raise Forbidden(f"{address} is no public address: list the host with --responder, if it is to be asked")

    def resolver(self, where: Destination) -> AbstractResolver:
        """Return a resolver that checks the addresses actually connected to."""
        from aiohttp.abc import AbstractResolver, ResolveResult
        from aiohttp.resolver import ThreadedResolver

        listed, guard, inner = where.is_listed(self._responders), self, ThreadedResolver()

        class _Checked(AbstractResolver):
            async def resolve(
                self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
            ) -> list[ResolveResult]:
                found = await inner.resolve(host, port, family)
                if not listed:
                    for one in found:
                        guard.check_address(ipaddress.ip_address(one["host"]))
                return found

            async def close(self) -> None:
                await inner.close()

        return _Checked()


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _is_loopback(host: str) -> bool:
    address = _address(host)
    return host == "localhost" if address is None else address.is_loopback
