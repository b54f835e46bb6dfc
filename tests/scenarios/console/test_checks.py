"""The problems of a CSMS's file, as the start page lists them."""

from pathlib import Path

from plugfest.scenarios.console.console import Console
from plugfest.scenarios.suites.ocpp201_csms import SUITE


def test_problems_have_their_place_and_the_lines_to_add(tmp_path: Path) -> None:
    file = tmp_path / "csms.toml"
    file.write_text(
        '[csms]\nname = "X"\n\n[addresses.1]\nurl = "ws://localhost/{station}"\n\n[pace]\nmesage = 3\n\n'
        '[operator]\nkind = "manual"\n'
    )
    checks = Console(SUITE, file, tmp_path).checks
    checks.read()
    station, pace = checks.findings
    assert (station.where, station.toml) == ("", '[[stations]]\nidentity = "..."\npassword = { env = "..." }\n')
    assert (pace.where, pace.text) == ("line 8, pace.mesage", 'is not known; did you mean "message"?')
