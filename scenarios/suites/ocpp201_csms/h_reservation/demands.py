"""Demands on a ReserveNowRequest: what it reserves, and for whom."""

from collections.abc import Iterable, Sequence
from typing import Any

from plugfest.scenarios.intents import IdToken
from plugfest.scenarios.language import ABSENT, Matcher, after, as_datetime, beyond, csms_now, that


def of_evse(evse: int, token: IdToken) -> dict[str, Any]:
    """A reservation of this EVSE for this token."""
    return {"evseId": evse, "connectorType": ABSENT, **_for(token)}


def of_any_evse(token: IdToken) -> dict[str, Any]:
    """A reservation for this token, on whichever EVSE."""
    return {"evseId": ABSENT, "connectorType": ABSENT, **_for(token)}


def of_connector_type(connector_type: str, token: IdToken) -> dict[str, Any]:
    """A reservation for this token, on whichever EVSE with a connector of this type."""
    return {"evseId": ABSENT, "connectorType": connector_type, **_for(token)}


def new_id(taken: Sequence[int]) -> Matcher:
    """An id of no other reservation: under the same id the station would replace it."""
    text = f"must be none of {list(taken)}" if taken else "must be there"
    return that(text, lambda number: number not in taken, list(taken)).per("H01.FR.02")


def the_only_one(evses: Iterable[int]) -> list[int]:
    """The EVSE of a station that has a single one; none of a station with several."""
    numbers = list(evses)
    return numbers if len(numbers) == 1 else []


def seconds_left(expiry: Any, *, asked: float, tolerance: float) -> float:
    """How long to wait until a reservation expires: what it says itself, where that is about what was asked for."""
    moment = as_datetime(expiry)
    left = asked if moment is None else (moment - csms_now()).total_seconds()
    return max(left, 0.0) if abs(left - asked) <= tolerance else asked


def _for(token: IdToken) -> dict[str, Any]:
    return {"idToken": token.payload, "expiryDateTime": beyond(after(csms_now()))}
