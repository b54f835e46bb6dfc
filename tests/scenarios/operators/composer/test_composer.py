"""The composer makes a valid OCPP request from every intent of Part 6."""

import json
from datetime import datetime
from importlib import resources
from typing import Any

import jsonschema_rs
import pytest

from plugfest.scenarios.config.configured import Configured
from plugfest.scenarios.config.description import CsmsDescription
from plugfest.scenarios.intents import (
    INTENTS,
    DeleteCertificate,
    ExtendLocalList,
    IdToken,
    Intent,
    LimitCharging,
    OfferNetworkProfile,
    RemoveFromLocalList,
    Reserve,
    SendLocalList,
    ShowMessage,
    StartTransaction,
    UpdateFirmware,
)
from plugfest.scenarios.operators.composer import Composer
from plugfest.scenarios.operators.protocol import Order

TOKEN = IdToken("AABBCCDD")
SHOWN = Order(3, ShowMessage("InFront", "Hello"), "CS1", created={"messageId": 73})


def description(**configured: Any) -> CsmsDescription:
    return CsmsDescription(name="test", addresses={}, configured=Configured(**configured))


def composed(intent: Intent, composer: Composer | None = None) -> dict[str, Any]:
    return (composer or Composer(description())).compose(Order(1, intent, "CS1"))


def test_every_intent_is_tested(every_intent: tuple[Intent, ...]) -> None:
    assert {intent.name for intent in every_intent} == INTENTS.keys()


def test_composed_payload_is_valid_by_its_schema(intent_of_part6: Intent) -> None:
    intent = intent_of_part6
    path = resources.files("ocpp.v201").joinpath("schemas", f"{intent.action}Request.json")
    schema = json.loads(path.read_text(encoding="utf-8-sig"))
    payload = composed(intent)
    jsonschema_rs.Draft6Validator(schema, validate_formats=True).validate(payload)
    assert None not in payload.values()


def test_composed_ids_are_unique_and_kept_in_the_order() -> None:
    composer = Composer(description())
    one, two = Order(1, Reserve(TOKEN), "CS1"), Order(2, Reserve(TOKEN), "CS2")
    first, second = composer.compose(one), composer.compose(two)
    assert first["id"] != second["id"]
    assert one.created == {"reservationId": first["id"]}


def test_replacement_message_keeps_the_id() -> None:
    assert composed(ShowMessage("InFront", "Other", replaces=SHOWN))["message"]["id"] == 73


def test_local_list_version_increases_per_station() -> None:
    composer = Composer(description(local_list_version=5))
    versions = [
        composer.compose(Order(1, intent, station))["versionNumber"]
        for intent, station in (
            (SendLocalList((TOKEN,)), "CS1"),
            (ExtendLocalList((TOKEN,)), "CS1"),
            (SendLocalList((TOKEN,)), "CS2"),
        )
    ]
    assert versions == [6, 7, 6]


def test_removed_list_entry_has_no_token_info() -> None:
    entry = composed(RemoveFromLocalList((TOKEN,)))["localAuthorizationList"][0]
    assert entry == {"idToken": {"idToken": "AABBCCDD", "type": "ISO14443"}}


@pytest.mark.parametrize(
    ("intent", "kind", "starts"),
    [
        (LimitCharging("TxDefaultProfile", 6, "A", 1), "Absolute", True),
        (LimitCharging("TxDefaultProfile", 6, "A", 1, recurrence="Daily"), "Recurring", True),
        (LimitCharging("TxProfile", 6, "A", 1, transaction="tx-1"), "Relative", False),
        (LimitCharging("ChargingStationMaxProfile", 6, "A", 0), "Absolute", True),
    ],
)
def test_profile_has_the_fields_of_its_kind(intent: LimitCharging, kind: str, starts: bool) -> None:
    profile = composed(intent)["chargingProfile"]
    assert profile["chargingProfileKind"] == kind
    assert ("startSchedule" in profile["chargingSchedule"][0]) is starts
    assert ("recurrencyKind" in profile) is (kind == "Recurring")
    assert ("transactionId" in profile) is (intent.purpose == "TxProfile")


def test_remote_start_profile_has_no_transaction_id() -> None:
    profile = composed(StartTransaction(TOKEN, 1, 6))["chargingProfile"]
    assert profile["chargingProfilePurpose"] == "TxProfile"
    assert "transactionId" not in profile


def test_install_time_is_after_retrieve_time() -> None:
    firmware = composed(UpdateFirmware(retrieve_in=5, install_in=9))["firmware"]
    retrieve, install = (datetime.fromisoformat(firmware[f"{name}DateTime"]) for name in ("retrieve", "install"))
    assert round((install - retrieve).total_seconds()) == 4


def test_configured_values_are_used() -> None:
    composer = Composer(description(message_timeout=7, ocpp_interface="Wireless1"))
    data = composed(OfferNetworkProfile(2), composer)["connectionData"]
    assert (data["messageTimeout"], data["ocppInterface"]) == (7, "Wireless1")


def test_deleted_certificate_is_identified_by_hash_data(root_certificate: str) -> None:
    data = composed(DeleteCertificate("CSMSRootCertificate", root_certificate))["certificateHashData"]
    assert data["hashAlgorithm"] == "SHA256"
    assert len(data["issuerNameHash"]) == len(data["issuerKeyHash"]) == 64
