"""Metrics of a fleet."""

from plugfest.simulator.connection.attempt import Attempt, ConnectOptions, HttpAnswer, Outcome
from plugfest.simulator.connection.websocket import Ended
from plugfest.simulator.protocol.frames import Defect, Frame, MessageType, read_frame
from plugfest.simulator.standalone.fleet.metrics import GROWTH, FleetMeter, FleetObserver, Metrics, bucket_of

CALL = read_frame('[2,"1","Heartbeat",{}]')
ANSWER = read_frame('[3,"1",{}]')


def test_latencies_of_a_bucket_differ_by_at_most_two_per_cent() -> None:
    for seconds in (0.0001, 0.0013, 0.05, 1.0, 30.0):
        upper = 0.0001 * GROWTH ** bucket_of(seconds)
        assert seconds <= upper * 1.0000001
        assert upper <= max(seconds, 0.0001) * GROWTH * 1.0000001


def test_answers_are_counted_with_their_latency() -> None:
    meter = FleetMeter()
    observer = FleetObserver(meter)
    entry = observer.sent(1, CALL, None, False)
    observer.received(1, ANSWER, entry, None)
    taken = meter.take()
    assert (taken.sent, taken.received, sum(taken.latencies["Heartbeat"].values())) == (1, 1, 1)
    assert meter.take().sent == 0


def test_errors_are_counted_by_kind() -> None:
    meter = FleetMeter(judge=True)
    observer = FleetObserver(meter)
    options = ConnectOptions("ws://x/CS1")
    observer.attempted(1, Attempt(options, http=HttpAnswer(401, ""), outcome=Outcome.HTTP_STATUS))
    observer.attempted(2, Attempt(options))
    entry = observer.sent(2, CALL, None, False)
    observer.received(2, read_frame('[4,"1","InternalError","",{}]'), entry, None)
    observer.received(
        2, Frame("x", MessageType.CALL, "2", "Reset", {}, defects=(Defect("schema", "no type"),)), None, None
    )
    observer.ended(2, Ended("csms", 1011))
    observer.ended(3, Ended("station"))
    assert dict(meter.take().errors) == {
        "connection refused: HTTP status 401": 1,
        "CALLERROR InternalError to Heartbeat": 1,
        "defect: schema in Reset": 1,
        "connection ended by the csms": 1,
    }


def test_counts_of_several_processes_add_up() -> None:
    one, other = Metrics(sent=1, connected=2), Metrics(sent=2, connected=3)
    for metrics in (one, other):
        metrics.answered("Heartbeat", 0.01)
        metrics.errors["x"] += 1
    total = one.add(other).as_dict()
    assert (total["sent"], total["connected"], total["errors"]) == (3, 5, {"x": 2})
    assert list(total["latencies"]["Heartbeat"].values()) == [2]
    assert Metrics.of(total) == one
