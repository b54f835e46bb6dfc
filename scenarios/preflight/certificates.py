"""The certificates that a run needs: what is missing, incomplete, expired or does not go together. No network."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from plugfest.scenarios.certificates.pki import Pki, pki_of
from plugfest.scenarios.config.description import CsmsDescription, StationEntry
from plugfest.scenarios.config.operator_tables import may_provision
from plugfest.scenarios.preflight.findings import Finding, Level
from plugfest.scenarios.preflight.proposal import CheckResult

AUTHORITIES = ("station-root", "manufacturer-root", "v2g-root", "mo-root")
"""The authorities in `[certificates] folder`."""
_STATION = """\
# A certificate for the station, signed by plugfest's own authority, which the CSMS has to trust:
#   openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 365 -subj "/O={owner}/CN={name}" \\
#     -CA {folder}/station-root.pem -CAkey {folder}/station-root.key -addext basicConstraints=critical,CA:FALSE \\
#     -addext extendedKeyUsage=clientAuth -keyout {name}.key -out {name}.pem
[[stations]]
identity = "{name}"
security_profile = 3
serial_number = "{name}"
certificate = {{ file = "{name}.pem" }}
key = {{ file = "{name}.key" }}
"""


def certificate_findings(description: CsmsDescription, learnt: CheckResult) -> Iterator[Finding]:
    """Yield what is wrong with the certificates of a file, with the lines that mend it in `learnt`."""
    if may_provision(description.operator):
        return
    for profile, address in sorted(description.addresses.items()):
        if profile > 1 and address.trust is not None:
            yield from _expired(Path(address.trust).read_text("utf-8"), f"[addresses.{profile}] trust, {address.trust}")
    for station in description.stations:
        yield from _station(station)
    if 3 in description.addresses:
        yield from _profile_3(description, learnt)
    yield from _table(description, learnt)


def _profile_3(description: CsmsDescription, learnt: CheckResult) -> Iterator[Finding]:
    table = description.certificates
    able = [each for each in description.stations if each.certificate and each.security_profile in (None, 3)]
    if not any(each.role == "ordinary" for each in able):
        example = _STATION.format(name="CS-3", owner=table.organization, folder=table.folder or "certificates")
        learnt.lines.append(example)
        yield _problem("security profile 3: no ordinary station has a certificate: add certificate and key to some")
    if table.folder is None:
        learnt.learn("certificates", "folder", "certificates")
        yield _problem(
            "security profile 3: [certificates] has no folder, so the authority that signs stations' certificates is "
            "new in each run, and the CSMS cannot trust it: name a folder and have its station-root.pem trusted"
        )


def _table(description: CsmsDescription, learnt: CheckResult) -> Iterator[Finding]:
    table = description.certificates
    for name in ("csms_root", "v2g_root", "other_station"):
        if (text := getattr(table, name)) is not None:
            yield from _expired(text, f"[certificates] {name}")
    if table.expired is not None and not list(_expired(table.expired, "")):
        yield _problem("[certificates] expired: this certificate is still valid: TC_A_08 needs one that has expired")
    if table.csms_root is None and description.claims.holds("advanced-security"):
        learnt.learn("certificates", "csms_root", {"file": "csms-root.pem"})
        yield Finding(Level.NOTE, "[certificates] has no csms_root: what the CSMS signs for stations cannot be judged")
    if table.folder is not None:
        yield from _folder(Path(table.folder), pki_of(table))


def _folder(folder: Path, pki: Pki) -> Iterator[Finding]:
    """Yield what is wrong with a folder of authorities; those that are absent are made, as a run would make them."""
    absent = [name for name in AUTHORITIES if not (folder / f"{name}.pem").is_file()]
    for name in AUTHORITIES:
        certificate, key = folder / f"{name}.pem", folder / f"{name}.key"
        if name in absent and key.is_file():
            yield _problem(
                f"{key} is there without {certificate.name}: put the certificate beside it, or remove the key"
            )
        elif name not in absent:
            yield from _expired(certificate.read_text("utf-8"), str(certificate))
            if not key.is_file():
                yield Finding(Level.NOTE, f"{certificate} has no {key.name} beside it: plugfest cannot sign with it")
    new = [name for name in absent if not (folder / f"{name}.key").is_file()]
    for name in new:
        getattr(pki, name.replace("-", "_"))
    if new:
        files = ", ".join(f"{name}.pem" for name in new)
        yield Finding(Level.NOTE, f"{folder}: {files} made just now, with their keys; the CSMS has to trust them")


def _station(station: StationEntry) -> Iterator[Finding]:
    if station.certificate is None or station.key is None:
        return
    where = f"the certificate of station {station.identity}"
    yield from _expired(station.certificate, where)
    try:
        (leaf, *_) = x509.load_pem_x509_certificates(station.certificate.encode())
        key = load_pem_private_key(station.key.encode(), None)
    except (ValueError, TypeError):
        return
    if key.public_key() != leaf.public_key():
        yield _problem(f"{where} does not belong to its key")


def _expired(text: str, where: str) -> Iterator[Finding]:
    """Yield the certificates of a PEM text that are not valid now, or that it holds none."""
    try:
        certificates = x509.load_pem_x509_certificates(text.encode())
    except ValueError:
        yield _problem(f'{where}: this is no certificate in PEM ("-----BEGIN CERTIFICATE-----")')
        return
    now = datetime.now(UTC)
    for certificate in certificates:
        name = certificate.subject.rfc4514_string()
        if certificate.not_valid_after_utc < now:
            yield _problem(
                f"{where}: {name} expired on {certificate.not_valid_after_utc:%Y-%m-%d}: put a new one there"
            )
        elif certificate.not_valid_before_utc > now:
            yield _problem(f"{where}: {name} is valid only from {certificate.not_valid_before_utc:%Y-%m-%d %H:%M} UTC")


def _problem(text: str) -> Finding:
    return Finding(Level.PROBLEM, text)
