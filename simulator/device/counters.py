"""The numbers that a station counts over its whole life, whoever it is connected to."""

from collections.abc import Mapping


class Counters:
    """Counts what a station numbers by itself, by kind: "event", "monitor".

    A real station keeps these numbers over boots and power cuts. `after` is the number before the first one, for a
    station that has lived before; `last` is what to keep for its next life.
    """

    def __init__(self, last: Mapping[str, int] | None = None, *, after: int = 0) -> None:
        self.last = dict(last or {})
        self._after = after

    def next(self, kind: str) -> int:
        """Return the next number of this kind."""
        number = max(self.last.get(kind, 0), self._after) + 1
        self.last[kind] = number
        return number
