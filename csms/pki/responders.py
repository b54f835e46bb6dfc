"""Querying OCSP responders over HTTP, with a cache of valid answers."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from plugfest.csms import system_roots
from plugfest.csms.http_body import TooLong, read_limited
from plugfest.csms.pki.destinations import Destination, Forbidden, Guard, destination
from plugfest.csms.pki.folder import certificates_of
from plugfest.csms.pki.ocsp import UNKNOWN, Answer, CertId, NoAnswer, read_answer, responder_of
from plugfest.csms.store import ocsp_answers, trusted_roots

if TYPE_CHECKING:
    from plugfest.csms.settings import Settings
    from plugfest.csms.store.database import Database

_ANSWER_LIMIT: Final = 65_536
_LONGEST_USE: Final = timedelta(days=1)
_MAX_NAMED: Final = 1000
NO_ANSWER: Final = "no answer"
"""The text for stations when a responder was not queried or did not answer."""
log = logging.getLogger(__name__)
_named_by_chains: Final[dict[Destination, None]] = {}
"""Responders named by certificates of verified chains, the latest last."""


def _remember(url: str) -> None:
    try:
        where = destination(url)
    except Forbidden:
        return
    _named_by_chains.pop(where, None)
    _named_by_chains[where] = None
    if len(_named_by_chains) > _MAX_NAMED:
        del _named_by_chains[next(iter(_named_by_chains))]


def _named_by(certificates: list[x509.Certificate]) -> frozenset[Destination]:
    """Return the responders that trusted roots name."""
    found = set()
    for certificate in certificates:
        url = responder_of(certificate)
        if url is not None:
            with suppress(Forbidden):
                found.add(destination(url))
    return frozenset(found)


async def contract_roots(database: Database, settings: Settings) -> list[x509.Certificate]:
    """Return the trusted roots of contract certificates and V2G certificates (C07)."""
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
    *,
    chain_names_it: bool = False,
) -> Answer:
    """Return the responder's verified answer, or a cached one. Raises NoAnswer.

    `chain_names_it`: the address is from a certificate of a trusted chain, not from a station.
    """
    if chain_names_it:
        _remember(url)
    kept = await database.read(lambda db: ocsp_answers.find(db, wanted.key))
    if kept is not None:
        return Answer(*kept)
    named = frozenset(_named_by_chains) | _named_by(roots)
    encoded = wanted.request().public_bytes(Encoding.DER)
    der = await _ask(url, encoded, settings, named)
    known = [*known, *certificates_of(settings.pki_folder).v2g.chain]
    try:
        answer = await asyncio.to_thread(read_answer, der, wanted, known, roots)
    except NoAnswer as why:
        log.info("the OCSP responder %.100r: %s", url, why)
        raise NoAnswer(NO_ANSWER) from None
    if answer.good_until is not None and answer.status != UNKNOWN:
        until = min(answer.good_until, datetime.now(UTC) + _LONGEST_USE)
        await database.write(lambda db: ocsp_answers.keep(db, wanted.key, answer.der, answer.status, until))
    return answer


async def _post(url: str, encoded: bytes, settings: Settings, named: frozenset[Destination]) -> bytes:
    import aiohttp

    where, guard = destination(url), Guard(settings, named)
    guard.check(where)
    headers = {"Content-Type": "application/ocsp-request", "Accept": "application/ocsp-response"}
    timeout = aiohttp.ClientTimeout(total=settings.responder_timeout)
    trust = await system_roots.trust_for(url)
    async with (
        aiohttp.ClientSession(
            timeout=timeout,
            connector=aiohttp.TCPConnector(resolver=guard.resolver(where), use_dns_cache=False),
        ) as http,
        http.post(url, data=encoded, headers=headers, allow_redirects=False, ssl=trust) as answer,
    ):
        if answer.status != 200:
            raise NoAnswer(f"HTTP {answer.status}")
        return await read_limited(answer.content, _ANSWER_LIMIT)


async def _ask(url: str, encoded: bytes, settings: Settings, named: frozenset[Destination]) -> bytes:
    """Return the responder's answer. Details of a failure are only logged: a station could scan ports with them."""
    import aiohttp

    try:
        return await _post(url, encoded, settings, named)
    except Forbidden as why:
        log.warning("the OCSP responder %.100r is not asked: %s", url, why)
    except TooLong as why:
        log.info("the OCSP responder %.100r: %s", url, why)
    except NoAnswer as why:
        log.info("the OCSP responder %.100r answered %s", url, why)
    except (aiohttp.ClientError, ValueError, OSError, TimeoutError) as error:
        log.info("the OCSP responder %.100r gives no answer: %r", url, error)
    raise NoAnswer(NO_ANSWER)
