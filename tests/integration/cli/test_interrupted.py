"""A run that is interrupted or killed, or whose CSMS is killed: its record is readable and no process remains."""

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
def test_interrupted_run_completes_its_record_and_reports(
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
def test_run_interrupted_before_the_first_case_exits_with_130(begin: Any, csms_of: Any, number: signal.Signals) -> None:
    running = begin("run", "B")
    wait_until(csms_of, "the CSMS is started")
    running.send_signal(number)
    _, err = running.communicate(timeout=PATIENCE)
    assert (running.returncode, err) == (130, "plugfest: interrupted before the first case was played\n")
    assert csms_of() == []


def test_killed_run_leaves_a_readable_record_and_no_csms_process(
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


def test_run_whose_csms_is_killed_records_undecided_cases(begin: Any, record: Any, csms_of: Any) -> None:
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
    assert {case["cause"]["code"] for case in undecided} == {"csms-died"}, [case["cause"] for case in undecided]
    assert "the CSMS is gone" in out


def test_concurrent_and_repeated_runs_pass_against_one_csms(begin: Any, verdicts: Any, tmp_path: Path) -> None:
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
