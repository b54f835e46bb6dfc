"""Asking OCSP responders over HTTP, with a memory for answers that are still good."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from plugfest.csms.pki.folder import certificates_of
from plugfest.csms.pki.ocsp import UNKNOWN, Answer, CertId, NoAnswer, read_answer
from plugfest.csms.store import ocsp_answers, trusted_roots

if TYPE_CHECKING:
    from plugfest.csms.settings import Settings
    from plugfest.csms.store.database import Database

_ANSWER_LIMIT: Final = 65_536
_LONGEST_USE: Final = timedelta(days=1)


async def contract_roots(database: Database, settings: Settings) -> list[x509.Certificate]:
    """The roots that contract certificates and V2G certificates may lead to (C07)."""
    texts = await database.read(
        lambda db: [*trusted_roots.certificates(db, "mo"), *trusted_roots.certificates(db, "v2g")]
    )
    pki = certificates_of(settings.pki_folder)
    own = [*pki.roots("mo-root"), pki.v2g_root]
    return [*own, *(x509.load_pem_x509_certificate(text.encode()) for text in texts)]


async def ask(
    database: Database,
    settings: Settings,
    url: str,
    wanted: CertId,
    known: list[x509.Certificate],
    roots: list[x509.Certificate],
) -> Answer:
    """The responder's verified answer, or an earlier one that is still good. Raises NoAnswer."""
    kept = await database.read(lambda db: ocsp_answers.find(db, wanted.key))
    if kept is not None:
        return Answer(*kept)
    encoded = wanted.request().public_bytes(Encoding.DER)
    der = await _post(url, encoded, settings)
    known = [*known, *certificates_of(settings.pki_folder).v2g.chain]
    answer = await asyncio.to_thread(read_answer, der, wanted, known, roots)
    if answer.good_until is not None and answer.status != UNKNOWN:
        until = min(answer.good_until, datetime.now(UTC) + _LONGEST_USE)
        await database.write(lambda db: ocsp_answers.keep(db, wanted.key, answer.der, answer.status, until))
    return answer


async def _post(url: str, encoded: bytes, settings: Settings) -> bytes:
    import aiohttp

    if not url.lower().startswith(("http://", "https://")):
        raise NoAnswer(f"{url[:100]!r} is no HTTP address")
    headers = {"Content-Type": "application/ocsp-request", "Accept": "application/ocsp-response"}
    timeout = aiohttp.ClientTimeout(total=settings.responder_timeout)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout) as http,
            http.post(url, data=encoded, headers=headers, allow_redirects=False) as answer,
        ):
            if answer.status != 200:
                raise NoAnswer(f"the responder answered HTTP {answer.status}")
            der = await answer.content.read(_ANSWER_LIMIT + 1)
    except TimeoutError:
        raise NoAnswer(f"the responder did not answer within {settings.responder_timeout:g} s") from None
    except (aiohttp.ClientError, ValueError, asyncio.IncompleteReadError) as error:
        raise NoAnswer(f"the responder cannot be reached: {type(error).__name__}") from None
    if len(der) > _ANSWER_LIMIT:
        raise NoAnswer(f"the answer is longer than {_ANSWER_LIMIT} bytes")
    return der
