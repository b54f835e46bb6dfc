"""Reset and SetNetworkProfile: use cases B09 to B12."""

from typing import Any

from plugfest.simulator.device.connectors import Connectors
from plugfest.simulator.device.firmware import Firmware
from plugfest.simulator.device.messages import Handler, Payload, Reply, status
from plugfest.simulator.device.model import DeviceModel
from plugfest.simulator.device.transactions import Transactions


class Provisioning:
    """The network profiles of the station, and its pending reset.

    `reset` is the last accepted or scheduled reset; a boot clears it.
    """

    def __init__(
        self, model: DeviceModel, connectors: Connectors, transactions: Transactions, firmware: Firmware
    ) -> None:
        self._model = model
        self._connectors = connectors
        self._transactions = transactions
        self._firmware = firmware
        self.network_profiles: dict[int, dict[str, Any]] = {}
        self.reset: dict[str, Any] | None = None
        self._model.variable("OCPPCommCtrlr", "NetworkConfigurationPriority").guard = self._unknown_slots

    def handlers(self) -> dict[str, Handler]:
        """Return the handlers of this block by action."""
        return {"Reset": self.reset_request, "SetNetworkProfile": self.set_network_profile}

    def reset_request(self, request: Payload) -> Reply:
        """Accept a reset immediately, or schedule it until the transactions have ended (B11, B12)."""
        evse = request.get("evseId")
        if evse is not None and evse not in self._connectors.evses:
            return Reply(status("Rejected", "UnknownEvse", f"There is no EVSE {evse}"))
        if evse is not None and self._model.value("EVSE", "AllowReset", evse=evse) != "true":
            return Reply(status("Rejected", "UnsupportedParam", "An EVSE cannot be reset on its own"))
        if self._firmware.installing:
            return Reply(status("Rejected", "FwUpdateInProgress", "Firmware is being installed"))
        busy = self._transactions.on(evse) if evse is not None else self._transactions.open
        self.reset = dict(request)
        return Reply(status("Scheduled" if busy and request["type"] == "OnIdle" else "Accepted"))

    def set_network_profile(self, request: Payload) -> Reply:
        """Store a profile in a slot (B09); a lower security profile is refused (B09.FR.04)."""
        slot, profile = request["configurationSlot"], dict(request["connectionData"])
        model = self._model
        slots = model.variable("OCPPCommCtrlr", "NetworkConfigurationPriority").characteristics.values_list
        if str(slot) not in slots:
            return Reply(status("Rejected", "InvalidConfSlot", f"The slots are {', '.join(slots)}"))
        if profile["ocppTransport"] != "JSON" or profile["ocppVersion"] != "OCPP20":
            return Reply(status("Rejected", "InvalidNetworkConf", "This station speaks OCPP 2.0.1 in JSON only"))
        if not 0 <= profile["securityProfile"] <= 3:
            return Reply(status("Rejected", "InvalidNetworkConf", "There is no such security profile"))
        if profile["securityProfile"] < int(model.value("SecurityCtrlr", "SecurityProfile")):
            return Reply(status("Rejected", "NoSecurityDowngrade", "The security profile cannot be lowered"))
        self.network_profiles[slot] = profile
        return Reply(status("Accepted"))

    def _unknown_slots(self, value: str) -> str | None:
        """Return the objection to a priority list with unknown slots (B10)."""
        active = self._model.value("OCPPCommCtrlr", "ActiveNetworkProfile")
        empty = [slot for slot in value.split(",") if slot != active and int(slot) not in self.network_profiles]
        return f"no profile in slot {', '.join(empty)}" if empty else None
