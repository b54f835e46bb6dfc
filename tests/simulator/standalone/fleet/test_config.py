"""Reading the TOML file of a fleet."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from plugfest.simulator.standalone.fleet.config import FleetError, fleet_of, read_fleet

LEAST: dict[str, Any] = {"url": "ws://127.0.0.1:9/{station}", "stations": 100, "duration": "1m"}


def test_a_fleet_has_defaults() -> None:
    fleet = fleet_of(LEAST)
    assert (fleet.duration, fleet.ramp_up, fleet.url_of(7)) == (60, 0, "ws://127.0.0.1:9/FLEET-00007")
    assert fleet.behaviour_of(1) == "idle"


def test_behaviours_follow_their_shares_reproducibly() -> None:
    shares = {"idle": 70, "commuter": {"share": 20, "charge": "10s"}, "flaky-network": 10}
    fleet = fleet_of({**LEAST, "behaviours": shares})
    counted = Counter(fleet.behaviour_of(number) for number in range(1, 1001))
    assert [round(counted[name] / 10) for name in shares] == [70, 20, 10]
    assert fleet.behaviours["commuter"] == {"share": 20, "charge": 10.0}
    other = fleet_of({**LEAST, "behaviours": shares, "seed": 2})
    assert [other.behaviour_of(n) for n in range(50)] != [fleet.behaviour_of(n) for n in range(50)]


@pytest.mark.parametrize(
    ("changed", "what"),
    [
        ({"statoins": 1}, 'there is no "statoins"'),
        ({"stations": 0}, "stations must be a whole number"),
        ({"url": "ws://x/CS1"}, 'hold "{station}"'),
        ({"url": "http://x/{station}"}, "must begin with ws://"),
        ({"duration": "long"}, "duration: a duration is"),
        ({"identity": "CS"}, 'identity must hold "{number}"'),
        ({"identity": "CS{x}"}, 'identity must hold "{number}"'),
        ({"behaviours": {"lazy": 1}}, 'there is no behaviour "lazy"'),
        ({"behaviours": {"idle": {"charge": 1}}}, "behaviours.idle has no charge"),
        ({"behaviours": {"idle": -1}}, "share must be a number"),
        ({"behaviours": {"idle": 0}}, "all shares are 0"),
        ({"behaviours": {}}, "must be a table"),
        ({"boot_storms": [{"share": 1}]}, "each has `at`"),
        ({"boot_storms": [{"at": 1, "share": 2}]}, "share must be greater than 0"),
        ({"seed": -1}, "seed must be a whole number"),
        ({"tokens": []}, "at least one token"),
        ({"password": 1}, "password must be a text"),
        ({"password": {"env": "NO_SUCH_VARIABLE"}}, "NO_SUCH_VARIABLE is not set"),
    ],
)
def test_mistake_names_the_member(changed: dict[str, Any], what: str) -> None:
    with pytest.raises(FleetError) as raised:
        fleet_of({**LEAST, **changed})
    assert what in str(raised.value)


@pytest.mark.parametrize("missing", ["url", "stations", "duration"])
def test_a_missing_member_is_named(missing: str) -> None:
    with pytest.raises(FleetError, match=f"{missing} is missing"):
        fleet_of({name: value for name, value in LEAST.items() if name != missing})


def test_mistake_names_the_file(tmp_path: Path) -> None:
    (tmp_path / "fleet.toml").write_text("stations = ")
    with pytest.raises(FleetError, match=r"fleet\.toml"):
        read_fleet(tmp_path / "fleet.toml")
    (tmp_path / "fleet.toml").write_text("stations = 1")
    with pytest.raises(FleetError, match=r"fleet\.toml: url is missing"):
        read_fleet(tmp_path / "fleet.toml")


def test_a_password_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLEET_PASSWORD", "secret")
    assert fleet_of({**LEAST, "password": {"env": "FLEET_PASSWORD"}}).password == "secret"
