"""The outcome of an attempt to connect."""

import pytest

from plugfest.simulator.connection.attempt import Attempt, ConnectOptions, Outcome


@pytest.mark.parametrize(
    ("outcome", "url", "layer"),
    [
        (Outcome.ACCEPTED, "ws://a/b", None),
        (Outcome.CUT, "ws://a/b", "TCP"),
        (Outcome.CUT, "wss://a/b", "TLS"),
        (Outcome.SILENCE, "wss://a/b", "TCP"),
        (Outcome.CLOSED, "ws://a/b", "CLOSE"),
    ],
)
def test_records_name_the_layer_of_a_refusal(outcome: Outcome, url: str, layer: str | None) -> None:
    assert Attempt(ConnectOptions(url), outcome=outcome).refused_by == layer
