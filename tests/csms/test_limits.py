"""Limits for peers: each has a name, a default and an option."""

import argparse

import msgspec
import pytest

from plugfest.csms import limits
from plugfest.csms.rpc.peer import CallReceived, InvalidCall, Peer
from plugfest.csms.settings import DEFAULTS, Settings


def test_every_setting_that_bounds_a_peer_can_be_changed_at_the_start():
    bounds = ("_limit", "_timeout", "_patience", "_hold")
    named = {field.name for field in msgspec.structs.fields(Settings) if field.name.endswith(bounds)}
    # This one is an argument of its own: operators change it often.
    assert named - {"answer_timeout"} <= set(limits.NAMES)
    assert set(limits.NAMES) <= {field.name for field in msgspec.structs.fields(Settings)}


@pytest.mark.parametrize("name", limits.NAMES)
def test_limit_is_set_by_its_name(name):
    kind = type(getattr(DEFAULTS, name))
    assert limits.limit(f"{name}=7") == (name, kind(7))
    assert f"{name} {getattr(DEFAULTS, name)}" in limits.described()


@pytest.mark.parametrize(
    "text",
    """frame_limit frame_limit= frame_limit=0 frame_limit=-1 frame_limit=1.5 frame_limit=9e99 ping_timeout=nan
    ping_timeout=inf data=7 nesting_limit=201 =""".split(),
)
def test_an_invalid_limit_is_refused_with_the_valid_range(text):
    with pytest.raises(argparse.ArgumentTypeError, match=r"must be a positive|there are frame_limit"):
        limits.limit(text)


@pytest.mark.parametrize("limit", [5, 100, 200])
def test_nesting_limit_applies_to_messages(limit):
    def nested(depth):  # the message, its payload and the custom data are three of these
        return f'[2,"a","Heartbeat",{{"customData":{{"vendorId":"v","x":{"[" * (depth - 3)}{"]" * (depth - 3)}}}}}]'

    peer = Peer(nesting_limit=limit)
    assert isinstance(peer.receive(nested(limit)), CallReceived)
    refused = peer.receive(nested(limit + 1))
    assert isinstance(refused, InvalidCall)
    assert (refused.answer.code, refused.answer.id) == ("FormatViolation", "a")
