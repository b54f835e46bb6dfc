"""The cases as pytest items in a foreign repository that has packages named `csms` and `scenarios`."""

import json
import os
import subprocess
import sys
import threading
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from websockets.sync.server import ServerConnection, serve

PATIENCE = 120
Run = Callable[..., "subprocess.CompletedProcess[str]"]
THEIR_TOML = """
[csms]
name = "theirs"
[addresses.1]
url = "ws://127.0.0.1:1/{station}"
[[stations]]
identity = "PF-1"
"""


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    for package in ("csms", "scenarios", "simulator", "reports"):
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").write_text("raise RuntimeError('nobody asked for our packages')\n")
    (tmp_path / "pytest.ini").write_text("[pytest]\npython_files = check_*.py\npython_functions = check_*\n")
    (tmp_path / "check_ours.py").write_text("def check_one():\n    assert True\n")
    return tmp_path


@pytest.fixture
def silent_csms() -> Iterator[str]:
    """A CSMS that answers every call with nothing; the beginning of its URL."""

    def talk(connection: ServerConnection) -> None:
        for text in connection:
            connection.send(json.dumps([3, json.loads(text)[1], {}]))

    with serve(talk, "127.0.0.1", 0, subprotocols=["ocpp2.0.1"]) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"ws://127.0.0.1:{server.socket.getsockname()[1]}"
        server.shutdown()
        thread.join(10)


@pytest.fixture
def run(repository: Path) -> Run:
    """Runs pytest there, as its owners do."""

    def run(*words: str) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *words]
        # Bytecode is kept as everywhere: without it pytest rewrites a thousand modules every time.
        kept = {n: v for n, v in os.environ.items() if not n.startswith(("PYTEST", "PYTHONDONTWRITEBYTECODE"))}
        return subprocess.run(
            command, cwd=repository, env=kept, capture_output=True, text=True, timeout=PATIENCE, check=False
        )

    return run


def test_other_tests_of_the_repository_run_unchanged(run: Run) -> None:
    done = run()
    assert done.returncode == 0, done.stdout
    assert "1 passed" in done.stdout
    assert "warning" not in done.stdout


def test_one_case_is_selected_by_name(run: Run, repository: Path) -> None:
    done = run("--pyargs", "plugfest.scenarios", "-k", "TC_B_21", "--junitxml", "junit.xml", "-v")
    assert done.returncode == 0, done.stdout
    assert "plugfest.scenarios::TC_B_21_CSMS PASSED" in done.stdout
    assert "1 passed" in done.stdout
    (case,) = ElementTree.parse(repository / "junit.xml").getroot().iter("testcase")
    assert case.get("name") == "TC_B_21_CSMS"


def test_cases_run_in_several_xdist_workers(run: Run) -> None:
    done = run("--pyargs", "plugfest.scenarios", "-k", "TC_B_06 or TC_B_07 or TC_E_31", "-n", "2")
    assert done.returncode == 0, done.stdout
    assert "3 passed" in done.stdout


def test_cases_are_selected_by_block_and_profile(run: Run) -> None:
    done = run("--pyargs", "plugfest.scenarios", "-k", "block_L and not reservation", "--collect-only", "-q")
    assert done.returncode == 0
    names = [line for line in done.stdout.splitlines() if "TC_" in line]
    assert names
    assert all("TC_L_" in name for name in names)


def test_unreachable_csms_is_reported_in_one_line(run: Run, repository: Path) -> None:
    (repository / "theirs.toml").write_text(THEIR_TOML)
    done = run("--pyargs", "plugfest.scenarios", "-k", "TC_B_21", "--csms", "theirs.toml")
    assert done.returncode == 2
    assert "Cannot connect to 127.0.0.1:1" in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr


def test_failing_case_shows_its_cause_without_source_code(run: Run, repository: Path, silent_csms: str) -> None:
    (repository / "theirs.toml").write_text(THEIR_TOML.replace("ws://127.0.0.1:1", silent_csms))
    done = run("--pyargs", "plugfest.scenarios", "-k", "TC_B_01 or TC_B_21", "--csms", "theirs.toml", "--csms-strict")
    assert done.returncode == 1
    assert "FAIL: BootNotificationResponse must fit its JSON schema, " in done.stdout
    assert "FAILED plugfest.scenarios::TC_B_01_CSMS - FAIL: BootNotificationResponse" in done.stdout
    assert "step None" not in done.stdout
    assert "step 2: BootNotificationResponse: status must be 'Accepted', was absent" in done.stdout
    for ours in ("def runtest", "pytest_plugin.py:", "raise CaseFailedError", "site-packages", "Traceback"):
        assert ours not in done.stdout, ours
