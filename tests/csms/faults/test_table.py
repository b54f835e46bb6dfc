"""The choice of the fault for a request."""

from plugfest.csms.faults.kinds import AnswerError, Close, Delay, NoAnswer, RefuseUpgrade
from plugfest.csms.faults.table import FaultTable


def test_fault_applies_to_its_action_only() -> None:
    table = FaultTable()
    table.add("CS1", NoAnswer(action="Heartbeat"))
    assert table.for_answer("CS1", "Authorize") is None
    assert table.for_answer("CS2", "Heartbeat") is None
    fault = table.for_answer("CS1", "Heartbeat")
    assert fault is not None
    assert fault.name == "no-answer"


def test_fault_applies_to_every_nth_request_a_number_of_times() -> None:
    table = FaultTable()
    table.add("CS1", NoAnswer(every=3, times=2))
    happened = [table.for_answer("CS1", "Heartbeat") is not None for _ in range(12)]
    assert [number for number, each in enumerate(happened, 1) if each] == [3, 6]


def test_delays_add_up_and_the_first_replacement_applies() -> None:
    table = FaultTable()
    for fault in (Delay(seconds=1), AnswerError(code="A"), Delay(seconds=2), AnswerError(code="B")):
        table.add("CS1", fault)
    happens = table.for_answer("CS1", "Heartbeat")
    assert happens is not None
    assert (happens.delay, happens.instead) == (3.0, AnswerError(code="A"))


def test_connection_is_closed_after_the_nth_request() -> None:
    table = FaultTable()
    table.add("CS1", Close(after=3))
    assert [table.closes("CS1", "Heartbeat") is not None for _ in range(6)] == [False, False, True] * 2


def test_removed_fault_no_longer_applies() -> None:
    table = FaultTable()
    active = table.add("CS1", RefuseUpgrade(status=500))
    assert table.refused_status("CS1") == 500
    assert table.remove("CS1", active.id)
    assert not table.remove("CS1", active.id)
    assert table.refused_status("CS1") is None


def test_offline_station_is_refused_until_its_end() -> None:
    now = [0.0]
    table = FaultTable(clock=lambda: now[0])
    table.go_offline("CS1", 5)
    assert table.refused_status("CS1") == 503
    now[0] = 5.0
    assert table.refused_status("CS1") is None
