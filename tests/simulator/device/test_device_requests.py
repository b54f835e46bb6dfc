"""The station gives a valid response to every valid request, and keeps working."""

import random
from typing import Any

import pytest

from plugfest.simulator.device import Clock, Device, Refusal
from plugfest.simulator.protocol.schemas import schema, validator

REQUESTS = (
    "CancelReservation CertificateSigned ChangeAvailability ClearCache ClearChargingProfile ClearDisplayMessage "
    "ClearVariableMonitoring CostUpdated CustomerInformation DataTransfer DeleteCertificate GetBaseReport "
    "GetChargingProfiles GetCompositeSchedule GetDisplayMessages GetInstalledCertificateIds GetLocalListVersion "
    "GetLog GetMonitoringReport GetReport GetTransactionStatus GetVariables InstallCertificate PublishFirmware "
    "RequestStartTransaction RequestStopTransaction ReserveNow Reset SendLocalList SetChargingProfile "
    "SetDisplayMessage SetMonitoringBase SetMonitoringLevel SetNetworkProfile SetVariableMonitoring SetVariables "
    "TriggerMessage UnlockConnector UnpublishFirmware UpdateFirmware"
).split()
MOMENTS = (
    "2026-01-01T00:00:00Z",
    "9999-12-31T23:59:59.999999999Z",
    "0001-01-01T00:00:00+14:00",
    "2016-12-31T23:59:60Z",
    "2099-06-01t12:00:00z",
)
WORDS = (
    "EVSE",
    "Connector",
    "AvailabilityState",
    "Power",
    "OCPPCommCtrlr",
    "OfflineThreshold",
    "T1",
    "",
    "é\n\0",
    "x" * 999,
)
NUMBERS = (0, 1, 2, 3, -1, 60, 86400, 10**9, 10**30)


class Inventor:
    """Invents values that fit a JSON schema."""

    def __init__(self, rules: dict[str, Any], chance: random.Random) -> None:
        self._definitions = rules.get("definitions", {})
        self._chance = chance

    def value(self, rule: dict[str, Any]) -> Any:
        chance = self._chance
        if "$ref" in rule:
            return self.value(self._definitions[rule["$ref"].rpartition("/")[2]])
        if "enum" in rule:
            return chance.choice(rule["enum"])
        match rule.get("type"):
            case "object":
                return self._object(rule)
            case "array":
                least = rule.get("minItems", 0)
                return [
                    self.value(rule["items"]) for _ in range(chance.randint(least, min(rule.get("maxItems", 5), 5)))
                ]
            case "integer":
                return chance.choice(NUMBERS)
            case "number":
                return chance.choice((*NUMBERS, 0.5, 1e300))
            case "boolean":
                return chance.random() < 0.5
            case "string" if rule.get("format") == "date-time":
                return chance.choice(MOMENTS)
            case "string":
                return chance.choice(WORDS)[: rule.get("maxLength", 50)]
        return chance.choice([None, 1, "x", [{}]])

    def _object(self, rule: dict[str, Any]) -> dict[str, Any]:
        required = rule.get("required", [])
        return {
            name: self.value(inner)
            for name, inner in rule.get("properties", {}).items()
            if name in required or self._chance.random() < 0.5
        }


@pytest.mark.parametrize("action", REQUESTS)
def test_every_random_request_is_answered(action: str) -> None:
    rules, chance = schema(f"{action}Request"), random.Random(action)
    device = Device(identity="CS1", clock=Clock(behind=600))
    transaction = device.begin_transaction(1, 1, {"idToken": "T1", "type": "Central"}, "T1")
    transaction.event("Started", "CablePluggedIn", chargingState="Charging")
    for _ in range(60):
        payload = Inventor(rules, chance).value(rules)
        reply = device.reply(action, payload)
        if isinstance(reply.answer, Refusal):
            assert reply.answer.code != "NotImplemented"
        else:
            validator(f"{action}Response").validate(reply.answer)
        for call in reply.then:
            validator(f"{call.action}Request").validate(call.payload)


def test_device_works_after_many_random_requests() -> None:
    chance = random.Random(2026)
    device = Device(identity="CS1", clock=Clock(behind=600))
    for _ in range(1500):
        action = chance.choice(REQUESTS)
        rules = schema(f"{action}Request")
        reply = device.reply(action, Inventor(rules, chance).value(rules))
        for call in reply.then:
            validator(f"{call.action}Request").validate(call.payload)
        if chance.random() < 0.05:
            device.begin_transaction(chance.choice((1, 2)), 1, None, "T1").event("Started", "CablePluggedIn")
    for evse in (0, 1, 2):
        answer = device.reply("GetCompositeSchedule", {"evseId": evse, "duration": 86400}).answer
        assert not isinstance(answer, Refusal)
        assert answer["status"] == "Accepted"
    answer = device.reply("GetBaseReport", {"requestId": 1, "reportBase": "FullInventory"}).answer
    assert answer == {"status": "Accepted"}
