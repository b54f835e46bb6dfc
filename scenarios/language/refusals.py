"""The ways in which a CSMS may turn a station away, each as narrow as a validation needs it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from plugfest.simulator.connection.attempt import Attempt, Outcome


@dataclass(frozen=True)
class Refusal:
    """One way to turn a station away."""

    name: str
    takes: Callable[[Attempt], bool]
    """Whether an attempt ended in this way."""
    usual: tuple[int, ...] = ()
    """HTTP statuses that one expects; others are advised against."""

    def __str__(self) -> str:
        return self.name


def _ends_in(outcome: Outcome) -> Callable[[Attempt], bool]:
    return lambda attempt: attempt.outcome is outcome


def _is_4xx(attempt: Attempt) -> bool:
    return attempt.outcome is Outcome.HTTP_STATUS and attempt.http is not None and attempt.http.status // 100 == 4


HTTP: Final = Refusal("HTTP", _ends_in(Outcome.HTTP_STATUS))
"""Any status but 101."""
UNAUTHORIZED: Final = Refusal("HTTP", _ends_in(Outcome.HTTP_STATUS), usual=(401, 403, 404))
"""Any status but 101; Part 6 names none, but one expects that of wrong credentials or of an unknown station."""
HTTP_4XX: Final = Refusal("HTTP 4xx", _is_4xx)
"""A status that says the client is at fault."""
TLS: Final = Refusal("TLS", _ends_in(Outcome.TLS_ALERT))
"""An alert."""
CLOSE: Final = Refusal("CLOSE", _ends_in(Outcome.CLOSED))
"""An upgrade, and the connection closed before the CSMS went along with anything."""
CUT: Final = Refusal("a cut connection", _ends_in(Outcome.CUT))
"""The TCP connection ended without an alert or an HTTP answer."""
