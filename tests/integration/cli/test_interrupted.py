"""A run that is interrupted, killed, or loses its CSMS: the record is whole as far as it can be, nothing is left."""

import json
import os
import shlex
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

PATIENCE = 60


def wait_until(true: Callable[[], Any], what: str) -> Any:
    """Look again and again; what is looked for happens in another process."""
    end = time.monotonic() + PATIENCE
    while not (found := true()):
        assert time.monotonic() < end, f"never: {what}"
        time.sleep(0.02)
    return found


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_in_the_middle(
    begin: Any, record: Any, csms_of: Any, tmp_path: Path, number: signal.Signals
) -> None:
    running = begin("run", "B", "--workers", "2")
    assert "PASS" in running.stdout.readline()
    running.send_signal(number)
    out, err = running.communicate(timeout=PATIENCE)
    assert (running.returncode, err) == (130, "")
    run = record()
    assert (run.footer["interrupted"], run.footer["exit"], run.footer["csms_end"]) == (True, 130, "ended with code 0")
    causes = {case["cause"]["code"] for case in run.cases if case["cause"]}
    assert causes == {"interrupted", "not-selected"}
    assert {case["verdict"] for case in run.cases} == {"PASS", "INCONCLUSIVE", "NOT_RUN"}
    assert csms_of() == []
    assert (tmp_path / "results" / "results.md").exists()
    assert "interrupted" in out


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_before_anything_was_played(begin: Any, csms_of: Any, number: signal.Signals) -> None:
    running = begin("run", "B")
    wait_until(csms_of, "the CSMS is started")
    running.send_signal(number)
    _, err = running.communicate(timeout=PATIENCE)
    assert (running.returncode, err) == (130, "plugfest: interrupted before the first case was played\n")
    assert csms_of() == []


def test_a_run_that_is_killed_leaves_a_record_that_can_be_read_and_no_csms(
    begin: Any, plugfest: Any, record: Any, csms_of: Any
) -> None:
    running = begin("run", "B")
    assert "PASS" in running.stdout.readline()
    running.kill()
    running.wait(PATIENCE)
    wait_until(lambda: not csms_of(), "the CSMS ends with the run")
    run = record()
    assert run.footer is None
    assert "PASS" in {case["verdict"] for case in run.cases}
    assert plugfest("report", "results/run.jsonl").code == 0
    said = plugfest("run", "TC_B_01", "TC_C_02", "--resume", "results/run.jsonl")
    assert said.code == 0
    assert len([case for case in record().cases if case["verdict"] == "PASS"]) >= 2


def test_a_csms_that_is_killed_in_the_middle(begin: Any, record: Any, csms_of: Any) -> None:
    running = begin("run", "B", "--workers", "2")
    assert "PASS" in running.stdout.readline()
    (pid,) = csms_of()
    os.kill(pid, signal.SIGKILL)
    out, err = running.communicate(timeout=PATIENCE)
    assert (running.returncode, err) == (1, "")
    run = record()
    assert run.footer["exit"] == 1
    assert run.footer["csms_end"].startswith("it had ended before, with code -9")
    verdicts = {case["verdict"] for case in run.cases}
    assert verdicts == {"PASS", "INCONCLUSIVE", "NOT_RUN"}
    undecided = [case for case in run.cases if case["verdict"] == "INCONCLUSIVE"]
    assert {case["cause"]["code"] for case in undecided} <= {"csms-died", "order-failed"}, [
        case["cause"] for case in undecided
    ]
    assert "csms-died" in {case["cause"]["code"] for case in undecided}
    assert "the CSMS is gone" in out


def test_two_runs_at_once_and_twice_in_a_row_against_one_csms_that_runs_for_long(
    begin: Any, verdicts: Any, tmp_path: Path
) -> None:
    csms = begin("csms", "--port", "0", "--operator-port", "0", "--password-cost", "8")
    words = dict(word.split("=", 1) for word in shlex.split(csms.stdout.readline()) if "=" in word)
    (tmp_path / "mine.toml").write_text(
        f'[csms]\nname = "mine"\n[addresses.1]\nurl = "{words["ws"]}"\n'
        f'[operator]\nkind = "compact"\nurl = "{words["operator"]}"\n'
        f"token = {json.dumps(Path(words['token']).read_text().strip())}\n"
        '[[habits]]\naction = "GetVariables"\n'
        'where = { getVariableData = [{ variable = { name = "ItemsPerMessage" } }] }\n'
    )
    for turn in ("first", "second"):
        runs = [
            begin("run", "TC_B_22", "TC_F_01", "--csms", "mine.toml", "--results", f"{turn}-{at}")
            for at in ("once", "the-same-time")
        ]
        for at, run in zip(("once", "the-same-time"), runs, strict=True):
            out, _ = run.communicate(timeout=PATIENCE)
            assert run.returncode == 0, out
            assert set(verdicts(f"{turn}-{at}").values()) == {"PASS"}
    csms.terminate()
    assert csms.wait(PATIENCE) == 0
