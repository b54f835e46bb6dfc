"""The random numbers of a station."""

import random
from collections.abc import Sequence
from typing import Protocol, TypeVar

_T = TypeVar("_T")


class Chance(Protocol):
    """Gives random numbers, as `random.Random` does."""

    def uniform(self, a: float, b: float, /) -> float:
        """Return a number between two others."""
        ...


class RepeatableChance:
    """Gives the same random numbers for the same seed; `random.Random` takes 2.5 KB, more than a tenth of a station."""

    __slots__ = ("_count", "_seed")

    def __init__(self, seed: str) -> None:
        self._seed = seed
        self._count = 0

    def uniform(self, a: float, b: float, /) -> float:
        """Return a number between two others."""
        return self._next().uniform(a, b)

    def choice(self, among: Sequence[_T], /) -> _T:
        """Return one of them."""
        return self._next().choice(among)

    def _next(self) -> random.Random:
        self._count += 1
        return random.Random(f"{self._seed}/{self._count}")  # noqa: S311  repeatable, not secret
