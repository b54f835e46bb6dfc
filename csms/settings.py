"""Settings of the compact CSMS, with limits that real stations do not reach."""

import ipaddress
from pathlib import Path
from typing import Final

import msgspec


class Settings(msgspec.Struct, frozen=True, kw_only=True):
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
    """The offered security profiles."""
    server_name: str = "localhost"
    """Host name of the CSMS: the common name of the server certificates, and the host in URLs."""
    pki: Path | None = None
    """Folder of certificates and keys; None: a folder `pki` in `data`. See `plugfest.csms.pki`."""
    organizations: tuple[str, ...] = ()
    """Accepted organizations of station certificates (A00.FR.404); empty: any.
    """
    operator_port: int = 0
    file_port: int = 0
    data: Path
    """Folder of the database and of the operator's token."""

    keep_seconds: float | None = None
    """Retention of messages, findings and ended operations; None: forever."""
    keep_bytes: int | None = None
    """Size of the database above which the oldest messages are removed; None: no limit."""
    heartbeat_interval: int = 300
    """Interval in the answer to an accepted BootNotification."""
    boot_retry_interval: int = 60
    """Interval in a pending or rejected answer if the boot policy names none."""
    answer_timeout: float = 30.0
    """Timeout of a station's answer."""

    password_cost: int = 14
    """Binary logarithm of scrypt's cost; each step doubles the time and the memory of a hash."""

    frame_limit: int = 1_048_576
    """Maximum size of a message; larger ones close the connection with code 1009."""
    nesting_limit: int = 100
    """Maximum nesting of a message, at most 200, the limit of the validation."""
    call_queue_limit: int = 64
    """Requests of one station that may wait behind a slow one; beyond it reading stops."""
    order_queue_limit: int = 200
    """Maximum number of waiting operations of one station."""
    body_limit: int = 1_048_576
    """Maximum size of a request body of the operator API."""
    body_patience: float = 10.0
    """Timeout for receiving such a body."""
    file_limit: int = 268_435_456
    """Maximum size of a firmware image or log."""
    file_patience: float = 30.0
    """Timeout without data during an upload."""
    handshake_timeout: float = 30.0
    """Timeout of the TLS handshake, and again of the HTTP upgrade."""
    responder_timeout: float = 3.0
    """Timeout of an OCSP responder or a contract certificate back-end; a station waits meanwhile."""
    responders: tuple[str, ...] = ()
    """OCSP responders (HOST or HOST:PORT) that may be queried at any address."""
    contract_back_end: str | None = None
    """URL of the contract certificate service (M01, M02); None: the built-in one."""
    half_open_limit: int = 1000
    """Half-open connections per listener; beyond it the oldest is closed."""
    guess_hold: float = 5.0
    """Maximum delay of the response to a wrong password."""
    close_timeout: float = 1.0
    """Timeout of a WebSocket close."""
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
        """Return the host in printed addresses: `server_name` if listening on all interfaces; IPv6 in brackets."""
        try:
            address = ipaddress.ip_address(self.host)
        except ValueError:
            return self.host
        if address.is_unspecified:
            return self.server_name
        return f"[{address}]" if address.version == 6 else self.host


DEFAULTS: Final = Settings(data=Path())
"""The defaults, as help texts show them."""
