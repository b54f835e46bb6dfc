"""Requirements on EXI responses."""

import base64
from typing import Any

import pytest

from plugfest.scenarios.matching.comparison import compare
from plugfest.scenarios.suites.ocpp201_csms.m_certificates.demands import EXI


def weights(demand: Any, value: Any) -> list[str]:
    """Return the weights of the violated requirements."""
    return [finding.weight for finding in compare(demand, value) if not finding.met]


@pytest.mark.parametrize(
    ("data", "violated"),
    [
        (b"\x80\x98\x02", []),
        (b"$EXI\xa0\x01", []),
        (b"no EXI", ["beyond"]),
        (b"", ["required", "beyond"]),
    ],
)
def test_exi_response_needs_base64_and_the_exi_header(data: bytes, violated: list[str]) -> None:
    assert weights(EXI, base64.b64encode(data).decode()) == violated


def test_invalid_base64_violates_the_exi_demand() -> None:
    assert "required" in weights(EXI, "%%%")
