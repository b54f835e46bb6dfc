"""SignCertificate (A02, A03)."""

from typing import Any

from plugfest.csms.blocks.contexts import Request
from plugfest.csms.blocks.registry import answers
from plugfest.csms.store import events


@answers("SignCertificate")
def sign_certificate(request: Request) -> dict[str, Any]:
    """There is no certificate authority here: say so."""
    events.note(request.db, request.station, "SignCertificate", request.payload)
    return {"status": "Rejected"}
