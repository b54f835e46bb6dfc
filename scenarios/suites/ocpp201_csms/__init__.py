"""The cases for a CSMS that speaks OCPP 2.0.1, one package per functional block."""

from plugfest.scenarios.suites.suite import Suite

SUITE = Suite(
    name="ocpp201_csms",
    package=__name__,
    edition="OCPP 2.0.1 Edition 4, Part 6",
    errata="2026-04",
    blocks={
        "A": "Security",
        "B": "Provisioning",
        "C": "Authorization",
        "D": "LocalAuthorizationListManagement",
        "E": "Transactions",
        "F": "RemoteControl",
        "G": "Availability",
        "H": "Reservation",
        "I": "TariffAndCost",
        "J": "MeterValues",
        "K": "SmartCharging",
        "L": "FirmwareManagement",
        "M": "ISO_15118_CertificateManagement",
        "N": "Diagnostics",
        "O": "DisplayMessage",
        "P": "DataTransfer",
    },
)
