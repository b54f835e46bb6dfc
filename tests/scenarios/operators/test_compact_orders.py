"""The operation of the compact CSMS for each intent: plain names and values, never a message."""

import pytest

from plugfest.scenarios.intents import (
    AskCustomerInformation,
    AskTransactionStatus,
    CancelReservation,
    ClearCache,
    DeleteCertificate,
    IdToken,
    Intent,
    LimitCharging,
    Monitor,
    ReadVariables,
    Reset,
    SetMonitors,
    Setting,
    ShowMessage,
    StartTransaction,
    StopTransaction,
    Variable,
    WriteVariables,
)
from plugfest.scenarios.operators.compact_orders import operation
from plugfest.scenarios.operators.protocol import Order

AVAILABILITY = Variable("EVSE", "AvailabilityState", evse=1)
RESERVED = Order(1, ClearCache(), "CS1", created={"operation": "op-7", "reservationId": 4})


@pytest.mark.parametrize(
    ("intent", "expected"),
    [
        (Reset("Immediate"), ("reset", {"type": "Immediate"})),
        (ClearCache(), ("clear-cache", {})),
        (
            ReadVariables((Variable("DeviceDataCtrlr", "ItemsPerMessage", "GetVariables"),)),
            (
                "read-variables",
                {
                    "variables": [
                        {
                            "component": {"name": "DeviceDataCtrlr"},
                            "variable": {"name": "ItemsPerMessage", "instance": "GetVariables"},
                        }
                    ]
                },
            ),
        ),
        (
            WriteVariables((Setting(AVAILABILITY, "x"),)),
            (
                "write-variables",
                {
                    "values": [
                        {
                            "component": {"name": "EVSE", "evse": 1},
                            "variable": {"name": "AvailabilityState"},
                            "value": "x",
                        }
                    ]
                },
            ),
        ),
        (
            SetMonitors((Monitor(AVAILABILITY, "Delta", 1, 8),)),
            (
                "set-monitors",
                {
                    "monitors": [
                        {
                            "component": {"name": "EVSE", "evse": 1},
                            "variable": {"name": "AvailabilityState"},
                            "type": "Delta",
                            "value": 1,
                            "severity": 8,
                        }
                    ]
                },
            ),
        ),
        (
            StartTransaction(IdToken("AABBCCDD"), evse=1),
            ("start-transaction", {"token": {"idToken": "AABBCCDD", "type": "ISO14443"}, "evse": 1}),
        ),
        (StopTransaction("tx-1", 1), ("stop-transaction", {"evse": 1})),
        (AskTransactionStatus("tx-1", 1), ("ask-transaction-status", {"evse": 1})),
        (AskTransactionStatus("tx-1"), ("ask-transaction-status", {"transaction": "tx-1"})),
        (
            ShowMessage("InFront", "Hello", end_in=60.0, transaction="tx-1", evse=2, replaces=RESERVED),
            (
                "show-message",
                {"priority": "InFront", "content": "Hello", "endIn": 60.0, "evse": 2, "replaces": "op-7"},
            ),
        ),
        (
            ShowMessage("InFront", "Hello", transaction="nobody's"),
            ("show-message", {"priority": "InFront", "content": "Hello", "transaction": "nobody's"}),
        ),
        (DeleteCertificate("CSMSRootCertificate", "PEM"), ("delete-certificate", {"certificate": "PEM"})),
        (CancelReservation(RESERVED), ("cancel-reservation", {"reservation": "op-7"})),
        (
            LimitCharging("TxDefaultProfile", 6.0, "A", 0, stack_level=2, replaces=RESERVED),
            (
                "limit-charging",
                {
                    "purpose": "TxDefaultProfile",
                    "limit": 6.0,
                    "unit": "A",
                    "evse": 0,
                    "stackLevel": 2,
                    "replaces": "op-7",
                },
            ),
        ),
        (
            AskCustomerInformation(True, False, identifier="OpenChargeAlliance"),
            ("ask-customer-information", {"report": True, "clear": False, "identifier": "OpenChargeAlliance"}),
        ),
    ],
    ids=lambda value: value.name if isinstance(value, Intent) else "",
)
def test_intent_becomes_an_operation_without_a_message(intent: Intent, expected: tuple[str, dict[str, object]]) -> None:
    assert operation(intent) == expected
