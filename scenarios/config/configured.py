"""The configured values of Part 6, with defaults that suit a CSMS without any preparation.

Every name can be set in the `[configured]` table of a CSMS's file. Durations are in seconds.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from plugfest.scenarios.config import firmware


@dataclass(frozen=True, kw_only=True)
class Configured:
    """Part 6's configured values; a scenario reads them as `configured.transaction_duration`."""

    vendor_name: str = "plugfest"
    model: str = "Plug"
    evse: int = 1
    connector: int = 1
    connectors: tuple[int, ...] = (1, 1)
    """Connectors per EVSE: two EVSEs with one connector each."""
    connector_type: str = "cType2"
    availability: Literal["both", "StatusNotification", "NotifyEvent"] = "both"
    """How connector states are reported: "StatusNotification", "NotifyEvent" or "both" (Part 5)."""
    meter_reports: Literal["both", "MeterValues", "NotifyEvent"] = "both"
    """How meter values outside of transactions are reported: likewise (Part 5)."""

    transaction_duration: float = 0.0
    """How long a simulated charge lasts; it passes on the station's virtual clock."""
    ev_connection_timeout: float = 1.0
    aligned_interval: int = 60
    aligned_tx_ended_interval: int = 60
    sampled_interval: int = 60
    sampled_tx_ended_interval: int = 60

    boot_interval: int = 1
    """The interval that the CSMS is configured to answer while a station waits to be accepted."""
    heartbeat_interval: int = 1
    """How long a station waits when the interval of its BootNotificationResponse is 0."""

    configuration_slot: int = 2
    message_timeout: int = 30
    ocpp_csms_url: str = "wss://csms.example.com/ocpp"
    ocpp_interface: str = "Wired0"

    renegotiation: float = 60.0
    """How long a CSMS may take to send a charging profile after NotifyEVChargingNeeds (K15.FR.08)."""
    ev_needs: Mapping[str, Any] = field(
        default_factory=lambda: {
            "maxScheduleTuples": 10,
            "chargingNeeds": {
                "requestedEnergyTransfer": "AC_three_phase",
                "acChargingParameters": {
                    "energyAmount": 20000,
                    "evMinCurrent": 6,
                    "evMaxCurrent": 32,
                    "evMaxVoltage": 400,
                },
            },
        }
    )
    """The needs of the simulated EV: maxScheduleTuples and chargingNeeds of NotifyEVChargingNeeds."""

    stack_level: int = 0
    charging_rate_unit: Literal["A", "W"] = "A"
    number_phases: int = 3
    charging_duration: int = 300
    """Duration of a charging schedule and of a requested composite schedule."""
    charging_schedule_duration: int = 300
    """How long a charging profile is valid."""
    charging_profile_purpose: Literal["TxDefaultProfile", "ChargingStationMaxProfile", "TxProfile"] = "TxDefaultProfile"
    """The purpose by which charging profiles are requested; EVSE 0 and every other EVSE must support it."""
    charging_limit_source: Literal["EMS", "Other", "SO", "CSO"] = "CSO"
    """The source by which charging profiles are requested."""
    time_tolerance: float = 60.0
    """How far a date-time may differ from the present where Part 6 requires the current time."""

    reservation_duration: float = 5.0
    """Duration of a reservation where a case waits for its expiry."""
    price_per_kwh: float | None = None
    """The CSMS's price of energy, tax included, in the station's currency, where its tariff has no other element;
    None: unknown, and no amount is validated."""
    price_is_whole_tariff: bool = False
    """The CSMS charges only this price, taxes included: then I_02 requires the total cost (I03.FR.02)."""
    cost_tolerance: float = 0.005
    """How far a cost may differ from the cost computed with the price."""

    local_list_version: int = 1
    """The version of the local list that a station reports where a case only requests it."""

    firmware_location: str = firmware.LOCATION
    firmware_checksum: str = firmware.CHECKSUM
    signing_certificate: str = firmware.SIGNING_CERTIFICATE
    firmware_signature: str = firmware.SIGNATURE
    firmware_ahead: float = 5.0
    """How far in the future a firmware is to be downloaded or installed where a case schedules it."""
    log_location: str = "https://logs.example.com/upload"

    customer_certificate: Mapping[str, str] = field(
        default_factory=lambda: {
            "hashAlgorithm": "SHA256",
            "issuerNameHash": "5f2ad6f0bba7a4f0d8b8d5cbb7d2f2b36b1ad8d0c1dd3d3d1a3c1b2f6a9a4e07",
            "issuerKeyHash": "0c7e2f5a4f1d3b6c9e8a7d5b3f1c2e4a6b8d0f9e7c5a3b1d2f4e6a8c0b9d7f53",
            "serialNumber": "2a6f01",
        }
    )
    """Hash data (CertificateHashDataType) of the certificate of a customer of the CSMS."""
    vendor_id: str = "com.example.unheard-of"
    """Id of a vendor unknown to the CSMS; `vendor_message_id` is one of its messages."""
    vendor_message_id: str = "Nothing"

    message_format: Literal["ASCII", "HTML", "URI", "UTF8"] = "UTF8"
    """Format of display messages; priority and state are the values that most cases use."""
    message_priority: Literal["AlwaysFront", "InFront", "NormalCycle"] = "InFront"
    message_state: Literal["Charging", "Faulted", "Idle", "Unavailable"] = "Idle"
    message_content: str = "Welcome. This bay is for charging cars only."
    message_start: float = 600.0
    """How far ahead a display message is to appear, where a case gives it a start, and to vanish, where it has an
    end."""
    message_end: float = 3600.0
