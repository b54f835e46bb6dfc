"""The system's root certificates while a run of the compact CSMS imports aiohttp."""

import os
import ssl

import pytest

from plugfest.scenarios.cli.unread_roots import unread_roots


@pytest.mark.parametrize("before", [None, "/etc/roots.pem"])
def test_roots_are_unread_for_a_moment_only(monkeypatch: pytest.MonkeyPatch, before: str | None) -> None:
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    if before:
        monkeypatch.setenv("SSL_CERT_FILE", before)
    with unread_roots():
        assert ssl.create_default_context().get_ca_certs() == []
    assert os.environ.get("SSL_CERT_FILE") == before
