"""Output of commands: encodings, closed pipes, NO_COLOR, logs."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

COMMAND = str(Path(sys.executable).parent / "plugfest")
PATIENCE = 120


def _run(folder: Path, *words: str, **environment: str) -> "subprocess.CompletedProcess[bytes]":
    words, environment = (COMMAND, *words), {**os.environ, **environment}
    return subprocess.run(words, cwd=folder, env=environment, capture_output=True, timeout=PATIENCE, check=False)


@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
def test_unencodable_characters_are_replaced(tmp_path: Path, encoding: str) -> None:
    done = _run(tmp_path, "run", "TC_P_02", PYTHONIOENCODING=encoding)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"+ PASS" in done.stdout
    assert (tmp_path / "results" / "report.html").exists()
    assert b"TC_P_02_CSMS  +" in _run(tmp_path, "cases", "P", PYTHONIOENCODING=encoding).stdout


def test_run_continues_after_its_output_pipe_is_closed(tmp_path: Path) -> None:
    shell = f"{COMMAND} run P --results results | head -1"
    pipe = subprocess.PIPE
    done = subprocess.run(shell, shell=True, cwd=tmp_path, stdout=pipe, stderr=pipe, timeout=PATIENCE, check=False)
    assert done.stderr == b""
    assert done.stdout.count(b"\n") == 1
    assert "2 passed, 249 not run" in (tmp_path / "results" / "results.md").read_text()


def test_log_shows_each_case_on_one_line(plugfest: Any, their_csms: str, described: Any) -> None:
    said = plugfest("run", "TC_B_20", "TC_B_01", "--csms", described(their_csms))
    line = next(line for line in said.out.splitlines() if "TC_B_20_CSMS" in line)
    assert "[operator] in the configuration has kind" in line
    assert "\x1b" not in said.out


def test_show_uses_the_latest_run_that_played_the_case(plugfest: Any, their_csms: str, described: Any) -> None:
    file = described(their_csms)
    plugfest("run", "TC_B_01", "--csms", file)
    plugfest("run", "TC_E_03", "--csms", file)
    said = plugfest("show", "TC_B_01")
    assert "results/history/" in said.out.splitlines()[0]
    assert "TC_B_01  " in said.out
    assert "results/run.jsonl" in plugfest("show", "TC_E_03").out.splitlines()[0]


def test_report_lists_its_files_in_six_lines(plugfest: Any, their_csms: str, described: Any) -> None:
    plugfest("run", "TC_B_01", "--csms", described(their_csms))
    lines = plugfest("report", "results/run.jsonl").out.splitlines()
    assert len(lines) == 6
    assert "results/allure/ (" in lines[-1]
