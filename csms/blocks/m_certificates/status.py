"""GetCertificateStatus (M06) and Get15118EVCertificate (M01, M02)."""

from typing import Any

from plugfest.csms.blocks.contexts import Request
from plugfest.csms.blocks.registry import answers


@answers("GetCertificateStatus")
def certificate_status(_request: Request) -> dict[str, Any]:
    """No OCSP responder is asked: say that the status could not be had."""
    return {"status": "Failed"}


@answers("Get15118EVCertificate")
def ev_certificate(_request: Request) -> dict[str, Any]:
    """No contract certificates are issued: the answer's EXI message is empty."""
    return {"status": "Failed", "exiResponse": ""}
