"""The pause that an API asks for with Retry-After."""

import math
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

SHORTEST_PAUSE: Final = 0.2
"""Minimum seconds between two tries, also when the API's Retry-After is 0."""


def pause_of(retry_after: str) -> float:
    """Return Retry-After in seconds: its value is a number or a date (RFC 9110, section 10.2.3)."""
    try:
        pause = float(retry_after)
    except ValueError:
        try:
            pause = (parsedate_to_datetime(retry_after) - datetime.now(UTC)).total_seconds()
        except (ValueError, TypeError, OverflowError):
            pause = 1.0
    return 1.0 if math.isnan(pause) else max(pause, SHORTEST_PAUSE)
