"""The `[certificates]` table of a CSMS's file."""

from dataclasses import dataclass, field
from typing import Annotated


@dataclass(frozen=True, kw_only=True)
class CertificateTable:
    """Certificates that both the CSMS and plugfest must know; each in PEM, best as `{file = "..."}`."""

    csms_root: str | None = None
    """The root under which the CSMS signs the certificates of charging stations (A02)."""
    v2g_root: str | None = None
    """The root under which the CSMS signs V2G certificates (A02)."""
    folder: str | None = None
    """The folder of plugfest's own authorities between runs: `station-root.pem` (with its key; signs the client
    certificates of stations), `manufacturer-root.pem`, `v2g-root.pem`, `mo-root.pem`. Existing files are used;
    missing ones are created and must be made known to the CSMS. None: new ones for each run."""
    organization: str = "plugfest"
    """The owner of stations' certificates (A00.FR.404), also used in certificate signing requests."""
    country: Annotated[str, {"pattern": "^[A-Z]{2}$"}] = "NL"
    organizational_unit: str = "Charging"
    """This and the next are used in signing requests for V2G certificates."""
    ocsp_host: str = "127.0.0.1"
    """The address of plugfest's OCSP responder; the CSMS must be able to reach it."""
    ocsp_port: Annotated[int, {"minimum": 0, "maximum": 65535}] = 0
    """0: a free port."""
    ocsp_url: Annotated[str | None, {"pattern": "^https?://"}] = None
    """The address at which the CSMS reaches the responder, if different."""
    exi_schema: str = "urn:iso:15118:2:2013:MsgDef"
    """The EXI schema of the two requests below."""
    installation_request: str = "gJgCTQ4AAAAAAAAAAA=="
    """The request of an EV for its first contract certificate: a CertificateInstallationReq, EXI in base64. A CSMS
    that forwards it to a real back-end needs a real one."""
    update_request: str = "gJgCUQ4AAAAAAAAAAA=="
    """Likewise a CertificateUpdateReq."""
    expired: str | None = None
    """An expired client certificate of a station of the pool, with `expired_key`; needed if `folder` has no key of the
    authority that signs client certificates."""
    expired_key: str | None = field(default=None, repr=False)
    other_station: str | None = None
    """A valid client certificate of another station, with `other_station_key`; needed in the same situation."""
    other_station_key: str | None = field(default=None, repr=False)
