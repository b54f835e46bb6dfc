"""TriggerMessage: use case F06."""

from typing import TYPE_CHECKING

from plugfest.simulator.device.messages import Answerer, Call, Payload, Reply, status

if TYPE_CHECKING:
    from plugfest.simulator.device.device import Device

_CERTIFICATE_TYPES = {
    "SignChargingStationCertificate": "ChargingStationCertificate",
    "SignV2GCertificate": "V2GCertificate",
    "SignCombinedCertificate": None,
}


class Triggers:
    """Sends a message when it is asked for, with what is true at that moment (F06.FR.09)."""

    def __init__(self, device: "Device") -> None:
        self._device = device

    def answers(self) -> dict[str, Answerer]:
        """The requests that this block answers."""
        return {"TriggerMessage": self.trigger_message}

    def trigger_message(self, request: Payload) -> Reply:
        """Accepted with the message to follow, Rejected where there is none to send, else NotImplemented."""
        wanted, place = request["requestedMessage"], request.get("evse") or {}
        evse = place.get("id")
        if evse is not None and evse not in self._device.evses:
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
        """One message per EVSE, for J01.FR.02 demands its id."""
        evses = self._device.evses if evse is None else (evse,)
        return [self._device.meter_values(number, "Trigger") for number in evses]

    def _transaction_events(self, evse: int | None) -> list[Call]:
        device = self._device
        return [
            transaction.event(
                "Updated",
                "Trigger",
                evse=evse is not None,
                meterValue=[device.meter.sample(transaction.evse, "Trigger")] if transaction.evse else None,
            )
            for transaction in device.transactions
            if transaction.started and evse in (None, transaction.evse)
        ]

    def _status_notification(self, evse: int | None, connector: int | None) -> Reply:
        if evse is None or connector is None:
            return Reply(status("Rejected", "MissingParam", "Which connector is not said"))
        if self._device.evses[evse].connector(connector) is None:
            return Reply(status("Rejected", "UnknownConnectorId"))
        return _accepted(
            *self._device.connector_reports(evse, connector, self._device.connector(evse, connector).status)
        )


def _accepted(*calls: Call) -> Reply:
    if not calls:
        return Reply(status("Rejected", "TxNotFound", "There is nothing to tell"))
    return Reply(status("Accepted"), calls)
