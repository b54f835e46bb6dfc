"""Get15118EVCertificate (M01, M02): passed on to a back-end for contract certificates, with its answer returned."""

import base64
import hashlib
from typing import Any, Final, Protocol

from plugfest.csms import system_roots
from plugfest.csms.blocks.contexts import AsyncRequest
from plugfest.csms.blocks.registry import handles_async
from plugfest.csms.http_body import TooLong, read_limited
from plugfest.csms.rpc import strict_json
from plugfest.csms.settings import Settings

_MAX_CHARACTERS: Final = 5600
_ANSWER_LIMIT: Final = 16_384
_MAX_INFO: Final = 512


class BackEndFailed(Exception):
    """Raised when the back-end gives no usable answer; the text says why."""


class BackEnd(Protocol):
    """A service that answers the CertificateInstallationReq or CertificateUpdateReq of an EV, in EXI."""

    async def exchange(self, station: str, schema: str, action: str, exi: bytes) -> bytes:
        """Return the EXI answer to `exi`; `action` is "Install" or "Update". Raises BackEndFailed."""
        ...


class BuiltIn:
    """The built-in service: a well-formed answer that no EV can use, different for each request."""

    async def exchange(self, station: str, schema: str, action: str, exi: bytes) -> bytes:
        """Return an EXI header and a digest of the request."""
        return b"\x80\x98" + hashlib.sha256(f"{station}\0{schema}\0{action}\0".encode() + exi).digest()


class OverHttp:
    """A service that takes {station, schema, action, exiRequest} as JSON and returns {exiResponse}, EXI in base64."""

    def __init__(self, url: str, timeout: float) -> None:
        self._url = url
        self._timeout = timeout

    async def exchange(self, station: str, schema: str, action: str, exi: bytes) -> bytes:
        """Return the service's answer. Raises BackEndFailed."""
        import aiohttp

        body = {"station": station, "schema": schema, "action": action, "exiRequest": base64.b64encode(exi).decode()}
        timeout = aiohttp.ClientTimeout(total=self._timeout)
        trust = await system_roots.trust_for(self._url)
        try:
            async with (
                aiohttp.ClientSession(timeout=timeout) as http,
                http.post(self._url, json=body, allow_redirects=False, ssl=trust) as answer,
            ):
                if answer.status != 200:
                    raise BackEndFailed(f"the back-end answered HTTP {answer.status}")
                payload = strict_json.decode((await read_limited(answer.content, _ANSWER_LIMIT)).decode())
                return base64.b64decode(payload["exiResponse"], validate=True)
        except TooLong as why:
            raise BackEndFailed(f"the back-end: {why}") from None
        except TimeoutError:
            raise BackEndFailed(f"the back-end did not answer within {self._timeout:g} s") from None
        except (aiohttp.ClientError, ValueError, KeyError, TypeError) as error:
            raise BackEndFailed(f"the back-end's answer cannot be used: {type(error).__name__}") from None


def back_end(settings: Settings) -> BackEnd:
    """Return the back-end that the settings name."""
    if settings.contract_back_end is None:
        return BuiltIn()
    return OverHttp(settings.contract_back_end, settings.responder_timeout)


@handles_async("Get15118EVCertificate")
async def ev_certificate(request: AsyncRequest) -> dict[str, Any]:
    """Forward the EV's request to the back-end and return its answer."""
    payload = request.payload
    try:
        exi = base64.b64decode(payload["exiRequest"], validate=True)
        schema, action = payload["iso15118SchemaVersion"], payload["action"]
        answer = await back_end(request.settings).exchange(request.station, schema, action, exi)
        response = base64.b64encode(answer).decode()
        if not answer or len(response) > _MAX_CHARACTERS:
            raise BackEndFailed(f"the back-end's answer has {len(answer)} bytes")
    except (BackEndFailed, ValueError) as why:
        info = {"reasonCode": "NoContract", "additionalInfo": str(why)[:_MAX_INFO]}
        return {"status": "Failed", "exiResponse": "", "statusInfo": info}
    return {"status": "Accepted", "exiResponse": response}
