"""What is demanded of local lists, reservations and display messages, beyond what a matcher says by itself."""

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


def test_a_token_in_other_letters_is_the_same_token() -> None:
    assert not matches(EACH_TOKEN_ONCE, [entry(MINE), entry(IdToken("aa"))])
    assert matches(EACH_TOKEN_ONCE, [entry(MINE), entry(IdToken("AA", "Central")), entry(OTHER)])


def test_an_update_that_removes_only_adds_nothing() -> None:
    assert not matches(ADDING_ONE, [entry(MINE)])
    assert matches(ADDING_ONE, [entry(MINE), entry(OTHER, **INFO)])


def test_a_further_message_of_a_list_adds_to_it_under_a_later_version() -> None:
    demands = and_then([])([asked("SendLocalList", versionNumber=4)])
    assert matches(demands, {"updateType": "Differential", "versionNumber": 5})
    assert not matches(demands, {"updateType": "Differential", "versionNumber": 4})


def test_a_further_message_of_a_list_that_is_full_again_is_a_warning() -> None:
    demands = and_then([])([asked("SendLocalList", versionNumber=4)])
    violated = [f for f in compare(demands, {"updateType": "Full", "versionNumber": 5}) if not f.met]
    assert [(f.path, f.weight) for f in violated] == [("updateType", "advised")]


@pytest.mark.parametrize("entries", [MISSING, [], [entry(MINE)], [entry(MINE), entry(OTHER, **INFO)]])
def test_a_removal_may_be_repeated(entries: Any) -> None:
    assert matches(not_bringing_back(MINE), entries)


def test_a_token_that_was_removed_must_not_come_back() -> None:
    assert not matches(not_bringing_back(MINE), [entry(OTHER), entry(MINE, **INFO)])


def at(seconds: float) -> str:
    return (datetime.now(UTC) + timedelta(seconds=seconds)).isoformat()


def test_a_reservation_is_waited_for_as_long_as_it_says() -> None:
    assert seconds_left(at(8), asked=5, tolerance=60) == pytest.approx(8, abs=0.5)
    assert seconds_left(at(-2), asked=5, tolerance=60) == 0


@pytest.mark.parametrize("expiry", [at(7200), at(-7200), "tomorrow", None], ids=["far", "past", "no date", "none"])
def test_an_expiry_that_makes_no_sense_is_not_waited_for(expiry: Any) -> None:
    assert seconds_left(expiry, asked=5, tolerance=60) == 5


def test_a_new_reservation_has_a_new_id() -> None:
    assert new_id([1, 2]).holds(3)
    assert not new_id([1, 2]).holds(2)
    assert not new_id([]).holds(MISSING)


def test_only_a_station_with_one_evse_has_the_only_one() -> None:
    assert the_only_one([1]) == [1]
    assert the_only_one([1, 2]) == []


def test_ids_that_leave_one_out_are_at_least_one() -> None:
    assert another_than(7).holds([8])
    assert not any(another_than(7).holds(value) for value in ([7], [7, 8], [], MISSING))


@pytest.mark.parametrize("message", [{}, {"id": "7"}, "text", None])
def test_a_message_without_an_id_stops_the_case(message: Any) -> None:
    assert id_of(asked("SetDisplayMessage", message={"id": 7})) == 7
    with pytest.raises(Stop, match="no id"):
        id_of(asked("SetDisplayMessage", message=message))
