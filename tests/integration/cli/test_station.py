"""`plugfest station` as a user starts it, and the examples of its page."""

import asyncio
import json
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from support.compact_csms import PASSWORD, Operator, new_operator, operator_session, running_csms
from support.documentation import DOCS, blocks

from plugfest.simulator import parse_script
from plugfest.simulator.standalone.misbehaviour import MISBEHAVIOURS
from plugfest.simulator.standalone.verbs import VERBS

PAGE = (DOCS / "station.md").read_text(encoding="utf-8")
PLUGFEST = Path(sys.executable).parent / "plugfest"


def example(language: str) -> str:
    """The first example of the page in this language."""
    return next(block.text for block in blocks("docs/station.md") if block.language == language)


def station(*words: str, text: str = "") -> "subprocess.CompletedProcess[str]":
    command = [str(PLUGFEST), "station", *words]
    return subprocess.run(command, input=text, capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture(scope="module")
def csms() -> Iterator[dict[str, str]]:
    with running_csms() as addresses:
        yield addresses


@pytest.fixture
async def operator(csms: dict[str, str]) -> AsyncIterator[Operator]:
    async with operator_session(csms) as session:
        made = await new_operator(csms, session)
        await made.put("/tokens/ISO14443/TAG1")
        yield made


async def test_script_example_of_the_page_runs(operator: Operator, tmp_path: Path) -> None:
    (tmp_path / "day.yaml").write_text(example("yaml"))
    words = [operator.url, "--password", PASSWORD, "--script", str(tmp_path / "day.yaml"), "--speed", "600", "--judge"]
    done = await asyncio.to_thread(station, *words)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "line 12: unplug" in done.stdout
    (seen,) = await operator.sees()
    assert (seen["running"], seen["missing"]) == (False, [])


async def test_terminal_example_of_the_page_runs(operator: Operator) -> None:
    session = [line.partition("> ")[2] for line in example("text").splitlines()]
    assert session[-1] == "quit"
    done = await asyncio.to_thread(station, operator.url, "--password", PASSWORD, text="\n".join(session))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Charging" in done.stdout


async def test_python_example_of_the_page_runs(operator: Operator) -> None:
    names: dict[str, object] = {"__name__": "example"}
    exec(compile(example("python"), "docs/station.md", "exec"), names)
    await names["main"](operator.url, PASSWORD)  # type: ignore[operator]


def test_page_documents_every_verb_and_misbehaviour() -> None:
    for name in (*VERBS, *MISBEHAVIOURS):
        assert f"`{name}" in PAGE, name


def test_script_example_of_the_page_has_seven_steps() -> None:
    assert len(parse_script(example("yaml"))) == 7


def test_schema_option_prints_the_script_schema() -> None:
    done = station("--schema")
    assert (done.returncode, json.loads(done.stdout)["title"]) == (0, "Script of a plugfest station")


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (["http://x/CS1"], "must begin with ws:// or wss://"),
        (["ws://x/"], "must end with the identity"),
        (["ws://x/CS1", "--profile", "3"], "needs a wss:// URL"),
        (["wss://x/CS1", "--profile", "3"], "needs --certificate and --key"),
        (["ws://x/CS1", "--script", "/no/such.yaml"], "cannot read /no/such.yaml"),
        (["ws://x/CS1", "--evses", "0"], "--evses must be at least 1"),
        (["ws://x:99999/CS1"], "Port out of range"),
        (["ws://x/CS1", "--control", "99999"], "--control must be a port"),
        (["ws://x/CS1", "--speed", "0"], "the speed must be greater than 0"),
    ],
)
def test_invalid_arguments_are_reported_in_one_line(plugfest: Any, words: list[str], what: str) -> None:
    said = plugfest("station", *words)
    assert (said.code, said.err.count("\n")) == (2, 1)
    assert what in said.err
