"""Operators: they perform the manual actions of cases at the CSMS.

A user's operator derives from `BaseOperator`; the other names are the types of its methods' arguments and results.
"""

from plugfest.scenarios.intents import IdToken, Intent
from plugfest.scenarios.operators.base import BaseOperator
from plugfest.scenarios.operators.protocol import (
    UNSEEN,
    BootPolicy,
    OperatorError,
    Order,
    OrderOutcome,
    Outcome,
    Question,
    StationAccess,
    StationSpec,
)

__all__ = [
    "UNSEEN",
    "BaseOperator",
    "BootPolicy",
    "IdToken",
    "Intent",
    "OperatorError",
    "Order",
    "OrderOutcome",
    "Outcome",
    "Question",
    "StationAccess",
    "StationSpec",
]
