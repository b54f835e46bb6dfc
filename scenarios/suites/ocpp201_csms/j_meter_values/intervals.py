"""How many values a series of meter readings has."""

LEAST = 3
"""So many are needed to see that they come at even intervals."""


def readings_in(seconds: float, *, every: int) -> int:
    """How many readings a charge of that length brings, one at each interval."""
    return max(LEAST, int(seconds // every))
