"""The cases as pytest items: `pytest --pyargs plugfest.scenarios --csms my-csms.toml -k TC_B_21`.

Loaded in every pytest run where plugfest is installed, so it imports large modules only when a case is played.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from plugfest.scenarios.pytest_plugin.runner import PytestRunner

_HERE = Path(__file__).resolve().parent.parent
_RUNNER = pytest.StashKey["PytestRunner"]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare plugfest's options; pytest already has --strict."""
    group = parser.getgroup("plugfest", "OCPP 2.0.1 conformance cases (--pyargs plugfest.scenarios)")
    group.addoption("--csms", metavar="FILE", help="the CSMS to test, as a TOML file; default: the compact CSMS")
    group.addoption("--csms-strict", action="store_true", help="a request that no step expects fails the case")


def pytest_collect_directory(path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect cases in the package of the scenarios, independent of the user's python_files and python_functions."""
    if path.resolve() != _HERE:
        return None
    return Cases.from_parent(parent, path=path)


def pytest_sessionstart(session: pytest.Session) -> None:
    """Exit at once if pytest-xdist would start more processes than there are stations."""
    csms, processes = session.config.getoption("--csms"), session.config.getoption("numprocesses", None)
    if csms is None or hasattr(session.config, "workerinput") or not isinstance(processes, int) or processes < 2:
        return
    from plugfest.scenarios.pytest_plugin.runner import RunnerError, check_pool

    try:
        check_pool(csms, processes)
    except RunnerError as error:
        pytest.exit(str(error), returncode=2)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """End the compact CSMS, if one was started."""
    runner = session.config.stash.get(_RUNNER, None)
    if runner is not None:
        runner.close()


class Cases(pytest.Directory):
    """Collects all cases that have a scenario."""

    def __init__(self, **arguments: Any) -> None:
        super().__init__(**{"nodeid": "plugfest.scenarios", **arguments})

    def collect(self) -> Iterable[pytest.Item]:
        """Yield one item per case, in the order of Part 6."""
        from plugfest.scenarios.suites.ocpp201_csms import SUITE

        for case in SUITE.cases.values():
            if case.id in SUITE.scenarios and case.official:
                yield CaseItem.from_parent(self, name=case.id)


class CaseFailedError(Exception):
    """A case did not pass; the text is shown in the terminal."""


class CaseItem(pytest.Item):
    """One case."""

    def __init__(self, **arguments: Any) -> None:
        super().__init__(**arguments)
        from plugfest.scenarios.suites.ocpp201_csms import SUITE

        self.case = SUITE.cases[self.name]
        self.extra_keyword_matches |= {*self.case.profiles, *self.case.former_profiles, f"block_{self.case.block}"}

    def runtest(self) -> None:
        """Play the case; skip it if it does not apply to this CSMS."""
        from plugfest.reports.visible import visible, visible_line

        record = self._runner().play(self.name)
        self.user_properties.append(("verdict", record["verdict"]))
        self.add_report_section("call", "what happened", visible(_trace(record)))
        if self.config.getoption("allure_report_dir", None):
            from plugfest.scenarios.pytest_plugin.allure import tell

            tell(record)
        cause = visible_line(record["cause"]["text"]) if record["cause"] else ""
        if record["verdict"] == "NOT_APPLICABLE":
            pytest.skip(cause)
        if record["excused"] is not None:
            pytest.xfail(record["excused"]["reason"])
        if record["verdict"] != "PASS":
            raise CaseFailedError(f"{record['verdict']}: {cause}\n{_violations(record)}".rstrip())

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Return the failure text, without plugfest's own source."""
        from plugfest.reports.visible import visible

        if isinstance(excinfo.value, CaseFailedError):
            return visible(str(excinfo.value))
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Return the location and name of the case for reports."""
        return self.path, None, f"{self.name} {self.case.title}"

    def _runner(self) -> PytestRunner:
        from plugfest.scenarios.pytest_plugin.runner import PytestRunner, RunnerError

        stash = self.config.stash
        if _RUNNER not in stash:
            try:
                stash[_RUNNER] = PytestRunner(self.config.getoption("--csms"), self.config.getoption("--csms-strict"))
            except RunnerError as error:
                pytest.exit(str(error), returncode=2)
        return stash[_RUNNER]


def _violations(record: dict[str, Any]) -> str:
    from plugfest.reports.validations import with_step

    return "\n".join(
        f"  {play['label']}: {with_step(validation)}"
        for play in record["plays"]
        for validation in play["validations"]
        if validation["outcome"] == "violated"
    )


def _trace(record: dict[str, Any]) -> str:
    from plugfest.reports.visible import visible_line

    lines = []
    for play in record["plays"]:
        lines.append(f"-- {play['label']}")
        for entry in play["trace"]:
            said = entry.get("text") or entry.get("detail") or ""
            who = entry.get("from", entry["type"])
            lines.append(f"{entry['at']:9.3f}  {who:<8} {visible_line(said)}")
    return "\n".join(lines)
