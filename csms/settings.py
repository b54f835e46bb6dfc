"""Settings of the compact CSMS, with defaults that real stations do not reach."""

import ipaddress
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Addresses, limits and times of one CSMS process. Times are in seconds, sizes in bytes."""

    host: str = "127.0.0.1"
    port: int = 0
    tls_port: int = 0
    """For security profile 2."""
    client_certificate_port: int = 0
    """For security profile 3."""
    base_path: str = ""
    """Path before the station's id in URLs, such as `/ocpp`."""
    open: bool = False
    """Admit stations that are not provisioned, and accept tokens that are not known."""
    security_profiles: tuple[int, ...] = (1, 2, 3)
    """The profiles that are listened for."""
    server_name: str = "localhost"
    """The name that stations know us by: the common name of the server certificates, and the host in our URLs."""
    pki: Path | None = None
    """Folder of certificates and keys; None: a folder `pki` in `data`. See `plugfest.csms.pki`."""
    organizations: tuple[str, ...] = ()
    """Organizations that may own a station's certificate (A00.FR.404).

    Empty: any that a trusted root has signed for.
    """
    operator_port: int = 0
    file_port: int = 0
    data: Path
    """Folder of the database and of the operator's token."""

    keep_seconds: float | None = None
    """How long messages, findings and ended operations are kept; None: for ever."""
    keep_bytes: int | None = None
    """The size of the database above which the oldest messages are removed; None: no limit."""
    heartbeat_interval: int = 300
    """The answer to an accepted BootNotification."""
    boot_retry_interval: int = 60
    """The answer to a pending or rejected BootNotification where the boot policy names no interval."""
    answer_timeout: float = 30.0
    """How long a station may take to answer a request of ours."""

    password_cost: int = 14
    """Binary logarithm of scrypt's cost; each step doubles the time and the memory of a hash."""

    frame_limit: int = 1_048_576
    """Larger messages close the connection with code 1009."""
    nesting_limit: int = 100
    """Objects and arrays within each other in one message, at most 200: the validation cannot go deeper."""
    call_queue_limit: int = 64
    """Requests of one station that may wait while an earlier one is still worked on; beyond it we stop reading."""
    order_queue_limit: int = 200
    """Operations that may wait for one station."""
    body_limit: int = 1_048_576
    """The largest request body that the operator API reads."""
    body_patience: float = 10.0
    """How long such a body may take to come."""
    file_limit: int = 268_435_456
    """The largest firmware image or log that is taken."""
    file_patience: float = 30.0
    """How long a peer that sends a file may send nothing."""
    handshake_timeout: float = 30.0
    """For TLS, and again for the HTTP upgrade."""
    responder_timeout: float = 3.0
    """How long an OCSP responder or a back-end for contract certificates may take; a station waits meanwhile."""
    responders: tuple[str, ...] = ()
    """OCSP responders (HOST or HOST:PORT) that may be asked at any address, whoever names them."""
    contract_back_end: str | None = None
    """URL of the service that answers for contract certificates (M01, M02); None: the built-in one."""
    half_open_limit: int = 1000
    """Connections per listener that have not sent their request yet; the oldest goes when there are more."""
    guess_hold: float = 5.0
    """The longest that the answer to a wrong password is held back."""
    close_timeout: float = 1.0
    """How long a station may take to agree that a connection ends."""
    ping_interval: float = 30.0
    ping_timeout: float = 30.0

    @property
    def pki_folder(self) -> Path:
        """Return the folder of certificates and keys."""
        return self.pki or self.data / "pki"

    @property
    def is_loopback(self) -> bool:
        """Return whether only this machine can connect."""
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"

    @property
    def public_host(self) -> str:
        """The host in addresses that we tell: `server_name` where we listen on every interface; IPv6 in brackets."""
        try:
            address = ipaddress.ip_address(self.host)
        except ValueError:
            return self.host
        if address.is_unspecified:
            return self.server_name
        return f"[{address}]" if address.version == 6 else self.host
