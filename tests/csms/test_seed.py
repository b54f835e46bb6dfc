"""Stations, tokens, tariffs and policies of a seed file."""

from pathlib import Path
from typing import Any

import pytest

from plugfest.csms.seed import SeedError, read

SEED = """
[policies]
heartbeat_interval = 42

[[stations]]
id = "CS9"
password = "correct horse battery"
boot = { policy = "pending", times = 1, interval = 5 }
tariff = "day"

[[stations]]
id = "CS10"
password = "correct horse battery"
heartbeat_interval = 7

[[groups]]
name = "fleet"
id_token = "FLEET"

[[tokens]]
id_token = "04A1"
group = "fleet"

[[tokens]]
id_token = "DEADBEEF"
status = "Blocked"

[[tariffs]]
name = "day"
currency = "EUR"
energy = { price = "0.30", tax = "19" }
"""


async def test_seed_file_fills_the_csms(make_process: Any, make_world: Any, tmp_path: Path) -> None:
    seed = tmp_path / "lab.toml"
    seed.write_text(SEED)
    process = make_process("--password-cost", "8", "--seed", str(seed), "--station", "CS11:correct horse battery")
    world = await make_world(process)
    assert [station["station"] for station in await world.operator.get("/stations")] == ["CS10", "CS11", "CS9"]
    assert (await world.operator.get("/tokens/ISO14443/04A1"))["group"] == {"idToken": "FLEET", "type": "Central"}
    assert (await world.operator.get("/tokens/ISO14443/deadbeef"))["status"] == "Blocked"
    assert (await world.operator.get("/stations/CS9/tariff"))["currency"] == "EUR"
    pending = await world.connect("CS9")
    assert await pending.boots() | {"currentTime": ""} == {"status": "Pending", "currentTime": "", "interval": 5}
    assert [(await (await world.connect(id_)).boots())["interval"] for id_ in ("CS10", "CS11")] == [7, 42]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[[stations]\n", "(at line 1, column 11)"),
        ("[[stations]]\nid = 'CS1'\npasword = 'x'\n", "unknown field `pasword` - at `$.stations[0]`"),
        ("[[tokens]]\nid_token = '04A1'\ntype = 'RFID'\n", "'RFID' - at `$.tokens[0].type`"),
    ],
)
def test_mistake_in_a_seed_file_is_reported_with_its_place(tmp_path: Path, text: str, reason: str) -> None:
    seed = tmp_path / "seed.toml"
    seed.write_text(text)
    with pytest.raises(SeedError) as error:
        read(seed)
    assert str(error.value).startswith(str(seed))
    assert reason in str(error.value)


def test_seed_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    seed = tmp_path / "seed.toml"
    seed.write_bytes(b"\xef\xbb\xbf[[tokens]]\nid_token = '04A1'\n")
    assert [token.id_token for token in read(seed).tokens] == ["04A1"]


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("--token", "RFID/04A1"), "Invalid enum value 'RFID'"),
        (("--seed", "/nowhere/seed.toml"), "/nowhere/seed.toml: No such file or directory"),
        (("--port", "99999"), "a port is a number from 0 to 65535, was '99999'"),
        (("--base-path", "/a b"), "a path has letters, digits, - and _ between slashes"),
        (("--station", "CS1:"), "a station is ID or ID:PASSWORD"),
    ],
)
def test_wrong_argument_is_reported_in_one_line(make_process: Any, arguments: tuple[str, ...], reason: str) -> None:
    process = make_process(*arguments)
    errors = process.popen.communicate(timeout=10)[1]
    assert process.popen.returncode == 2
    assert reason in errors.splitlines()[-1]
