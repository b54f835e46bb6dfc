"""Known failures: entries of the baseline in the CSMS's file."""

from pathlib import Path

from plugfest.reports.record import read_record
from plugfest.scenarios.config.read import read_description
from plugfest.scenarios.console.known import append, entries
from plugfest.scenarios.console.requests import Known


def test_known_failure_is_appended_to_the_csms_file(record: Path, tmp_path: Path) -> None:
    failed, passed = map(dict, read_record(record).cases)
    file = tmp_path / "csms.toml"
    file.write_text(
        '[csms]\nname = "X"\n[addresses.1]\nurl = "ws://localhost/{station}"\n'
        '[[stations]]\nidentity = "A"\npassword = "p"'
    )
    toml = entries(failed, Known("ticket 7", "https://example.com/7", "2099-01-01"))
    assert append(file, toml) is None
    known = read_description(str(file)).baseline
    assert {(entry.case, entry.reason, str(entry.until)) for entry in known} == {
        ("TC_B_01_CSMS", "ticket 7", "2099-01-01")
    }
    assert entries(passed, Known("nothing")) == ""
    before = file.read_text()
    assert "nonsense" in str(append(file, "[nonsense]\n"))
    assert file.read_text() == before
