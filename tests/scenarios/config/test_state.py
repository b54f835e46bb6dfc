"""Changes to a station are remembered for the next run, even after a kill."""

import stat
from pathlib import Path

import pytest

from plugfest.scenarios.config.description import Address
from plugfest.scenarios.config.problems import ConfigurationError
from plugfest.scenarios.config.read import read_description
from plugfest.scenarios.config.state import StateFile

TOML = """
[csms]
name = "Mine"
state_file = "state/mine.json"
[addresses.1]
url = "ws://localhost/{station}"
[[stations]]
identity = "CS1"
password = "the-first-password"
[[stations]]
identity = "CS2"
password = "another-password"
[[cannot]]
what = "TC_F_06"
reason = "no locks"
"""


def test_remembered_password_is_used_in_the_next_run(tmp_path: Path) -> None:
    file = tmp_path / "csms.toml"
    file.write_text(TOML)
    assert [station.password for station in read_description(file).stations] == [
        "the-first-password",
        "another-password",
    ]
    state = StateFile(tmp_path / "state" / "mine.json")
    state.remember("CS1", {"password": "the-second-password", "security_profile": 2})
    state.remember("CS1", {"security_profile": None})
    description = read_description(file)
    assert [station.password for station in description.stations] == ["the-second-password", "another-password"]
    assert description.stations[0].security_profile is None
    assert "the-second-password" in description.secrets


def test_state_file_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    state = StateFile(tmp_path / "state.json")
    state.remember("CS1", {"key": "secret"})
    assert stat.S_IMODE((tmp_path / "state.json").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["state.json"]


def test_foreign_file_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("my notes")
    with pytest.raises(ConfigurationError, match="is no state of plugfest's"):
        StateFile(tmp_path / "notes.txt").remember("CS1", {"password": "p"})
    assert (tmp_path / "notes.txt").read_text() == "my notes"


def test_address_values_are_inserted_and_encoded() -> None:
    address = Address(url="wss://host/{tenant}/ocpp/{station}")
    assert address.url_for("RDAM 123", {"tenant": "a/b"}) == "wss://host/a%2Fb/ocpp/RDAM%20123"


def test_short_case_name_is_expanded(tmp_path: Path) -> None:
    (tmp_path / "csms.toml").write_text(TOML)
    assert read_description(tmp_path / "csms.toml").cannot[0].what == "TC_F_06_CSMS"
