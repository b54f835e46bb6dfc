"""`plugfest validate`: the TOML files of CSMSs, looked at without connecting."""

from pathlib import Path
from typing import Any

import pytest


def test_file_of_init_can_be_used_although_its_password_is_not_set(
    plugfest: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PLUGFEST_PASSWORD", raising=False)
    plugfest("init", "--yes", "mine.toml")
    said = plugfest("validate", "mine.toml")
    noted, verdict = said.out.splitlines()
    assert (said.code, verdict) == (0, "✓ mine.toml can be used")
    assert noted.endswith("the environment has no PLUGFEST_PASSWORD; set it before the run")


def test_every_problem_of_every_file_is_named_with_its_line(plugfest: Any, described: Any, tmp_path: Path) -> None:
    good = described("ws://localhost:9/{station}")
    (tmp_path / "bad.toml").write_text((tmp_path / good).read_text().replace("identity", "identty"))
    said = plugfest("validate", "bad.toml", good, "absent.toml")
    assert said.code == 1
    assert said.out.splitlines() == [
        '✕ bad.toml: line 8, stations[1]: "identity" is missing',
        '✕ bad.toml: line 9, stations[1].identty: is not known; did you mean "identity"?',
        f"✓ {good} can be used",
        "✕ absent.toml: cannot be read: No such file or directory",
    ]
