"""Requirements on a ReserveNowRequest: the reserved EVSE or connector type, the token and the id."""

from collections.abc import Iterable, Sequence
from typing import Any

from plugfest.scenarios.intents import IdToken
from plugfest.scenarios.language import ABSENT, Matcher, after, as_datetime, beyond, csms_now, that


def of_evse(evse: int, token: IdToken) -> dict[str, Any]:
    """Return the requirements on a reservation of this EVSE for this token."""
    return {"evseId": evse, "connectorType": ABSENT, **_for(token)}


def of_any_evse(token: IdToken) -> dict[str, Any]:
    """Return the requirements on a reservation of any EVSE for this token."""
    return {"evseId": ABSENT, "connectorType": ABSENT, **_for(token)}


def of_connector_type(connector_type: str, token: IdToken) -> dict[str, Any]:
    """Return the requirements on a reservation of any EVSE with this type of connector for this token."""
    return {"evseId": ABSENT, "connectorType": connector_type, **_for(token)}


def new_id(taken: Sequence[int]) -> Matcher:
    """Require an id that no other reservation has: the station would replace the reservation with the same id."""
    text = f"must be none of {list(taken)}" if taken else "must be there"
    return that(text, lambda number: number not in taken, list(taken)).per("H01.FR.02")


def the_only_one(evses: Iterable[int]) -> list[int]:
    """Return the EVSE of a station with a single EVSE; an empty list if it has several."""
    numbers = list(evses)
    return numbers if len(numbers) == 1 else []


def seconds_left(expiry: Any, *, asked: float, tolerance: float) -> float:
    """Return the seconds until a reservation expires, by its expiryDateTime.

    If that differs from the ordered duration by more than the tolerance, return the ordered duration.
    """
    moment = as_datetime(expiry)
    left = asked if moment is None else (moment - csms_now()).total_seconds()
    return max(left, 0.0) if abs(left - asked) <= tolerance else asked


def _for(token: IdToken) -> dict[str, Any]:
    return {"idToken": token.payload, "expiryDateTime": beyond(after(csms_now()))}
