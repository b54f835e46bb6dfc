"""Requirements on requests about local lists, reservations and display messages."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from plugfest.scenarios.context.stops import Stop
from plugfest.scenarios.intents import IdToken
from plugfest.scenarios.language.exchanges import CsmsCall
from plugfest.scenarios.matching.comparison import compare, matches
from plugfest.scenarios.matching.equality import MISSING
from plugfest.scenarios.suites.ocpp201_csms.d_local_list.demands import (
    ADDING_ONE,
    EACH_TOKEN_ONCE,
    and_then,
    not_bringing_back,
)
from plugfest.scenarios.suites.ocpp201_csms.h_reservation.demands import new_id, seconds_left, the_only_one
from plugfest.scenarios.suites.ocpp201_csms.o_display_messages.demands import another_than, id_of
from plugfest.simulator.protocol.frames import read_frame, write_call
from plugfest.simulator.station import Received

MINE, OTHER = IdToken("AA"), IdToken("BB")
INFO = {"idTokenInfo": {"status": "Accepted"}}


def asked(action: str, **payload: Any) -> CsmsCall:
    return CsmsCall(Received(read_frame(write_call("1", action, payload)), 0, 1))


def entry(token: IdToken, **more: Any) -> dict[str, Any]:
    return {"idToken": token.payload, **more}


def test_tokens_are_compared_without_letter_case() -> None:
    assert not matches(EACH_TOKEN_ONCE, [entry(MINE), entry(IdToken("aa"))])
    assert matches(EACH_TOKEN_ONCE, [entry(MINE), entry(IdToken("AA", "Central")), entry(OTHER)])


def test_update_must_add_an_entry() -> None:
    assert not matches(ADDING_ONE, [entry(MINE)])
    assert matches(ADDING_ONE, [entry(MINE), entry(OTHER, **INFO)])


def test_further_list_message_needs_a_later_version() -> None:
    demands = and_then([])([asked("SendLocalList", versionNumber=4)])
    assert matches(demands, {"updateType": "Differential", "versionNumber": 5})
    assert not matches(demands, {"updateType": "Differential", "versionNumber": 4})


def test_further_full_list_message_is_a_warning() -> None:
    demands = and_then([])([asked("SendLocalList", versionNumber=4)])
    violated = [f for f in compare(demands, {"updateType": "Full", "versionNumber": 5}) if not f.met]
    assert [(f.path, f.weight) for f in violated] == [("updateType", "advised")]


@pytest.mark.parametrize("entries", [MISSING, [], [entry(MINE)], [entry(MINE), entry(OTHER, **INFO)]])
def test_repeated_removal_is_allowed(entries: Any) -> None:
    assert matches(not_bringing_back(MINE), entries)


def test_removed_token_must_not_be_added_again() -> None:
    assert not matches(not_bringing_back(MINE), [entry(OTHER), entry(MINE, **INFO)])


def at(seconds: float) -> str:
    return (datetime.now(UTC) + timedelta(seconds=seconds)).isoformat()


def test_wait_ends_at_the_expiry_of_the_reservation() -> None:
    assert seconds_left(at(8), asked=5, tolerance=60) == pytest.approx(8, abs=0.5)
    assert seconds_left(at(-2), asked=5, tolerance=60) == 0


@pytest.mark.parametrize("expiry", [at(7200), at(-7200), "tomorrow", None], ids=["far", "past", "no date", "none"])
def test_unreasonable_expiry_is_replaced_by_the_ordered_one(expiry: Any) -> None:
    assert seconds_left(expiry, asked=5, tolerance=60) == 5


def test_new_reservation_needs_a_new_id() -> None:
    assert new_id([1, 2]).holds(3)
    assert not new_id([1, 2]).holds(2)
    assert not new_id([]).holds(MISSING)


def test_the_only_one_requires_a_single_evse() -> None:
    assert the_only_one([1]) == [1]
    assert the_only_one([1, 2]) == []


def test_another_than_requires_at_least_one_other_id() -> None:
    assert another_than(7).holds([8])
    assert not any(another_than(7).holds(value) for value in ([7], [7, 8], [], MISSING))


@pytest.mark.parametrize("message", [{}, {"id": "7"}, "text", None])
def test_message_without_an_id_stops_the_case(message: Any) -> None:
    assert id_of(asked("SetDisplayMessage", message={"id": 7})) == 7
    with pytest.raises(Stop, match="no id"):
        id_of(asked("SetDisplayMessage", message=message))
