"""The ways in which a CSMS may refuse a station, as narrow as the validations need them."""

from collections.abc import Callable
from typing import Final

import msgspec

from plugfest.simulator.connection.attempt import Attempt, Outcome


class Refusal(msgspec.Struct, frozen=True):
    """One way to refuse a station."""

    name: str
    takes: Callable[[Attempt], bool]
    """Returns whether an attempt ended in this way."""
    usual: tuple[int, ...] = ()
    """The expected HTTP statuses; others violate an advised validation."""

    def __str__(self) -> str:
        return self.name


def _ends_in(outcome: Outcome) -> Callable[[Attempt], bool]:
    return lambda attempt: attempt.outcome is outcome


def _is_4xx(attempt: Attempt) -> bool:
    return attempt.outcome is Outcome.HTTP_STATUS and attempt.http is not None and attempt.http.status // 100 == 4


HTTP: Final = Refusal("HTTP", _ends_in(Outcome.HTTP_STATUS))
"""Any status but 101."""
UNAUTHORIZED: Final = Refusal("HTTP", _ends_in(Outcome.HTTP_STATUS), usual=(401, 403, 404))
"""Any status but 101; Part 6 names none, but 401 is usual for wrong credentials and 404 for an unknown station."""
HTTP_4XX: Final = Refusal("HTTP 4xx", _is_4xx)
"""A status for an error of the client."""
TLS: Final = Refusal("TLS", _ends_in(Outcome.TLS_ALERT))
"""An alert."""
CLOSE: Final = Refusal("CLOSE", _ends_in(Outcome.CLOSED))
"""An upgrade, and the connection closed before the CSMS accepted any message."""
CUT: Final = Refusal("a cut connection", _ends_in(Outcome.CUT))
"""The TCP connection ended without an alert or an HTTP answer."""
