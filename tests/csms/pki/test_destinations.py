"""Allowed OCSP responders: those named by trusted chains at public addresses, and configured ones."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from plugfest.csms.pki.destinations import Destination, Forbidden, Guard, destination
from plugfest.csms.settings import Settings


def _guard(named: str = "", **more: Any) -> Guard:
    return Guard(Settings(data=Path("unused"), **more), frozenset({destination(named)} if named else ()))


@pytest.mark.parametrize(
    "url", ["ftp://h/", "nonsense", "http://", "http://h:99999/", "http://u:p@h/", "file:///etc/passwd", "http://[::1"]
)
def test_destination_must_be_an_http_url(url: str) -> None:
    with pytest.raises(Forbidden):
        destination(url)


def test_responder_of_a_trusted_chain_is_allowed_at_its_port_only() -> None:
    guard = _guard("http://ocsp.example.com/x")
    guard.check(Destination("ocsp.example.com", 80))
    for other in (Destination("ocsp.example.com", 22), Destination("other.example.com", 80)):
        with pytest.raises(Forbidden, match="named by the station alone"):
            guard.check(other)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "192.168.0.1",
        "172.16.0.1",
        "169.254.169.254",
        "0.0.0.0",
        "224.0.0.1",
        "::1",
        "fe80::1",
        "fc00::1",
        "::ffff:10.0.0.1",
    ],
)
def test_private_address_named_by_a_chain_is_forbidden(address: str) -> None:
    host = f"[{address}]" if ":" in address else address
    with pytest.raises(Forbidden, match="no public address"):
        _guard(f"http://{host}/", host="0.0.0.0").check(destination(f"http://{host}/"))


def test_configured_responder_may_be_private() -> None:
    guard = _guard(responders=("10.0.0.7:8080", "ocsp.local"), host="0.0.0.0")
    guard.check(Destination("10.0.0.7", 8080))
    guard.check(Destination("ocsp.local", 80))
    with pytest.raises(Forbidden):
        guard.check(Destination("10.0.0.7", 22))


def test_loopback_is_allowed_only_if_the_csms_listens_on_it() -> None:
    _guard().check(destination("http://127.0.0.1:9000/"))
    with pytest.raises(Forbidden):
        _guard(host="0.0.0.0").check(destination("http://127.0.0.1:9000/"))


async def test_resolved_address_is_checked() -> None:
    where = Destination("localhost", 80)
    with pytest.raises(Forbidden):
        await _guard("http://localhost/", host="0.0.0.0").resolver(where).resolve("localhost", 80)
    assert await _guard(host="0.0.0.0", responders=("localhost",)).resolver(where).resolve("localhost", 80)
