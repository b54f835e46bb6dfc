"""Numbers that a station counts over its whole life, independent of connections."""

from collections.abc import Mapping


class Counters:
    """Counters of a station by kind: "event", "monitor".

    A real station keeps these numbers over boots and power cuts. `after` is the number before the first one, for a
    station that existed before; `last` is the state to keep.
    """

    def __init__(self, last: Mapping[str, int] | None = None, *, after: int = 0) -> None:
        self.last = dict(last or {})
        self._after = after

    def next(self, kind: str) -> int:
        """Return the next number of this kind."""
        number = max(self.last.get(kind, 0), self._after) + 1
        self.last[kind] = number
        return number
