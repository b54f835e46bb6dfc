"""GetCertificateStatus (M06)."""

import base64
from typing import Any

from plugfest.csms.blocks.contexts import AsyncRequest
from plugfest.csms.blocks.registry import handles_async

_MAX_CHARACTERS = 5500
_MAX_INFO = 512


@handles_async("GetCertificateStatus")
async def certificate_status(request: AsyncRequest) -> dict[str, Any]:
    """Query the OCSP responder of the request, and return its verified answer (M06.FR.02 to FR.09)."""
    from plugfest.csms.pki import ocsp, responders

    wanted = request.payload["ocspRequestData"]
    try:
        roots = await responders.contract_roots(request.database, request.settings)
        certificate = ocsp.id_from_hash_data(wanted)
        answer = await responders.ask(
            request.database, request.settings, wanted["responderURL"], certificate, [], roots
        )
        result = base64.b64encode(answer.der).decode()
        if len(result) > _MAX_CHARACTERS:
            raise ocsp.NoAnswer(f"the answer has {len(result)} characters, and OCPP takes {_MAX_CHARACTERS}")
    except ocsp.NoAnswer as why:
        info = {"reasonCode": "NoOCSPAnswer", "additionalInfo": str(why)[:_MAX_INFO]}
        return {"status": "Failed", "statusInfo": info}
    return {"status": "Accepted", "ocspResult": result}
