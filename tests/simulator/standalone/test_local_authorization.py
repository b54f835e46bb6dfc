"""Local authorization: tokens that may start and stop, and Authorize requests."""

from typing import Any

import pytest

ALICE = {"idToken": "ALICE", "type": "ISO14443"}
BOB = {"idToken": "BOB", "type": "ISO14443"}
FAMILY = {"status": "Accepted", "groupIdToken": {"idToken": "FAMILY", "type": "Central"}}
MASTER = {"status": "Accepted", "groupIdToken": {"idToken": "MASTER", "type": "Central"}}
BLOCKED = {"status": "Blocked"}
YES, NO, ASK = "Started Authorized Idle", None, "Authorize"


def knows(life: Any, where: str, info: dict[str, Any] | None) -> None:
    if info is not None and where == "list":
        entry = {"idToken": ALICE, "idTokenInfo": info}
        life.asks("SendLocalList", versionNumber=1, updateType="Full", localAuthorizationList=[entry])
    elif info is not None:
        life.behaviour.local.remember(ALICE, info)


@pytest.mark.parametrize("where", ["list", "cache"])
@pytest.mark.parametrize(
    ("info", "online", "settings", "outcome"),
    [
        ({"status": "Accepted"}, True, {}, ASK),
        ({"status": "Accepted"}, True, {"AuthCtrlr_LocalPreAuthorize": True}, YES),
        (BLOCKED, True, {"AuthCtrlr_LocalPreAuthorize": True}, ASK),
        (
            {"status": "Accepted", "cacheExpiryDateTime": "2020-01-01T00:00:00Z"},
            *(True, {"AuthCtrlr_LocalPreAuthorize": True}, ASK),
        ),
        (None, True, {"AuthCtrlr_LocalPreAuthorize": True}, ASK),
        (None, True, {"AuthCtrlr_DisableRemoteAuthorization": True}, NO),
        (None, True, {"AuthCtrlr_Enabled": False}, YES),
        ({"status": "Accepted"}, False, {}, YES),
        ({"status": "Accepted"}, False, {"AuthCtrlr_LocalAuthorizeOffline": False}, NO),
        (BLOCKED, False, {}, NO),
        (BLOCKED, False, {"AuthCtrlr_OfflineTxForUnknownIdEnabled": True}, NO),
        (None, False, {}, NO),
        (None, False, {"AuthCtrlr_OfflineTxForUnknownIdEnabled": True}, YES),
    ],
)
def test_settings_and_known_tokens_decide_the_authorization(
    life: Any, where: str, info: dict[str, Any] | None, online: bool, settings: dict[str, bool], outcome: str | None
) -> None:
    knows(life.configure(**settings), where, info)
    if not online:
        life.behaviour.goes_offline()
    reported = life.swipe() if online else life.behaviour.swipe(1, ALICE)
    if online:
        assert (reported[0] if reported else None) == outcome
    else:
        assert reported == ()
        assert len(life.device.queue) == (outcome is YES)


def test_local_list_has_priority_over_the_cache(life: Any) -> None:
    life.configure(AuthCtrlr_LocalPreAuthorize=True)
    knows(life, "cache", {"status": "Accepted"})
    knows(life, "list", BLOCKED)
    assert life.swipe()[0] == "Authorize"


def test_a_refused_token_starts_no_charge(life: Any) -> None:
    life.infos["ALICE"] = BLOCKED
    life.does(life.behaviour.at(1).plug_in())
    assert life.swipe() == ["Authorize"]
    life.infos["ALICE"] = {"status": "Accepted", "evseId": [2]}
    assert life.swipe() == ["Authorize"], "accepted, for another EVSE"


def test_authorization_responses_are_cached(life: Any) -> None:
    life.swipe()
    assert life.behaviour.local.known(ALICE) == {"status": "Accepted"}
    life.infos["BOB"] = BLOCKED
    life.swipe(BOB, 2)
    assert life.behaviour.local.decide(BOB, online=False) == "no"


def test_cache_entry_expires_after_its_life_time(life: Any) -> None:
    life.configure(AuthCacheCtrlr_LifeTime=10)
    knows(life, "cache", {"status": "Accepted"})
    life.device.clock.advance(11)
    assert life.behaviour.local.known(ALICE) is None


def test_same_token_stops_without_an_authorize_request(life: Any) -> None:
    life.does(life.behaviour.at(1).plug_in())
    life.swipe()
    assert life.swipe()[0] == "Updated StopAuthorized Charging"


def test_token_of_the_same_group_stops_the_charge(life: Any) -> None:
    life.infos |= {"ALICE": FAMILY, "BOB": FAMILY}
    life.does(life.behaviour.at(1).plug_in())
    life.swipe()
    assert life.swipe(BOB)[:2] == ["Authorize", "Updated StopAuthorized Charging"]
    assert life.events[-2]["idToken"] == BOB
    life.swipe()
    assert life.swipe(BOB)[0] == "Updated StopAuthorized Charging", "it is in the cache now"


@pytest.mark.parametrize("info", [{"status": "Accepted"}, {**FAMILY, "status": "Blocked"}])
def test_token_of_another_group_does_not_stop_the_charge(life: Any, info: dict[str, Any]) -> None:
    life.infos |= {"ALICE": FAMILY, "BOB": info}
    life.does(life.behaviour.at(1).plug_in())
    life.swipe()
    assert life.swipe(BOB) == ["Authorize"]
    assert life.device.transactions.open[0].charging_state == "Charging"


def test_master_pass_stops_every_charge_and_starts_none(life: Any) -> None:
    life.points("Authorized", "Authorized").configure(AuthCtrlr_MasterPassGroupId="MASTER")
    life.infos["BOB"] = MASTER
    assert life.swipe(BOB) == ["Authorize"]
    for evse in (1, 2):
        life.does(life.behaviour.at(evse).plug_in())
        life.swipe({"idToken": f"DRIVER{evse}", "type": "ISO14443"}, evse)
    assert life.swipe(BOB) == ["Ended StopAuthorized EVConnected MasterPass"] * 2


@pytest.mark.parametrize(
    ("stop", "reported"),
    [
        ("EVConnected", "Updated Deauthorized EVConnected"),
        ("Authorized", "Ended Deauthorized EVConnected DeAuthorized"),
    ],
)
def test_token_found_invalid_ends_the_charge(life: Any, stop: str, reported: str) -> None:
    life.points("EVConnected", stop).configure(AuthCtrlr_LocalPreAuthorize=True)
    knows(life, "cache", {"status": "Accepted"})
    life.infos["ALICE"] = BLOCKED
    place = life.behaviour.at(1)
    life.does(place.plug_in())
    assert life.swipe()[-1] == reported
    assert place.state.locked, "until its owner comes"
    life.swipe()
    assert not place.state.locked


@pytest.mark.parametrize("most", [0, 1000])
def test_invalid_token_may_charge_the_configured_energy(life: Any, most: int) -> None:
    life.points("EVConnected", "EVConnected").configure(
        AuthCtrlr_LocalPreAuthorize=True, TxCtrlr_StopTxOnInvalidId=False, TxCtrlr_MaxEnergyOnInvalidId=most
    )
    knows(life, "cache", {"status": "Accepted"})
    life.infos["ALICE"] = BLOCKED
    life.does(life.behaviour.at(1).plug_in())
    reported = life.swipe()
    suspended = "Updated ChargingStateChanged SuspendedEVSE"
    assert (suspended in reported) == (most == 0)
    before = life.device.meter.energy(1)
    assert (suspended in life.does(life.behaviour.passes(1800))) == (most > 0)
    assert life.device.meter.energy(1) - before == pytest.approx(most, abs=5)


def test_token_cannot_start_on_an_evse_reserved_for_another(life: Any) -> None:
    reserved = {"id": 7, "evseId": 1, "idToken": ALICE, "expiryDateTime": "2099-01-01T00:00:00Z"}
    life.asks("ReserveNow", **reserved)
    assert life.swipe(BOB) == []
    life.swipe()
    assert life.events[-1]["reservationId"] == 7
