"""Dockerfile and compose.yaml: their commands, carried out without an engine in an environment of the wheel."""

import json
import re
import socket
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from package.conftest import ROOT

DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
STAGES = {stage.split()[2]: stage for stage in re.split(r"^FROM ", DOCKERFILE, flags=re.MULTILINE)[1:]}
PORTS = ("9000", "9001", "9002", "9003", "9004")


def words_of(stage: str, instruction: str) -> list[str]:
    """Return the words of an instruction in its JSON form."""
    (found,) = re.findall(rf"^(?:HEALTHCHECK .*)?{instruction} (\[.*\])$", STAGES[stage], re.MULTILINE)
    words: list[str] = json.loads(found)
    return words


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return what stands here for the ports, the folder and the host of the containers."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in PORTS]
    free = [str(each.getsockname()[1]) for each in sockets]
    for each in sockets:
        each.close()
    folder = tmp_path_factory.mktemp("data")
    ports = dict(zip(PORTS, free, strict=True))
    return {**ports, "/data": str(folder), "//csms:": "//localhost:", "0.0.0.0": "127.0.0.1"}


def moved(text: str, places: dict[str, str]) -> str:
    """Return a text of the containers with the places of this machine."""
    for theirs, ours in places.items():
        text = text.replace(theirs, ours)
    return text


@pytest.fixture(scope="module")
def csms(clean_environment: Path, places: dict[str, str]) -> Iterator["subprocess.Popen[str]"]:
    """Start the compact CSMS as its image does."""
    program, *words = words_of("csms", "ENTRYPOINT")
    words += ["localhost" if word == "csms" else word for word in COMPOSE["services"]["csms"]["command"]]
    command = [str(clean_environment / program), *(moved(word, places) for word in words)]
    process = subprocess.Popen([*command, "--password-cost", "8"], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline().startswith("compact CSMS ready: ")
    yield process
    process.terminate()
    process.communicate()


def test_health_of_the_csms_is_that_of_its_process(
    csms: "subprocess.Popen[str]", clean_environment: Path, places: dict[str, str]
) -> None:
    program, *words = words_of("csms", "CMD")
    command = [str(clean_environment / program), *(moved(word, places) for word in words)]
    assert csms.poll() is None
    assert subprocess.run(command, check=False).returncode == 0
    command[-1] = command[-1].replace(places["9001"], places["9004"])
    assert subprocess.run(command, check=False, capture_output=True).returncode != 0


@pytest.mark.usefixtures("csms")
def test_run_of_the_composition_plays_cases_against_its_csms(
    clean_environment: Path, places: dict[str, str], tmp_path: Path
) -> None:
    configuration = moved(COMPOSE["configs"]["compact-csms"]["content"], places)
    assert tomllib.loads(configuration)["addresses"].keys() == {"1", "2"}
    (tmp_path / "compact-csms.toml").write_text(configuration)
    (program,) = words_of("plugfest", "ENTRYPOINT")
    verb, option, file = COMPOSE["services"]["run"]["command"][:3]
    command = [clean_environment / program, verb, option, file.removeprefix("/"), "TC_P_02", "TC_A_04"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert "2 passed" in done.stdout


def test_images_run_without_root_and_without_what_is_needed_to_build() -> None:
    assert "USER 10001" in STAGES["base"]
    assert "pip uninstall" in STAGES["base"]
    for stage in ("csms", "plugfest"):
        assert STAGES[stage].startswith("base AS")
        assert not re.search(r"^(RUN|USER|COPY|ADD)\b", STAGES[stage], re.MULTILINE)
    assert len(set(re.findall(r"^FROM (python:3\.13-slim-\w+)", DOCKERFILE, re.MULTILINE))) == 1


def test_compose_file_waits_until_its_csms_is_healthy() -> None:
    assert COMPOSE["services"]["run"]["depends_on"] == {"csms": {"condition": "service_healthy"}}
    assert {service["build"]["target"] for service in COMPOSE["services"].values()} <= STAGES.keys()
