"""Signals while something is done that must not be left half done."""

import os
import signal

import pytest

from plugfest.scenarios.engine.signals import SIGNALS, signals_held_back


@pytest.mark.parametrize("number", SIGNALS)
def test_signal_interrupts_only_when_the_work_is_done(number: signal.Signals) -> None:
    before, done = signal.getsignal(number), []

    def work() -> None:
        with signals_held_back():
            os.kill(os.getpid(), number)
            done.append("all of it")

    with pytest.raises(KeyboardInterrupt):
        work()
    assert done == ["all of it"]
    assert signal.getsignal(number) is before


def test_work_without_a_signal_is_not_interrupted() -> None:
    before = signal.getsignal(signal.SIGINT)
    with signals_held_back():
        assert signal.getsignal(signal.SIGINT) is not before
    assert signal.getsignal(signal.SIGINT) is before
