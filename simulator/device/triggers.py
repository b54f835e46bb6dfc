"""TriggerMessage: use case F06."""

from typing import Protocol

from plugfest.simulator.device.certificates import Certificates
from plugfest.simulator.device.connectors import Connectors
from plugfest.simulator.device.diagnostics import Diagnostics
from plugfest.simulator.device.firmware import Firmware
from plugfest.simulator.device.messages import Call, Handler, Payload, Registration, Reply, status
from plugfest.simulator.device.meter import Meter
from plugfest.simulator.device.transactions import Transactions

_CERTIFICATE_TYPES = {
    "SignChargingStationCertificate": "ChargingStationCertificate",
    "SignV2GCertificate": "V2GCertificate",
    "SignCombinedCertificate": None,
}


class Composer(Protocol):
    """The parts of a station that compose triggered messages."""

    registration: Registration | None
    connectors: Connectors
    transactions: Transactions
    meter: Meter
    firmware: Firmware
    diagnostics: Diagnostics
    certificates: Certificates

    def boot(self, reason: str) -> Call:
        """Compose a BootNotification."""
        ...

    def heartbeat(self) -> Call:
        """Compose a Heartbeat."""
        ...

    def meter_values(self, evse: int, context: str) -> Call:
        """Compose a MeterValues."""
        ...


class Triggers:
    """Sends triggered messages with the current state (F06.FR.09)."""

    def __init__(self, device: Composer) -> None:
        self._device = device

    def handlers(self) -> dict[str, Handler]:
        """Return the handlers of this block by action."""
        return {"TriggerMessage": self.trigger_message}

    def trigger_message(self, request: Payload) -> Reply:
        """Accept and add the message, reject if there is none to send, else answer NotImplemented."""
        wanted, place = request["requestedMessage"], request.get("evse") or {}
        evse = place.get("id")
        if evse is not None and evse not in self._device.connectors.evses:
            return Reply(status("Rejected", "UnknownEvse", f"There is no EVSE {evse}"))
        match wanted:
            case "MeterValues":
                return _accepted(*self._meter_values(evse))
            case "TransactionEvent":
                return _accepted(*self._transaction_events(evse))
            case "StatusNotification":
                return self._status_notification(evse, place.get("connectorId"))
            case "BootNotification" if self._device.registration == "Accepted":
                return Reply(status("Rejected", "InvalidMessageSeq", "The station is accepted already"))
            case "BootNotification":
                return _accepted(self._device.boot("Triggered"))
            case "Heartbeat":
                return _accepted(self._device.heartbeat())
            case "FirmwareStatusNotification":
                return _accepted(self._device.firmware.status_notification())
            case "LogStatusNotification":
                return _accepted(self._device.diagnostics.status_notification())
            case "PublishFirmwareStatusNotification":
                return _accepted(self._device.firmware.publish_status_notification())
            case _ if wanted in _CERTIFICATE_TYPES:
                return _accepted(self._device.certificates.sign_certificate(_CERTIFICATE_TYPES[wanted]))
        return Reply(status("NotImplemented"))

    def _meter_values(self, evse: int | None) -> list[Call]:
        """Return one message per EVSE, since J01.FR.02 requires its id."""
        evses = self._device.connectors.evses if evse is None else (evse,)
        return [self._device.meter_values(number, "Trigger") for number in evses]

    def _transaction_events(self, evse: int | None) -> list[Call]:
        return [
            transaction.event(
                "Updated",
                "Trigger",
                evse=evse is not None,
                meterValue=[self._device.meter.sample(transaction.evse, "Trigger")] if transaction.evse else None,
            )
            for transaction in self._device.transactions.open
            if transaction.started and evse in (None, transaction.evse)
        ]

    def _status_notification(self, evse: int | None, connector: int | None) -> Reply:
        if evse is None or connector is None:
            return Reply(status("Rejected", "MissingParam", "The connector is missing"))
        connectors = self._device.connectors
        if connectors.evses[evse].connector(connector) is None:
            return Reply(status("Rejected", "UnknownConnectorId"))
        return _accepted(*connectors.report(evse, connector, connectors.find(evse, connector).status))


def _accepted(*calls: Call) -> Reply:
    if not calls:
        return Reply(status("Rejected", "TxNotFound", "There is nothing to report"))
    return Reply(status("Accepted"), calls)
