"""Operators: they tell the CSMS what to do where a case says "Manual Action".

An operator of one's own derives from `BaseOperator`; the other names are what its methods take and return.
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
