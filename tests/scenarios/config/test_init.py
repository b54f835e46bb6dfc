"""A file written by `plugfest init` can be read and used unchanged."""

from pathlib import Path

import pytest

from plugfest.scenarios.config.description import CsmsDescription
from plugfest.scenarios.config.init import Answers, configuration, interview
from plugfest.scenarios.config.read import read_description
from plugfest.scenarios.intents import IdToken


def described(folder: Path, answers: Answers) -> CsmsDescription:
    file = folder / "csms.toml"
    file.write_text(configuration(answers))
    return read_description(file, {"PLUGFEST_PASSWORD": "sixteen-or-longer"})


@pytest.mark.parametrize("operator", ["none", "http", "manual", "python", "citrineos"])
def test_written_file_is_read_for_every_kind_of_operator(tmp_path: Path, operator: str) -> None:
    description = described(tmp_path, Answers(operator=operator))
    assert description.operator["kind"] == ("http" if operator == "citrineos" else operator)
    assert description.addresses[1].url == "ws://localhost:9000/{station}"
    assert description.stations[0].password == "sixteen-or-longer"


def test_quotes_are_escaped_and_the_profile_follows_the_url(tmp_path: Path) -> None:
    answers = Answers(name='The "best"', url="wss://host/{station}", password="", token="AA", station="RDAM 123")
    description = described(tmp_path, answers)
    assert description.name == 'The "best"'
    assert list(description.addresses) == [2]
    assert description.stations[0].password is None
    assert description.tokens == {"valid": IdToken("AA")}


def test_interview_repeats_a_question_after_an_invalid_answer() -> None:
    replies = iter(["other", "Mine", "ws://host/ocpp", "CS1", "-", "AABB", "htp", "http", "http://api"])
    asked: list[str] = []

    def asks(question: str, default: str) -> str:
        asked.append(question)
        return next(replies)

    assert interview(asks) == Answers(
        name="Mine",
        url="ws://host/ocpp/{station}",
        station="CS1",
        password="",
        token="AABB",
        operator="http",
        base_url="http://api",
    )
    assert asked[0].startswith("Which product is it: citrineos, other?")
    assert asked[7].startswith("'htp' is none of them")


def test_interview_proposes_the_values_of_a_product(tmp_path: Path) -> None:
    replies = {"Which product": "citrineos", "On which host": "csms.local"}
    answers = interview(
        lambda question, default: next((r for q, r in replies.items() if question.startswith(q)), default)
    )
    description = described(tmp_path, answers)
    assert description.addresses[1].url == "ws://csms.local:8082/{station}"
    assert sorted(description.addresses) == [1, 2, 3]
    assert {(s.security_profile, s.role) for s in description.stations} >= {(1, "ordinary"), (2, "disposable")}
    assert sum(s.role == "ordinary" and s.security_profile == 1 for s in description.stations) == 4
    assert description.tokens["valid"] == IdToken("AABBCC01")
    assert description.tokens["contract"] == IdToken("NLPFGC00000001", "eMAID")
    assert description.pace.reconnect_pause == 2
