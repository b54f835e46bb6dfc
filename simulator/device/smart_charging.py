"""Charging profiles: use cases K01 to K10."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from plugfest.simulator.device.charging_profiles import (
    InstalledProfile,
    Objection,
    objection_beside,
    objection_to_form,
)
from plugfest.simulator.device.clock import Clock, rfc3339
from plugfest.simulator.device.composite_schedule import Circuit, evse_schedule, station_schedule
from plugfest.simulator.device.connectors import Connectors
from plugfest.simulator.device.messages import Call, Handler, Payload, Refusal, Reply, status
from plugfest.simulator.device.model import DeviceModel
from plugfest.simulator.device.schedule_timeline import Limit, Timeline
from plugfest.simulator.device.transaction import Transaction
from plugfest.simulator.device.transactions import Transactions
from plugfest.simulator.device.vehicles import Vehicles

VOLTAGE = 230
"""The line voltage for converting watts and amperes (K01.FR.50)."""

_PHASES = 3
_HARDWARE = Limit(Decimal(32), "A", _PHASES)
_LONGEST_SCHEDULE = 31 * 86400
_EXTERNAL = "ChargingStationExternalConstraints"


class SmartCharging:
    """The installed charging profiles by id, and ISO 15118 vehicles."""

    def __init__(self, model: DeviceModel, clock: Clock, connectors: Connectors, transactions: Transactions) -> None:
        self._model = model
        self._clock = clock
        self._connectors = connectors
        self._transactions = transactions
        self.installed: dict[int, InstalledProfile] = {}
        self.vehicles = Vehicles(clock, self.periods)
        self._model.live("SmartChargingCtrlr", "Entries", self._count, "ChargingProfiles")

    def handlers(self) -> dict[str, Handler]:
        """Return the handlers of this block by action."""
        return {
            "SetChargingProfile": self.set_charging_profile,
            "ClearChargingProfile": self.clear_charging_profile,
            "GetChargingProfiles": self.get_charging_profiles,
            "GetCompositeSchedule": self.get_composite_schedule,
        }

    def _count(self) -> str:
        return str(len(self.installed))

    def set_charging_profile(self, request: Payload) -> Reply:
        """Install a profile, replacing one with its id, or reject it (K01); NotSupported if disabled.

        An ISO 15118 vehicle is offered it, and its own schedule is reported after the answer.
        """
        if self._switched_off():
            return Reply(Refusal("NotSupported", "Smart charging is switched off"))
        new = InstalledProfile(request["evseId"], dict(request["chargingProfile"]))
        objection = self._objection(new)
        if objection:
            return Reply(status("Rejected", *objection))
        self.installed[new.id] = new
        return Reply(status("Accepted"), self.vehicles.follow(new))

    def clear_charging_profile(self, request: Payload) -> Reply:
        """Remove the profile with that id, or all matching ones, except external limits (K10)."""
        wanted, criteria = request.get("chargingProfileId"), request.get("chargingProfileCriteria") or {}
        found = [
            installed
            for installed in self.installed.values()
            if installed.purpose != _EXTERNAL
            and (installed.id == wanted if wanted is not None else _fits(installed, criteria, criteria.get("evseId")))
        ]
        for installed in found:
            del self.installed[installed.id]
        return Reply(status("Accepted" if found else "Unknown"))

    def get_charging_profiles(self, request: Payload) -> Reply:
        """Report the matching profiles, one message per EVSE and source, tbc on all but the last (K09)."""
        found = [
            installed
            for installed in self.installed.values()
            if _fits(installed, request["chargingProfile"], request.get("evseId"))
        ]
        if not found:
            return Reply(status("NoProfiles"))
        groups: dict[tuple[int, str], list[dict[str, Any]]] = {}
        for installed in found:
            groups.setdefault((installed.evse, installed.source), []).append(installed.profile)
        reports = [
            {"requestId": request["requestId"], "chargingLimitSource": source, "evseId": evse, "chargingProfile": group}
            for (evse, source), group in groups.items()
        ]
        last = len(reports) - 1
        calls = (Call("ReportChargingProfiles", report | {"tbc": at < last}) for at, report in enumerate(reports))
        return Reply(status("Accepted"), tuple(calls))

    def get_composite_schedule(self, request: Payload) -> Reply:
        """Calculate the expected limits of the EVSE, or of the station for EVSE 0 (K08)."""
        evse = request["evseId"]
        if evse != 0 and evse not in self._connectors.evses:
            return Reply(status("Rejected", "UnknownEvse"))
        unit = request.get("chargingRateUnit") or self._rate_units()[0]
        if unit not in self._rate_units():
            return Reply(status("Rejected", "UnsupportedRateUnit"))
        if request["duration"] <= 0:
            return Reply(status("Rejected", "ValuePositiveOnly"))
        if request["duration"] > _LONGEST_SCHEDULE:
            return Reply(status("Rejected", "ValueTooHigh", f"At most {_LONGEST_SCHEDULE} s are calculated"))
        start, duration = self._clock.now().replace(microsecond=0), request["duration"]
        periods = self.periods(evse, unit, start, duration)
        schedule = {
            "evseId": evse,
            "duration": duration,
            "scheduleStart": rfc3339(start),
            "chargingRateUnit": unit,
            "chargingSchedulePeriod": periods,
        }
        return Reply(status("Accepted", schedule=schedule))

    def periods(self, evse: int, unit: str, start: datetime, duration: int) -> list[dict[str, Any]]:
        """Return the ChargingSchedulePeriods of the composite schedule of an EVSE, or of the station for EVSE 0."""
        circuit = Circuit(unit, VOLTAGE, _HARDWARE)
        if evse != 0:
            return evse_schedule(self._timelines(evse, start), circuit, start, duration)
        every = [self._timelines(number, start) for number in self._connectors.evses]
        return station_schedule(every, circuit, start, duration)

    def _timelines(self, evse: int, start: datetime) -> list[Timeline]:
        """Return the profiles of an EVSE. Relative ones begin when its transaction was ready to charge.

        Without a transaction, they begin now (K08.FR.06).
        """
        transaction = self._transactions.on(evse)
        origin = (transaction.ready_since if transaction else None) or start
        profiles = [
            Timeline(installed.profile, start if installed.purpose == _EXTERNAL else origin)
            for installed in self.installed.values()
            if installed.evse in (0, evse)
        ]
        return profiles + self.vehicles.chosen(evse)

    def install_external(self, evse: int, profile: Payload, source: str = "EMS") -> None:
        """Install an external limit (K11), replacing one with its id."""
        installed = InstalledProfile(evse, dict(profile), source)
        self.installed[installed.id] = installed

    def objection_to_start_profile(self, evse: int, profile: Payload) -> Objection | None:
        """Return the objection to the profile of a RequestStartTransaction (F01.FR.26); None if disabled."""
        if self._switched_off():
            return None
        if profile["chargingProfilePurpose"] != "TxProfile" or "transactionId" in profile:
            return "InvalidProfile", "A start takes a TxProfile without transactionId (F01.FR.09, F01.FR.11)"
        return self._objection_to_form(profile)

    def adopt(self, profile: Payload, transaction: Transaction) -> None:
        """Install the profile of a remote start for its transaction (F01.FR.10)."""
        if transaction.evse is not None and not self._switched_off():
            installed = InstalledProfile(transaction.evse, {**profile, "transactionId": transaction.id})
            self.installed[installed.id] = installed

    def forget(self, transaction: Transaction) -> None:
        """Remove the profiles of a transaction that has ended (K02.FR.05)."""
        for installed in tuple(self.installed.values()):
            if installed.transaction == transaction.id.casefold():
                del self.installed[installed.id]
        if transaction.evse is not None:
            self.vehicles.unplug(transaction.evse)

    def _switched_off(self) -> bool:
        return self._model.value("SmartChargingCtrlr", "Enabled") != "true"

    def _rate_units(self) -> list[str]:
        return self._model.value("SmartChargingCtrlr", "RateUnit").split(",")

    def _objection(self, new: InstalledProfile) -> Objection | None:
        if new.evse != 0 and new.evse not in self._connectors.evses:
            return "UnknownEvse", f"There is no EVSE {new.evse}"
        if new.stack_level > int(self._model.value("SmartChargingCtrlr", "ProfileStackLevel")):
            return "InvalidStackLevel", "The stack level is too high"
        objection = self._objection_to_purpose(new) or self._objection_to_form(new.profile)
        if objection:
            return objection
        if len(new.profile["chargingSchedule"]) > 1 and not self.vehicles.negotiating(new.evse):
            return "InvalidProfile", "Several schedules need a vehicle that has sent its charging needs (K01.FR.34)"
        entries = self._model.variable("SmartChargingCtrlr", "Entries", "ChargingProfiles").characteristics
        if new.id not in self.installed and len(self.installed) >= (entries.max_limit or 0):
            return "OutOfStorage", "No more profiles can be installed"
        return objection_beside(new, self.installed.values())

    def _objection_to_purpose(self, new: InstalledProfile) -> Objection | None:
        match new.purpose:
            case "ChargingStationExternalConstraints":
                return "InvalidProfile", "Such limits are not set by a CSMS (K01.FR.22)"
            case "ChargingStationMaxProfile" if new.evse != 0:
                return "InvalidProfile", "A limit of the whole station belongs to EVSE 0 (K04.FR.03)"
            case "ChargingStationMaxProfile" if new.profile["chargingProfileKind"] == "Relative":
                return "InvalidProfile", "A limit of the whole station is never relative (K01.FR.38)"
            case "TxProfile":
                return self._objection_to_transaction(new)
        return None

    def _objection_to_transaction(self, new: InstalledProfile) -> Objection | None:
        if new.evse == 0:
            return "InvalidProfile", "A TxProfile belongs to one EVSE (K01.FR.16)"
        if "transactionId" not in new.profile:
            return "MissingParam", "A TxProfile names its transaction (K01.FR.03)"
        transaction = self._transactions.on(new.evse)
        if transaction is None or transaction is not self._transactions.find(new.profile["transactionId"]):
            return "TxNotFound", "No such transaction is running on this EVSE (K01.FR.09, K01.FR.33)"
        return None

    def _objection_to_form(self, profile: Payload) -> Objection | None:
        periods = int(self._model.value("SmartChargingCtrlr", "PeriodsPerSchedule"))
        return objection_to_form(profile, rate_units=self._rate_units(), max_periods=periods, phases=_PHASES)


def _fits(installed: InstalledProfile, criteria: Payload, evse: int | None) -> bool:
    """Return whether a profile matches all given criteria, and the EVSE if given."""
    return (
        evse in (None, installed.evse)
        and criteria.get("chargingProfilePurpose") in (None, installed.purpose)
        and criteria.get("stackLevel") in (None, installed.stack_level)
        and installed.source in criteria.get("chargingLimitSource", [installed.source])
        and installed.id in criteria.get("chargingProfileId", [installed.id])
    )
