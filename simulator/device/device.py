"""The charging station: its whole state apart from the connection."""

import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any, Protocol

from plugfest.simulator.device.authorization import Authorization
from plugfest.simulator.device.availability import Availability
from plugfest.simulator.device.certificates import Certificates
from plugfest.simulator.device.clock import Clock
from plugfest.simulator.device.connectors import ConnectorReports, Connectors
from plugfest.simulator.device.counters import Counters
from plugfest.simulator.device.customer_data import CustomerData
from plugfest.simulator.device.data_transfer import DataTransfer
from plugfest.simulator.device.diagnostics import Diagnostics
from plugfest.simulator.device.display import Display
from plugfest.simulator.device.firmware import Firmware
from plugfest.simulator.device.messages import Call, Handler, Payload, Refusal, Registration, Reply, status
from plugfest.simulator.device.meter import CHARGING_POWER, Meter
from plugfest.simulator.device.monitoring import Monitoring
from plugfest.simulator.device.notify_events import NotifyEventComposer
from plugfest.simulator.device.offline_queue import OfflineQueue
from plugfest.simulator.device.provisioning import Provisioning
from plugfest.simulator.device.remote_control import RemoteControl
from plugfest.simulator.device.reports import Reports
from plugfest.simulator.device.reservation import Reservations
from plugfest.simulator.device.schema_check import refusal_of
from plugfest.simulator.device.smart_charging import SmartCharging
from plugfest.simulator.device.standard_variables import standard_model
from plugfest.simulator.device.tariff import Tariff
from plugfest.simulator.device.transaction import Transaction
from plugfest.simulator.device.transactions import Transactions
from plugfest.simulator.device.triggers import Triggers
from plugfest.simulator.device.variables import Variables


class _Block(Protocol):
    def handlers(self) -> dict[str, Handler]: ...


def _nothing_more(action: str, request: Payload, reply: Reply) -> tuple[Call, ...]:
    return ()


class Device:
    """A station: its device model, EVSEs, transactions and meter, and a block of state per functional block.

    `reply` answers requests of a CSMS; the other methods compose messages of the station. There is no I/O here: the
    holder of the connection sends the calls. `registration` is the status of the last BootNotificationResponse, None
    before the first one; the sender of the boot sets it.
    """

    # More attributes than Python lets the objects of a class share the names of: a dictionary each would take 1.3 KB.
    __slots__ = (
        "authorization",
        "availability",
        "certificates",
        "clock",
        "connectors",
        "counters",
        "customers",
        "data_transfer",
        "diagnostics",
        "display",
        "events",
        "evses",
        "firmware",
        "firmware_version",
        "identity",
        "meter",
        "model",
        "model_name",
        "monitoring",
        "on_reply",
        "provisioning",
        "queue",
        "registration",
        "remote_control",
        "reports",
        "reservations",
        "serial_number",
        "smart_charging",
        "tariff",
        "transactions",
        "triggers",
        "variables",
        "vendor_name",
    )

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
        counters: Counters | None = None,
    ) -> None:
        self.identity = identity
        self.model_name = model
        self.vendor_name = vendor_name
        self.serial_number = (serial_number or identity)[:25]
        self.firmware_version = firmware_version
        self.clock = clock or Clock()
        self.counters = counters if counters is not None else Counters()
        self.registration: Registration | None = None
        self.model = standard_model(connectors, model=model, vendor=vendor_name, firmware_version=firmware_version)
        self.events = NotifyEventComposer(self.clock, self.counters)
        self.connectors = Connectors(
            self.model, self.clock, self.events, connectors, connector_type=connector_type, style=reports
        )
        self.evses = self.connectors.evses
        self.meter = Meter(self.clock, self.model, tuple(self.evses))
        self.queue = OfflineQueue()
        self.transactions = Transactions()
        self.on_reply: Callable[[str, Payload, Reply], tuple[Call, ...]] = _nothing_more
        """Called with each answer that has effects beyond the device."""
        self._describe()

        self.variables = Variables(self.model)
        self.reports = Reports(self.model, self.clock)
        self.certificates = Certificates(self.model, self.clock, self.serial_number)
        self.firmware = Firmware(self.clock, self.certificates)
        self.diagnostics = Diagnostics(self.clock)
        self.provisioning = Provisioning(self.model, self.connectors, self.transactions, self.firmware)
        self.authorization = Authorization(self.model)
        self.availability = Availability(self.connectors, self.transactions)
        self.reservations = Reservations(self.model, self.clock, self.connectors)
        self.smart_charging = SmartCharging(self.model, self.clock, self.connectors, self.transactions)
        self.remote_control = RemoteControl(
            self.connectors, self.transactions, self.reservations, self.smart_charging, self.queue
        )
        self.tariff = Tariff(self.transactions)
        self.monitoring = Monitoring(self.model, self.events, self.reports, self.counters)
        self.customers = CustomerData(self.clock, self.authorization, self.transactions)
        self.display = Display(self.model, self.clock, self.transactions)
        self.data_transfer = DataTransfer(vendor_name)
        self.triggers = Triggers(self)

    def _blocks(self) -> Iterator[_Block]:
        yield from (
            self.variables,
            self.reports,
            self.certificates,
            self.firmware,
            self.diagnostics,
            self.provisioning,
            self.authorization,
            self.availability,
            self.reservations,
            self.smart_charging,
            self.remote_control,
            self.tariff,
            self.monitoring,
            self.customers,
            self.display,
            self.data_transfer,
            self.triggers,
        )

    def reply(self, action: str, payload: Payload) -> Reply:
        """Answer a request of the CSMS as a real station would, and carry it out.

        An unknown request or one that violates its schema is refused (Part 4, 4.3), and so is every request while the
        station is rejected (B03.FR.08).
        """
        handler = self._handler(action)
        if handler is None:
            return Reply(Refusal("NotImplemented", f"{action} is no request that a station takes"))
        if self.registration == "Rejected":
            return Reply(Refusal("SecurityError", "The station has been rejected"))
        refusal = refusal_of(action, payload)
        if refusal:
            return Reply(refusal)
        if self.registration == "Pending" and action == "RequestStartTransaction":
            return Reply(status("Rejected", "CSNotAccepted", "The station is not accepted yet"))
        reply = handler(payload)
        return Reply(reply.answer, reply.then + self.on_reply(action, payload, reply) + self.monitoring.take_events())

    def _handler(self, action: str) -> Handler | None:
        # Looked up on demand: a table per station would be most of the memory of thousands of stations.
        return next((table[action] for block in self._blocks() if action in (table := block.handlers())), None)

    def boot(self, reason: str = "PowerUp", **more: Any) -> Call:
        """Return a BootNotification (B01). It always has the serial number; `more` is added to the message.

        It ends a scheduled reset, and forgets unused remote starts.
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
        """Return a Heartbeat (G02)."""
        return Call("Heartbeat", {})

    def authorize(self, token: Mapping[str, Any], **more: Any) -> Call:
        """Return an Authorize for a token (C01)."""
        return Call("Authorize", {"idToken": dict(token), **more})

    def meter_values(self, evse: int, context: str = "Sample.Clock", *, at: datetime | None = None) -> Call:
        """Compose a MeterValues with the meter of that EVSE now, or `at` that time (J01); 0 is the grid connection."""
        return Call("MeterValues", {"evseId": evse, "meterValue": [self.meter.sample(evse, context, at=at)]})

    def meter_event(self, evse: int, *, at: datetime) -> Call:
        """Compose a NotifyEvent with the energy register of that EVSE `at` that time, as in MeterValues (J01)."""
        component: dict[str, Any] = {"name": "FiscalMetering"} | ({"evse": {"id": evse}} if evse else {})
        return self.events.compose(
            component=component,
            variable={"name": "EnergyImportRegister"},
            trigger="Periodic",
            timestamp=self.clock.reach(at),
            actualValue=f"{self.meter.energy(evse, at):.3f}",
        )

    def begin_transaction(
        self,
        evse: int | None,
        connector: int | None = None,
        token: Mapping[str, Any] | None = None,
        transaction_id: str | None = None,
    ) -> Transaction:
        """Return a new transaction, without a token or an EVSE if none is given.

        A remote start that waits for this EVSE is used: its token, remoteStartId and charging profile
        (F01.FR.10, F02.FR.18).
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
        self.transactions.add(transaction)
        if start and start.charging_profile:
            self.smart_charging.adopt(start.charging_profile, transaction)
        return transaction

    def _follow(self, transaction: Transaction) -> None:
        """Update the other parts of the station after an event of a transaction."""
        if transaction.evse is not None:
            charging = transaction.charging_state == "Charging" and not transaction.ended
            self.meter.registers[transaction.evse].power = CHARGING_POWER if charging else 0.0
            self.model.put("EVSE", "Power", CHARGING_POWER if charging else 0.0, evse=transaction.evse)
        if transaction.ended:
            self.smart_charging.forget(transaction)
            self.display.forget(transaction)

    def _describe(self) -> None:
        """Set the variables of the device model that are specific to this station."""
        model = self.model
        model.live("ChargingStation", "SerialNumber", partial(getattr, self, "serial_number"))
        model.live("SecurityCtrlr", "Identity", partial(getattr, self, "identity"))
        model.live("ClockCtrlr", "DateTime", self.clock.text)
        for evse, connector in self.connectors:
            model.live("Connector", "ConnectorType", connector.kind, evse=evse.id, connector=connector.id)
        for number in self.evses:
            model.live("FiscalMetering", "EnergyImportRegister", partial(self.meter.shown, number), evse=number)
