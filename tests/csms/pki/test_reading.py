"""Certificates with one changed byte are refused without an exception."""

import base64
import random

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from plugfest.csms.pki.paths import NoPath, path_to_root
from plugfest.csms.pki.reading import read_pem
from plugfest.csms.pki.requests import InvalidSigningRequest, check_subject, read
from plugfest.simulator.pki.authority import new_root, pem, subject

PEM_LINES = "-----BEGIN {0}-----\n{1}-----END {0}-----\n"


def in_pem(kind, der):
    return PEM_LINES.format(kind, base64.encodebytes(der).decode())


def broken(der, seed):
    """The same bytes with a bit changed, at each place once."""
    dice = random.Random(seed)
    for at in range(len(der)):
        yield der[:at] + bytes((der[at] ^ 1 << dice.randrange(8),)) + der[at + 1 :]


@pytest.fixture(scope="module")
def chain():
    root = new_root(subject("MO Root", "MO"))
    authority = root.subordinate(subject("MO Sub 1", "MO"), ocsp="http://127.0.0.1:9/")
    return authority.issue(subject("NLPFGC0000001", "MO"), ocsp="http://127.0.0.1:9/"), authority, root


@pytest.mark.filterwarnings("ignore:Parsed a serial number")
@pytest.mark.parametrize("which", [0, 1])
def test_changed_bit_never_breaks_the_path_search(chain, which):
    certificates = [each.certificate for each in chain]
    good = path_to_root(certificates[0], certificates[1:2], certificates[2:])
    assert good == certificates
    others = certificates[:2]
    del others[which]
    for der in broken(certificates[which].public_bytes(Encoding.DER), which):
        text = in_pem("CERTIFICATE", der)
        try:
            changed = read_pem(text)
        except ValueError:
            continue
        first, helpers = (changed[0], others) if which == 0 else (others[0], changed)
        with pytest.raises(NoPath):
            path_to_root(first, helpers, certificates[2:])


def test_csr_with_a_changed_bit_is_refused(signing_request):
    der = x509.load_pem_x509_csr(signing_request.encode()).public_bytes(Encoding.DER)
    check_subject(read(in_pem("CERTIFICATE REQUEST", der)), None, ())
    for changed in broken(der, 3):
        with pytest.raises(InvalidSigningRequest):
            check_subject(read(in_pem("CERTIFICATE REQUEST", changed)), None, ())


async def test_contract_certificate_with_a_broken_name_is_a_chain_error(world, chain):
    station = await world.station()
    der = chain[0].certificate.public_bytes(Encoding.DER)
    name = der.index(b"NLPFGC0000001")
    text = in_pem("CERTIFICATE", der[: name - 2] + b"\x1e" + der[name - 1 :])  # a kind of text that it is not
    answer = await station.says(
        "Authorize", idToken={"idToken": "NLPFGC0000001", "type": "eMAID"}, certificate=text + pem(chain[1].certificate)
    )
    assert (answer["certificateStatus"], answer["idTokenInfo"]["status"]) == ("CertChainError", "Invalid")


@pytest.fixture
def signing_request():
    name = subject("CS-1", "Owner")
    made = x509.CertificateSigningRequestBuilder().subject_name(name)
    return made.sign(ec.generate_private_key(ec.SECP256R1()), hashes.SHA256()).public_bytes(Encoding.PEM).decode()
