"""Pool stations: their credentials are configured, and changed credentials are kept for the next run."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from plugfest.scenarios.certificates.pki import Pki
from plugfest.scenarios.certificates.table import CertificateTable
from plugfest.scenarios.config.description import StationEntry
from plugfest.scenarios.config.state import StateFile
from plugfest.scenarios.engine.run_case import RunContext, run_case
from plugfest.scenarios.intents import Intent
from plugfest.scenarios.operators.compact import CompactOperator
from plugfest.scenarios.suites.ocpp201_csms import SUITE


class OfAPool:
    """The compact operator, as one that cannot make stations."""

    provisions = False

    def __init__(self, operator: CompactOperator) -> None:
        self._operator = operator

    def __getattr__(self, name: str) -> Any:
        return getattr(self._operator, name)

    def cannot(self, intent: Intent) -> str | None:
        return self._operator.cannot(intent)

    async def prepare(self, *_: object) -> None:
        pass

    async def release(self, *_: object) -> None:
        pass


async def pool(bench: Any, folder: Path, **station: Any) -> RunContext:
    """A run context with one disposable station that the CSMS knows already."""
    run_context, operator = bench.run_context, bench.run_context.operator
    entry = StationEntry(identity="POOL-1", role="disposable", serial_number="SN-POOL-1", **station)
    body: Mapping[str, Any] = {"password": entry.password, "serialNumber": "SN-POOL-1"}
    await operator._must("PUT", "/stations/POOL-1", body)
    description = replace(run_context.description, stations=(entry,), state_file=str(folder / "state.json"))
    return RunContext(description, OfAPool(operator))


async def verdicts(run_context: RunContext, case: str) -> list[str]:
    record = await run_case(SUITE.cases[f"{case}_CSMS"], SUITE.scenarios[f"{case}_CSMS"], run_context)
    return [each["verdict"] for each in record["plays"]]


async def test_changed_password_is_used_in_later_runs(bench: Any, tmp_path: Path) -> None:
    async with bench() as started:
        run_context = await pool(started, tmp_path, password="the first password")
        # The second variant begins with what the first has left: another password, a higher profile.
        assert await verdicts(run_context, "TC_A_09") == ["PASS", "PASS"]
        kept = StateFile(tmp_path / "state.json").read()["POOL-1"]
        assert kept["password"] not in ("the first password", None)
        (entry,) = StateFile(tmp_path / "state.json").applied(run_context.description.stations)
        later = RunContext(replace(run_context.description, stations=(entry,)), run_context.operator)
        # The first variant would be on security profile 1, which this station has left behind (A05.FR.07).
        assert await verdicts(later, "TC_A_10") == ["INCONCLUSIVE", "PASS"]


async def test_pool_station_uses_certificates_of_the_folder(bench: Any, tmp_path: Path) -> None:
    folder = tmp_path / "authorities"
    own = Pki(CertificateTable(folder=str(folder)))
    shown = own.client_certificate("SN-POOL-1")
    async with bench() as started:
        run_context = await pool(started, tmp_path, certificate=shown.chain, key=shown.key)
        root = {"certificate": (folder / "station-root.pem").read_text()}
        await started.run_context.operator._must("POST", "/trusted-roots/station", root)
        table = replace(run_context.description.certificates, folder=str(folder))
        given = RunContext(replace(run_context.description, certificates=table), run_context.operator)
        assert await verdicts(given, "TC_A_11") == ["PASS"]
        renewed = StateFile(tmp_path / "state.json").read()["POOL-1"]
        assert renewed["certificate"] != shown.chain
        assert await verdicts(given, "TC_A_11") == ["PASS"]
