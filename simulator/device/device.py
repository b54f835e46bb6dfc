"""The charging station: everything it is and holds, apart from its connection."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from itertools import count
from typing import Any, Literal

from plugfest.simulator.device.authorization import Authorization
from plugfest.simulator.device.availability import Availability
from plugfest.simulator.device.certificates import Certificates
from plugfest.simulator.device.clock import Clock, rfc3339
from plugfest.simulator.device.customer import CustomerData
from plugfest.simulator.device.data_transfer import DataTransfer
from plugfest.simulator.device.diagnostics import Diagnostics
from plugfest.simulator.device.display import Display
from plugfest.simulator.device.evse import Connector, Evse, station_status
from plugfest.simulator.device.firmware import Firmware
from plugfest.simulator.device.formation import refusal_of
from plugfest.simulator.device.messages import Answerer, Call, Payload, Refusal, Reply
from plugfest.simulator.device.meter import CHARGING_POWER, Meter
from plugfest.simulator.device.monitoring import Monitoring
from plugfest.simulator.device.offline_queue import OfflineQueue
from plugfest.simulator.device.provisioning import Provisioning
from plugfest.simulator.device.remote_control import RemoteControl
from plugfest.simulator.device.reports import Reports
from plugfest.simulator.device.reservation import Reservations
from plugfest.simulator.device.smart_charging import SmartCharging
from plugfest.simulator.device.standard_variables import standard_model
from plugfest.simulator.device.tariff import Tariff
from plugfest.simulator.device.transaction import Transaction
from plugfest.simulator.device.triggers import Triggers
from plugfest.simulator.device.variables import Variables

ConnectorReports = Literal["both", "StatusNotification", "NotifyEvent"]
"""How the state of a connector is told: either message will do (G01.FR.07), and Part 6 sends both."""

Registration = Literal["Accepted", "Pending", "Rejected"]


class Device:
    """A station: its device model, EVSEs, transactions and meter, and a block of state per functional block.

    `reply` answers what a CSMS asks; the other methods compose what a station says of its own accord. Nothing here
    does any I/O: whoever holds the connection sends the calls. `registration` is what the CSMS answered to the
    last BootNotification, None before there was one; who sends the boot sets it.
    """

    def __init__(
        self,
        *,
        identity: str,
        model: str = "Plug",
        vendor_name: str = "plugfest",
        serial_number: str | None = None,
        firmware_version: str = "1.0.0",
        connectors: Sequence[int] = (1, 1),
        connector_type: str = "sType2",
        reports: ConnectorReports = "both",
        clock: Clock | None = None,
    ) -> None:
        self.identity = identity
        self.model_name = model
        self.vendor_name = vendor_name
        self.serial_number = (serial_number or identity)[:25]
        self.firmware_version = firmware_version
        self.connector_report_style: ConnectorReports = reports
        self.clock = clock or Clock()
        self.registration: Registration | None = None
        self.evses = {
            number: Evse(number, [Connector(connector, connector_type) for connector in range(1, count + 1)])
            for number, count in enumerate(connectors, 1)
        }
        self.model = standard_model(connectors)
        self.meter = Meter(self.clock, self.model, tuple(self.evses))
        self.queue = OfflineQueue()
        self.known_transactions: dict[str, Transaction] = {}
        self.on_reply: Callable[[str, Payload, Reply], tuple[Call, ...]] = lambda action, request, reply: ()
        """What comes of an answer beyond the device: who lives at the station adds it to what is sent next."""
        self._event_ids = count(1)
        self._describe()

        self.variables = Variables(self)
        self.reports = Reports(self)
        self.provisioning = Provisioning(self)
        self.remote_control = RemoteControl(self)
        self.triggers = Triggers(self)
        self.smart_charging = SmartCharging(self)
        self.firmware = Firmware(self)
        self.diagnostics = Diagnostics(self)
        self.certificates = Certificates(self)
        self.authorization = Authorization(self)
        self.availability = Availability(self)
        self.reservations = Reservations(self)
        self.tariff = Tariff(self)
        self.monitoring = Monitoring(self)
        self.customers = CustomerData(self)
        self.display = Display(self)
        self.data_transfer = DataTransfer(self)
        self._answers: dict[str, Answerer] = {}
        for block in (
            self.variables,
            self.reports,
            self.provisioning,
            self.remote_control,
            self.triggers,
            self.smart_charging,
            self.firmware,
            self.diagnostics,
            self.certificates,
            self.authorization,
            self.availability,
            self.reservations,
            self.tariff,
            self.monitoring,
            self.customers,
            self.display,
            self.data_transfer,
        ):
            self._answers |= block.answers()

    def reply(self, action: str, payload: Payload) -> Reply:
        """Answers a request of the CSMS as a real station would, and does what it asks.

        A request that the station does not know or that breaks its schema is refused (Part 4, 4.3), and so is
        every request while the station is rejected (B03.FR.08).
        """
        answerer = self._answers.get(action)
        if answerer is None:
            return Reply(Refusal("NotImplemented", f"{action} is no request that a station takes"))
        if self.registration == "Rejected":
            return Reply(Refusal("SecurityError", "The station has been rejected"))
        refusal = refusal_of(action, payload)
        if refusal:
            return Reply(refusal)
        reply = answerer(payload)
        return Reply(reply.answer, reply.then + self.on_reply(action, payload, reply) + self.monitoring.take_events())

    def boot(self, reason: str = "PowerUp", **more: Any) -> Call:
        """A BootNotification (B01). The serial number is always in it; `more` goes into the message as it is.

        A reset that was owed is done with it, and remote starts that nobody took up are forgotten.
        """
        if reason != "Triggered":
            self.provisioning.reset = None
            self.remote_control.starts.clear()
        station = {
            "model": self.model_name,
            "vendorName": self.vendor_name,
            "serialNumber": self.serial_number,
            "firmwareVersion": self.firmware_version,
        }
        return Call("BootNotification", {"reason": reason, "chargingStation": station, **more})

    def heartbeat(self) -> Call:
        """A Heartbeat (G02)."""
        return Call("Heartbeat", {})

    def connector_reports(self, evse: int, connector: int, status: str) -> tuple[Call, ...]:
        """Puts a connector in a state and tells of it by StatusNotification, NotifyEvent or both (G01).

        Raises KeyError where there is no such connector.
        """
        self.set_connector(evse, connector, status)
        told = self.connector_report_style
        calls = []
        if told != "NotifyEvent":
            calls.append(self.status_notification(evse, connector))
        if told != "StatusNotification":
            calls.append(self.availability_event(evse, connector))
        return tuple(calls)

    def all_connector_reports(self, status: str = "Available") -> tuple[Call, ...]:
        """Puts every connector in that state and tells of each."""
        return tuple(
            call
            for evse in self.evses.values()
            for connector in evse.connectors
            for call in self.connector_reports(evse.id, connector.id, status)
        )

    def set_connector(self, evse: int, connector: int, status: str) -> None:
        """Puts a connector in a state without telling anybody. Raises KeyError where there is no such connector."""
        place = self.connector(evse, connector)
        place.status = status
        model, faulted = self.model, status == "Faulted"
        model.put("Connector", "AvailabilityState", status, evse=evse, connector=connector)
        model.put("Connector", "Problem", faulted, evse=evse, connector=connector)
        model.put("EVSE", "AvailabilityState", self.evses[evse].status, evse=evse)
        model.put("EVSE", "Problem", self.evses[evse].status == "Faulted", evse=evse)
        model.put("ChargingStation", "AvailabilityState", station_status(self.evses.values()))
        model.put("ChargingStation", "Problem", any(e.status == "Faulted" for e in self.evses.values()))

    def connector(self, evse: int, connector: int) -> Connector:
        """A connector by its numbers. Raises KeyError where there is none."""
        place = self.evses[evse].connector(connector)
        if place is None:
            raise KeyError(f"EVSE {evse} has no connector {connector}")
        return place

    def status_notification(self, evse: int, connector: int) -> Call:
        """A StatusNotification with the present state of a connector."""
        status = self.connector(evse, connector).status
        stamp = self.clock.stamp()
        return Call(
            "StatusNotification",
            {"timestamp": stamp, "connectorStatus": status, "evseId": evse, "connectorId": connector},
        )

    def availability_event(self, evse: int, connector: int) -> Call:
        """A NotifyEvent with the present state of a connector."""
        return self.notify_event(
            component={"name": "Connector", "evse": {"id": evse, "connectorId": connector}},
            variable={"name": "AvailabilityState"},
            actualValue=self.connector(evse, connector).status,
        )

    def notify_event(
        self, *, component: Payload, variable: Payload, actualValue: str, trigger: str = "Delta", **more: Any
    ) -> Call:
        """A NotifyEvent about one variable (N07); hard-wired unless `more`, fields of its event, says otherwise."""
        stamp = self.clock.stamp()
        event = {
            "eventId": next(self._event_ids),
            "timestamp": stamp,
            "trigger": trigger,
            "actualValue": actualValue,
            "eventNotificationType": "HardWiredNotification",
            "component": dict(component),
            "variable": dict(variable),
        }
        return Call("NotifyEvent", {"generatedAt": stamp, "seqNo": 0, "tbc": False, "eventData": [event | more]})

    def authorize(self, token: Mapping[str, Any], **more: Any) -> Call:
        """An Authorize for a token (C01)."""
        return Call("Authorize", {"idToken": dict(token), **more})

    def meter_values(self, evse: int, context: str = "Sample.Clock", *, at: datetime | None = None) -> Call:
        """A MeterValues with what the meter of that EVSE shows now, or `at` that moment (J01); 0 is the grid's."""
        return Call("MeterValues", {"evseId": evse, "meterValue": [self.meter.sample(evse, context, at=at)]})

    def meter_event(self, evse: int, *, at: datetime) -> Call:
        """A NotifyEvent with the energy register of that EVSE `at` that moment: what MeterValues also tells (J01)."""
        component: dict[str, Any] = {"name": "FiscalMetering"} | ({"evse": {"id": evse}} if evse else {})
        return self.notify_event(
            component=component,
            variable={"name": "EnergyImportRegister"},
            trigger="Periodic",
            timestamp=self.clock.reach(at),
            actualValue=f"{self.meter.energy(evse, at):.3f}",
        )

    @property
    def transactions(self) -> tuple[Transaction, ...]:
        """The transactions that have not ended."""
        return tuple(transaction for transaction in self.known_transactions.values() if not transaction.ended)

    def transaction_on(self, evse: int) -> Transaction | None:
        """The open transaction on that EVSE; None where there is none."""
        return next((transaction for transaction in self.transactions if transaction.evse == evse), None)

    def begin_transaction(
        self,
        evse: int | None,
        connector: int | None = None,
        token: Mapping[str, Any] | None = None,
        transaction_id: str | None = None,
    ) -> Transaction:
        """A new transaction; it knows nobody's token and no EVSE where none is given.

        A remote start that is waiting for this EVSE is taken up: its token and remoteStartId, and its charging
        profile (F01.FR.10, F02.FR.18).
        """
        start = self.remote_control.take_start(evse)
        transaction = Transaction(
            self.clock,
            transaction_id or str(uuid.uuid4()),
            evse=evse,
            connector=connector,
            token=token or (start.token if start else None),
            remote_start_id=start.remote_start_id if start else None,
            claim=self.reservations.claim,
            on_event=self._follow,
        )
        self.known_transactions[transaction.id] = transaction
        if start and start.charging_profile:
            self.smart_charging.adopt(start.charging_profile, transaction)
        return transaction

    def _follow(self, transaction: Transaction) -> None:
        """What a transaction's event means for the rest of the station."""
        if transaction.evse is not None:
            charging = transaction.charging_state == "Charging" and not transaction.ended
            self.meter.registers[transaction.evse].power = CHARGING_POWER if charging else 0.0
            self.model.put("EVSE", "Power", CHARGING_POWER if charging else 0.0, evse=transaction.evse)
        if transaction.ended:
            self.smart_charging.forget(transaction)
            self.display.forget(transaction)

    def _describe(self) -> None:
        """Fills in what the device model says of this station in particular."""
        model = self.model
        model.put("ChargingStation", "Model", self.model_name)
        model.put("ChargingStation", "VendorName", self.vendor_name)
        model.put("ChargingStation", "SerialNumber", self.serial_number)
        model.put("ChargingStation", "FirmwareVersion", self.firmware_version)
        model.put("SecurityCtrlr", "Identity", self.identity)
        model.variable("ClockCtrlr", "DateTime").attributes["Actual"].live = lambda: rfc3339(self.clock.now())
        for evse in self.evses.values():
            register = model.variable("FiscalMetering", "EnergyImportRegister", evse=evse.id).attributes["Actual"]
            register.live = lambda evse=evse: f"{self.meter.energy(evse.id):.3f}"
            for connector in evse.connectors:
                kind = model.variable("Connector", "ConnectorType", evse=evse.id, connector=connector.id)
                kind.attributes["Actual"].live = lambda connector=connector: connector.type
            model.put("EVSE", "ISO15118EvseId", f"NL*PLG*E{evse.id:06}", evse=evse.id)
