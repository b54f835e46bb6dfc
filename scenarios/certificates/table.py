"""The `[certificates]` table of a CSMS's file."""

from dataclasses import dataclass, field
from typing import Annotated


@dataclass(frozen=True, kw_only=True)
class CertificateTable:
    """Certificates that the CSMS and plugfest have to agree on; each in PEM, best as `{file = "..."}`."""

    csms_root: str | None = None
    """The root under which the CSMS signs the certificates of charging stations (A02)."""
    v2g_root: str | None = None
    """The root under which the CSMS signs V2G certificates (A02)."""
    folder: str | None = None
    """The folder of plugfest's own authorities between runs: `station-root.pem` (with its key; signs the client
    certificates of stations), `manufacturer-root.pem`, `v2g-root.pem`, `mo-root.pem`. Yours are used where they are
    there; what is missing is made, and has to be made known to the CSMS. None: new ones for each run."""
    organization: str = "plugfest"
    """The owner of stations' certificates (A00.FR.404), and what is asked for in certificate signing requests."""
    country: Annotated[str, {"pattern": "^[A-Z]{2}$"}] = "NL"
    organizational_unit: str = "Charging"
    """These two stand in signing requests for V2G certificates."""
    ocsp_host: str = "127.0.0.1"
    """The address of plugfest's OCSP responder; the CSMS has to reach it."""
    ocsp_port: Annotated[int, {"minimum": 0, "maximum": 65535}] = 0
    """0: a free port."""
    ocsp_url: Annotated[str | None, {"pattern": "^https?://"}] = None
    """The address at which the CSMS reaches the responder, if it is another one."""
    exi_schema: str = "urn:iso:15118:2:2013:MsgDef"
    """The schema of the two requests below."""
    installation_request: str = "gJgCTQ4AAAAAAAAAAA=="
    """The request of an EV for its first contract certificate: a CertificateInstallationReq, EXI in base64. A CSMS
    that has it answered by a real back-end needs a real one."""
    update_request: str = "gJgCUQ4AAAAAAAAAAA=="
    """Likewise a CertificateUpdateReq."""
    expired: str | None = None
    """An expired client certificate of a station of the pool, with `expired_key`; where `folder` has no key of the
    authority that signs client certificates."""
    expired_key: str | None = field(default=None, repr=False)
    other_station: str | None = None
    """A good client certificate of another station, with `other_station_key`; likewise."""
    other_station_key: str | None = field(default=None, repr=False)
