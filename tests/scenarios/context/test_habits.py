"""Requests that the CSMS is known to send by itself, and when one of them is still to come."""

import json
from typing import Any

import pytest

from plugfest.scenarios.config.description import Habit
from plugfest.scenarios.context.habits import Habits
from plugfest.scenarios.context.trace import Trace
from plugfest.simulator.protocol.frames import read_frame, write_call

PROFILES = Habit(action="GetChargingProfiles", after={"SetChargingProfile": "Accepted"})
REPORT = Habit(action="GetBaseReport", after={"BootNotification": "Pending"})


class Talk:
    """Messages of a play so far."""

    def __init__(self, *habits: Habit, patience: float = 60) -> None:
        self.trace = Trace()
        self.habits = Habits(habits, self.trace, patience)

    def exchange(self, asks: str, action: str, **answer: Any) -> None:
        call = self.says(asks, write_call("1", action, {}))
        other = "station" if asks == "csms" else "csms"
        self.says(other, json.dumps([3, "1", answer]), call)

    def says(self, who: str, text: str, answers: int | None = None) -> int:
        if who == "csms":
            return self.trace.received(1, read_frame(text), answers, None)
        return self.trace.sent(1, read_frame(text), answers, on_purpose=False)


def test_a_habit_is_due_after_the_exchange_that_it_follows() -> None:
    talk = Talk(PROFILES)
    assert talk.habits.due() == 0
    talk.exchange("csms", "SetChargingProfile", status="Accepted")
    assert 0 < talk.habits.due() <= 60


def test_a_habit_that_has_come_is_not_due() -> None:
    talk = Talk(PROFILES)
    talk.exchange("csms", "SetChargingProfile", status="Accepted")
    talk.exchange("csms", "GetChargingProfiles", status="NoProfiles")
    assert talk.habits.due() == 0


def test_another_status_is_followed_by_nothing() -> None:
    talk = Talk(PROFILES, REPORT)
    talk.exchange("csms", "SetChargingProfile", status="Rejected")
    talk.exchange("station", "BootNotification", status="Accepted")
    assert talk.habits.due() == 0


def test_answers_of_the_csms_count_as_well() -> None:
    talk = Talk(REPORT)
    talk.exchange("station", "BootNotification", status="Pending")
    assert talk.habits.due() > 0


def test_patience_ends() -> None:
    talk = Talk(PROFILES, patience=0)
    talk.exchange("csms", "SetChargingProfile", status="Accepted")
    assert talk.habits.due() == 0


@pytest.mark.parametrize(
    ("habits", "may_follow"),
    [
        ([], True),
        ([Habit(action="GetVariables")], True),
        ([PROFILES, REPORT], False),
        ([PROFILES, Habit(action="CostUpdated")], False),
        ([Habit(action="GetVariables", after={"BootNotification": "Accepted"})], True),
    ],
)
def test_only_habits_that_follow_something_else_leave_a_boot_alone(habits: list[Habit], may_follow: bool) -> None:
    assert Talk(*habits).habits.may_follow_a_boot is may_follow
