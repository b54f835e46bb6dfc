"""The optional features and additional questions that Part 5 has for a CSMS, by their ids."""

from collections.abc import Mapping
from typing import Final

FEATURES: Final[Mapping[str, str]] = {
    "C-11": "unlocking a connector",
    "C-13": "reset of one EVSE",
    "C-14": "customer information by customer identifier",
    "C-15": "firmware updates at a later time",
    "C-16": "asking for the status of a transaction",
    "C-17": "the ConfigurationInventory report",
    "C-29": "triggering messages",
    "C-29.1": "triggering MeterValues",
    "C-29.2": "triggering TransactionEvent",
    "C-29.3": "triggering LogStatusNotification",
    "C-29.4": "triggering FirmwareStatusNotification",
    "C-29.5": "triggering StatusNotification",
    "C-30": "local start with ISO14443 tokens",
    "C-31": "local start with ISO15693 tokens",
    "C-32": "local start with a key code",
    "C-33": "local start with a locally generated id",
    "C-34": "local start by MAC address",
    "C-35": "local start without authorization",
    "C-36": "remote start with ISO14443 tokens",
    "C-37": "remote start with ISO15693 tokens",
    "C-38": "remote start with a centrally generated id",
    "C-39": "remote start without authorization",
    "C-44": "Pending before a station is accepted",
    "C-45": "several variables in one GetVariables",
    "C-46": "several variables in one SetVariables",
    "C-50": "the FullInventory report",
    "C-50.1": "the FullInventory report during onboarding",
    "C-50.2": "the FullInventory report on demand",
    "C-61": "security profile 1",
    "LA-0": "local authorization lists",
    "DM-0": "advanced device management",
    "UI-0": "an advanced user interface",
    "R-0": "reservations",
    "SC-4": "a TxDefaultProfile on EVSE 0",
    "R-1": "reserving a connector type",
    "R-2": "reserving any EVSE",
    "ISO-4": "customer information by customer certificate",
    "LA-2": "asking for the version of the local list",
}

QUESTIONS: Final[Mapping[str, str]] = {
    "AQ-12": "a FullInventory is asked for while a station boots",
    "AQ-13": "a profile may be Absolute",
    "AQ-14": "a profile may be Recurring",
    "AQ-16": "unknown stations are refused when they connect",
    "AQ-17": "a station can be answered Pending or Rejected at first",
}
"""By their numbers in Edition 4: AQ-1, 2, 3, 4 and 6 of Edition 3 are now AQ-17, 12, 13, 14 and 16."""

WITHDRAWN: Final = frozenset({"ISO-3"})
"""Features of earlier editions of Part 5; a file may still name them, but no case depends on them."""
