"""Number of values in a series of meter values."""

LEAST = 3
"""The minimum number of values: enough to see that their intervals are equal."""


def readings_in(seconds: float, *, every: int) -> int:
    """Return the number of meter values in this time, one for each interval."""
    return max(LEAST, int(seconds // every))
