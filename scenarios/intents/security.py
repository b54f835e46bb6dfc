"""Security and certificates: blocks A and M."""

from typing import ClassVar

from plugfest.scenarios.intents.base import Intent


class ChangePassword(Intent, frozen=True):
    """Give the station a new Basic authentication password, chosen by the CSMS (A01)."""

    action: ClassVar[str] = "SetVariables"

    def __str__(self) -> str:
        return "give the station a new Basic authentication password"


class InstallCertificate(Intent, frozen=True):
    """Install a root certificate on the station (M05); `certificate` is PEM."""

    action: ClassVar[str] = "InstallCertificate"
    type: str
    certificate: str

    def __str__(self) -> str:
        return f"install the configured {self.type} on the station"


class AskInstalledCertificates(Intent, frozen=True):
    """Ask which certificates of these types the station has (M03); no types: all."""

    action: ClassVar[str] = "GetInstalledCertificateIds"
    types: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"ask the station for its installed certificates ({', '.join(self.types) or 'all types'})"


class DeleteCertificate(Intent, frozen=True):
    """Delete this certificate (PEM) from the station, by the hash data that the station reported (M04)."""

    action: ClassVar[str] = "DeleteCertificate"
    type: str
    certificate: str
    hash_algorithm: str = "SHA256"
    """The hash algorithm of the station's id for it, for an operator whose payloads plugfest composes."""

    def __str__(self) -> str:
        return f"delete the configured {self.type} from the station"
