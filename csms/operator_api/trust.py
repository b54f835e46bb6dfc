"""Trusted roots in the operator API: added and removed at run time, effective from the next handshake on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final

import msgspec
from aiohttp import web

from plugfest.csms.blocks.contexts import BadRequest, NotFound
from plugfest.csms.blocks.parameters import RequestBody
from plugfest.csms.operator_api.messages import json_response, read_body
from plugfest.csms.store import trusted_roots

if TYPE_CHECKING:
    from cryptography import x509

    from plugfest.csms.services import Services

PURPOSES: Final = {
    "station": "certificates that stations show with security profile 3",
    "v2g": "the V2G side of contract certificates",
    "mo": "contract certificates of mobility operators",
}


class TrustedRoot(RequestBody):
    """A root certificate to be trusted."""

    certificate: Annotated[str, msgspec.Meta(max_length=20_000, description="PEM")]


def add_routes(app: web.Application, csms: Services) -> None:
    """Serve /trusted-roots."""

    async def post(request: web.Request) -> web.Response:
        purpose = _purpose(request)
        root = _root((await read_body(request, TrustedRoot, csms.settings.body_patience)).certificate)
        from cryptography.hazmat.primitives.hashes import SHA256

        from plugfest.csms.pki.folder import pem

        fingerprint, subject = root.fingerprint(SHA256()).hex(), root.subject.rfc4514_string()
        await csms.database.write(lambda db: trusted_roots.put(db, purpose, fingerprint, subject, pem(root)))
        await _take_effect(purpose)
        return json_response({"purpose": purpose, "fingerprint": fingerprint, "subject": subject}, 201)

    async def get(_: web.Request) -> web.Response:
        return json_response(await csms.database.read(trusted_roots.view))

    async def delete(request: web.Request) -> web.Response:
        purpose, fingerprint = _purpose(request), request.match_info["fingerprint"]
        if not await csms.database.write(lambda db: trusted_roots.remove(db, purpose, fingerprint)):
            raise NotFound(f"no root {fingerprint!r} is trusted for {purpose}")
        await _take_effect(purpose)
        return json_response({"purpose": purpose, "fingerprint": fingerprint})

    async def _take_effect(purpose: str) -> None:
        if purpose == "station":  # the others are read from the database when a certificate is checked
            await csms.reload_trusted_roots()

    app.router.add_post("/trusted-roots/{purpose}", post)
    app.router.add_get("/trusted-roots", get)
    app.router.add_delete("/trusted-roots/{purpose}/{fingerprint}", delete)


def _purpose(request: web.Request) -> str:
    purpose = request.match_info["purpose"]
    if purpose not in PURPOSES:
        known = "; ".join(f"{name}: {text}" for name, text in PURPOSES.items())
        raise BadRequest(f"roots are trusted for a purpose, of which {purpose[:40]!r} is none ({known})")
    return purpose


def _root(text: str) -> x509.Certificate:
    from cryptography.exceptions import InvalidSignature

    from plugfest.csms.pki.reading import read_pem

    try:
        root, *more = read_pem(text)
        root.verify_directly_issued_by(root)
    except (ValueError, TypeError, InvalidSignature):
        raise BadRequest("certificate must be one self-signed root certificate in PEM") from None
    if more:
        raise BadRequest("certificate must be one root certificate; send one request for each")
    return root
