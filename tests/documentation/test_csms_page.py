"""The examples of docs/csms.md run as they are."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.documentation import DOCS, blocks
from websockets.sync.client import connect

from plugfest.csms.client import CompactCsms
from plugfest.csms.faults.kinds import AnyFault

pytestmark = pytest.mark.process

PAGE = (DOCS / "csms.md").read_text(encoding="utf-8")
SHELL = [block.text for block in blocks("docs/csms.md") if block.language == "sh"]
PYTHON = [block.text for block in blocks("docs/csms.md") if block.language == "python"]
BOOT = {"reason": "PowerUp", "chargingStation": {"model": "M", "vendorName": "V"}}


@pytest.fixture(scope="module")
def csms() -> Iterator[CompactCsms]:
    with CompactCsms.start("--security-profile", "1") as running:
        yield running


@pytest.mark.parametrize("text", [text for text in SHELL if "curl" in text])
def test_curl_examples_run(csms: CompactCsms, text: str, tmp_path: Path) -> None:
    with connect(csms.url_of("CS1"), subprotocols=["ocpp2.0.1"], proxy=None) as socket:  # type: ignore[list-item]
        socket.send(json.dumps([2, "1", "BootNotification", BOOT]))
        socket.recv(5)
        environment = {"API": csms.operator, "TOKEN": csms.token, "PATH": "/usr/bin:/bin", "no_proxy": "*"}
        script = ["bash", "-euo", "pipefail", "-c", text]
        outcome = subprocess.run(
            script, env=environment, capture_output=True, text=True, timeout=60, cwd=tmp_path, check=False
        )
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr


@pytest.mark.parametrize("text", PYTHON)
def test_python_examples_run(tmp_path: Path, text: str) -> None:
    (example := tmp_path / "test_example.py").write_text(text)
    words = ["-m", "pytest", "-q", "-p", "no:cacheprovider"] if "def test_" in text else []
    command = [sys.executable, "-P", *words, str(example)]
    outcome = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr


def test_every_kind_of_fault_is_documented() -> None:
    kinds = {kind.__struct_config__.tag for kind in AnyFault.__args__}  # type: ignore[attr-defined]
    assert {str(kind) for kind in kinds} == set(re.findall(r"^\| `([a-z-]+)` \|", PAGE, flags=re.MULTILINE))
