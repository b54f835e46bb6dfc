"""The system's root certificates and garbage collection while a run of the compact CSMS imports what plays cases."""

import gc
import os
import ssl

import pytest

from plugfest.scenarios.cli.quick_imports import quick_imports


@pytest.mark.parametrize("before", [None, "/etc/roots.pem"])
def test_environment_and_collection_are_as_before_after_the_imports(
    monkeypatch: pytest.MonkeyPatch, before: str | None
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    if before:
        monkeypatch.setenv("SSL_CERT_FILE", before)
    with quick_imports():
        assert ssl.create_default_context().get_ca_certs() == []
        assert not gc.isenabled()
    assert os.environ.get("SSL_CERT_FILE") == before
    assert gc.isenabled()
