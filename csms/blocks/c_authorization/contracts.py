"""Authorize with a contract certificate (C07): the certificate must be good and its token known."""

import asyncio
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from plugfest.csms.blocks.contexts import AsyncRequest
from plugfest.csms.blocks.registry import handles_async
from plugfest.csms.store import authorizations, tokens

if TYPE_CHECKING:
    from cryptography import x509

    from plugfest.csms.pki.ocsp import CertId

ACCEPTED: Final = "Accepted"
EXPIRED: Final = "CertificateExpired"
REVOKED: Final = "CertificateRevoked"
UNVERIFIED: Final = "CertChainError"
_NO_CONTRACT: Final = frozenset({"Blocked", "Expired", "Invalid", "Unknown"})
_INSTEAD: Final = {EXPIRED: "Expired", REVOKED: "Invalid", UNVERIFIED: "Invalid"}
"""The status of the token when its certificate is not good (C07.FR.15 to FR.17)."""


def _shows_a_contract(payload: dict[str, Any]) -> bool:
    return "certificate" in payload or "iso15118CertificateHashData" in payload


@handles_async("Authorize", where=_shows_a_contract)
async def authorize_contract(request: AsyncRequest) -> dict[str, Any]:
    """Return both statuses: the certificate's decides first, then the token's (C07.FR.13 to FR.17)."""
    status = await _certificate_status(request)
    id_token = request.payload["idToken"]
    info = await request.read(lambda db: tokens.token_info(db, id_token))
    if status == ACCEPTED and info["status"] in _NO_CONTRACT:
        status = "ContractCancelled"
    elif status != ACCEPTED:
        info = {"status": _INSTEAD[status]}
    await request.write(lambda db: authorizations.note(db, request.station, "Authorize", id_token, info))
    return {"idTokenInfo": info, "certificateStatus": status}


async def _certificate_status(request: AsyncRequest) -> str:
    from plugfest.csms.pki import ocsp, paths, responders

    roots = await responders.contract_roots(request.database, request.settings)
    try:
        if "certificate" in request.payload:
            chain, asked = await asyncio.to_thread(_verified, request.payload, roots)  # verifying signatures is slow
        else:
            chain = []
            asked = [(data["responderURL"], ocsp.id_from_hash_data(data)) for data in _hash_data(request)]
        jobs = (
            responders.ask(
                request.database, request.settings, url, certificate, chain, roots, chain_names_it=bool(chain)
            )
            for url, certificate in asked
        )
        answers = await asyncio.gather(*jobs)
    except paths.Expired:
        return EXPIRED
    except (paths.NoPath, ocsp.NoAnswer):
        return UNVERIFIED
    statuses = {answer.status for answer in answers}
    if ocsp.REVOKED in statuses:
        return REVOKED
    return ACCEPTED if statuses == {ocsp.GOOD} else UNVERIFIED


def _verified(
    payload: dict[str, Any], roots: "list[x509.Certificate]"
) -> "tuple[list[x509.Certificate], list[tuple[str, CertId]]]":
    """Return the sent chain and the responder of each certificate. Raises NoPath, Expired or NoAnswer."""
    from plugfest.csms.pki.paths import path_to_root

    chain = _chain(payload["certificate"])
    path = path_to_root(chain[0], chain[1:], roots)
    _check_name(chain[0], payload["idToken"]["idToken"])
    return chain, _named_responders(path)


def _hash_data(request: AsyncRequest) -> list[dict[str, Any]]:
    data: list[dict[str, Any]] = request.payload["iso15118CertificateHashData"]
    return data


def _chain(pem: str) -> "list[x509.Certificate]":
    """Return the sent certificates, the contract certificate first. Raises NoPath if there is none."""
    from plugfest.csms.pki.paths import NoPath
    from plugfest.csms.pki.reading import read_pem

    try:
        return read_pem(pem)
    except ValueError:
        raise NoPath("these are no certificates in PEM") from None


def _check_name(certificate: "x509.Certificate", emaid: str) -> None:
    """Check that the eMAID is the certificate's common name, without hyphens and case. Raises NoPath."""
    from plugfest.csms.pki.names import common_names
    from plugfest.csms.pki.paths import NoPath

    if [_normalized(name) for name in common_names(certificate.subject)] != [_normalized(emaid)]:
        raise NoPath("the certificate is that of another contract")


def _named_responders(path: "list[x509.Certificate]") -> "list[tuple[str, CertId]]":
    """Return the responder of each certificate below the root. Raises NoAnswer if the contract's names none."""
    from plugfest.csms.pki import ocsp

    asked = []
    for certificate, issuer in pairwise(path):
        url = ocsp.responder_of(certificate)
        if url is not None:
            asked.append((url, ocsp.id_of(certificate, issuer)))
        elif certificate is path[0]:
            raise ocsp.NoAnswer("the contract certificate names no OCSP responder")
    return asked


def _normalized(emaid: str) -> str:
    return emaid.replace("-", "").upper()
