"""Cases against an awkward Harbour: what its file has to say, and the verdicts."""

import asyncio
import json
import os
import secrets
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import tomli_w

from plugfest.reports.record import read_record
from plugfest.scenarios.config.read import read_description
from plugfest.scenarios.engine.run import RunOptions, run
from plugfest.scenarios.suites.ocpp201_csms import SUITE

_FOLDER = Path(__file__).parents[1] / "integration" / "second_csms"
HARBOUR_FILE = _FOLDER / "harbour.toml"

CASES = "B_06 B_20 B_21 C_02 C_37 E_03 E_31 E_34 F_01 F_11 F_12 G_03 G_04 J_01 N_25 P_02"
"""Of every block that Harbour claims; all of them pass against a plain Harbour."""

ALONE: dict[str, dict[str, Any]] = {
    "API that only queues": {"confirms": "queued"},
    "API that returns after the answer": {"confirms": "answered"},
    "API with a callback": {"confirms": "callback"},
    "slow database": {"database": 0.3},
    "very slow database": {"database": 1.0},
    "connections known late": {"knows_connection_after": 0.3, "confirms": "queued"},
    "orders that wait": {"queue": 0.8, "confirms": "queued"},
    "orders out of order": {"backwards": True},
    "orders sent twice": {"twice": True},
    "pushes after each boot": {"pushes": True},
    "clock ahead": {"clock": 420.0},
    "upper case": {"upper": True},
    "one message at a time": {"one_at_a_time": True},
    "needs a pause": {"needs_pause": 0.2},
    "event ids for ever": {"unique_events": True},
}
"""Every awkwardness by its name, as the options of `harbour/awkward.py`."""


@contextmanager
def running_harbour(**awkward: Any) -> Iterator[dict[str, str]]:
    """Harbour, awkward in what is named; where it listens, and its secrets."""
    known = {"HARBOUR_PASSWORD": secrets.token_urlsafe(15), "HARBOUR_SECRET": secrets.token_hex(8)}
    environment = {**os.environ, **known, "HARBOUR_AWKWARD": json.dumps(awkward)}
    command = [sys.executable, str(_FOLDER / "harbour")]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        said = dict(word.split("=", 1) for word in process.stdout.readline().split())
        yield {**known, **said, "HARBOUR_TOKEN_URL": f"{said['HARBOUR_API']}/oauth/token"}
    finally:
        process.terminate()
        process.wait(10)
        process.stdout.close()


def description_of(file: Path, folder: Path, **awkward: Any) -> Path:
    """Harbour's file, as its user would write it for an API and a pace like these."""
    data = tomllib.loads(file.read_text(encoding="utf-8"))
    job, confirms = data["operator"]["shapes"]["job"], awkward.get("confirms", "poll")
    if confirms != "poll":
        del job["poll"], job["cancel"], job["capture"]
        data["operator"]["confirms"] = "answered" if confirms == "answered" else "queued"
        data["operator"]["intents"]["Reset"][0]["confirms"] = "answered"
        data["operator"]["intents"]["StopTransaction"][0]["confirms"] = "answered"
    if confirms == "callback":
        job["json"]["notify"] = "{callback}"
        refused = {"json": {"$.state": "failed"}}
        job["callback"] = {"refused": refused, "reason": "$.message", "within": 15}
    data["pace"] |= {"settling": 0.6, "reconnect_pause": 1.0, "message": 12, "answer": 12}
    data["habits"] += [{"action": "SetChargingProfile"}, {"action": "SetDisplayMessage"}]
    data["habits"] += [{"action": "GetVariables", "where": {"getVariableData": [{"variable": {"name": "DateTime"}}]}}]
    made = folder / "awkward.toml"
    made.write_text(tomli_w.dumps(data), encoding="utf-8")
    return made


def verdicts(file: Path, environment: dict[str, str], results: Path) -> dict[str, str]:
    """Play the cases; each that did not pass, with its verdict and why."""
    description = read_description(file, environment)
    cases = [f"TC_{case}_CSMS" for case in CASES.split()]
    asyncio.run(run(RunOptions(SUITE, results, cases, description=description, workers=5)))
    played = {case["id"]: case for case in read_record(results / "run.jsonl").cases if case["id"] in cases}
    bad = {case: each for case, each in played.items() if each["verdict"] != "PASS"}
    return {case: f"{each['verdict']}: {(each['cause'] or {}).get('text')}" for case, each in bad.items()}
