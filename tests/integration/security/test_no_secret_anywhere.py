"""No log, database, record or report contains passwords, private keys or Authorization headers."""

import base64
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from plugfest.reports import write_all
from plugfest.reports.record import RecordWriter
from plugfest.scenarios.engine import run as engine
from plugfest.scenarios.engine.run import RunOptions, run
from plugfest.scenarios.engine.run_case import RunContext
from plugfest.scenarios.suites.ocpp201_csms import SUITE

CASES = [f"TC_{case}_CSMS" for case in "A_01 A_02 A_03 A_04 A_07 A_08 A_09 A_10 A_11 A_12 A_19 M_24 C_52".split()]


def new_passwords(record: dict[str, Any]) -> Iterator[str]:
    """The passwords that a CSMS gave to its station, out of the frames as they were on the wire."""
    for each in record["plays"]:
        for entry in each["trace"]:
            if entry["type"] == "frame" and '"BasicAuthPassword"' in entry["text"] and entry["message"] == "CALL":
                for data in json.loads(entry["text"])[3]["setVariableData"]:
                    yield data["attributeValue"]


def forms(secret: str, users: set[str]) -> set[str]:
    """How a secret may be spelled: as it is, escaped, in base64, as Basic credentials; a key by any of its lines."""
    if "PRIVATE KEY" in secret:
        return {line for line in secret.splitlines() if len(line) > 40 and "KEY" not in line}
    credentials = {base64.b64encode(f"{user}:{secret}".encode()).decode().rstrip("=") for user in users}
    return {secret, json.dumps(secret)[1:-1], base64.b64encode(secret.encode()).decode().rstrip("="), *credentials}


def found(texts: dict[str, bytes], secrets: set[str], users: set[str]) -> list[str]:
    """Return the places that contain any form of a secret."""
    wanted = {form.encode() for secret in secrets for form in forms(secret, users)}
    return [name for name, content in texts.items() if any(form in content for form in wanted)]


def files(folder: Path, *without: str) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.suffix not in without
    }


@pytest.fixture
def raw(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """The records of cases as they are before anything is replaced in them."""
    kept: list[dict[str, Any]] = []
    write = RecordWriter.case

    def case(self: RecordWriter, record: Any) -> None:
        kept.append(record)
        write(self, record)

    monkeypatch.setattr(RecordWriter, "case", case)
    return kept


@pytest.fixture
def run_contexts(monkeypatch: pytest.MonkeyPatch) -> list[RunContext]:
    made: list[RunContext] = []

    def run_context(*arguments: Any, **more: Any) -> RunContext:
        made.append(RunContext(*arguments, **more))
        return made[-1]

    monkeypatch.setattr(engine, "RunContext", run_context)
    return made


async def test_results_of_a_run_contain_no_secrets(
    tmp_path: Path, raw: list[dict[str, Any]], run_contexts: list[RunContext]
) -> None:
    await run(RunOptions(SUITE, results=tmp_path, cases=CASES, workers=2))
    write_all(tmp_path / "run.jsonl", tmp_path)
    played = [record for record in raw if record["plays"]]
    assert {record["id"]: record["verdict"] for record in played} == dict.fromkeys(CASES, "PASS")
    given = {password for record in played for password in new_passwords(record)}
    users = {each["station"] for record in played for each in record["plays"]}
    secrets = run_contexts[0].secrets | given
    assert len(given) == 4
    assert sum("PRIVATE KEY" in secret for secret in secrets) >= 5
    texts = files(tmp_path)
    assert {"run.jsonl", "report.html", "junit.xml", "results.md", "csms.log"} <= texts.keys()
    assert found(texts, secrets, users) == []
    # The search itself can find: what it looks for was there before the record was written.
    assert found({"raw": json.dumps(played).encode()}, given, users) == ["raw"]


async def test_logs_and_data_of_the_csms_contain_no_secrets(
    bench: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with bench() as started:
        records = [await started.plays(case.removesuffix("_CSMS")) for case in CASES]
        secrets = started.run_context.secrets | {password for record in records for password in new_passwords(record)}
        users = {each["station"] for record in records for each in record["plays"]}
        # What asyncio and the libraries say at their most talkative is a log as well, but not one that we write.
        log = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("plugfest"))
        texts = {**files(tmp_path, ".key"), "log": log.encode()}
    assert "csms.sqlite" in texts
    assert "connection to" in log
    assert found(texts, secrets, users) == []
    keys = {path.read_text() for path in (started.csms.settings.pki_folder).glob("*.key")}
    assert found(texts, keys, users) == []
