"""Cases against an awkward Harbour: what its file has to say, and the verdicts."""

import asyncio
import json
import os
import secrets
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import tomli_w

from plugfest.scenarios.config.read import read_description
from plugfest.scenarios.engine.run_case import RunContext, run_case
from plugfest.scenarios.operators.factory import make_operator
from plugfest.scenarios.suites.ocpp201_csms import SUITE

_FOLDER = Path(__file__).parents[1] / "integration" / "second_csms"
HARBOUR_FILE = _FOLDER / "harbour.toml"

CASES = "B_06 B_21 C_02 E_31 F_11 G_04 J_01 N_25 P_02"
"""One of every block that Harbour claims; all of them pass against a plain Harbour."""


@dataclass(frozen=True)
class Row:
    """How Harbour is awkward, the cases that show whether plugfest copes, and the verdicts that are its own doing."""

    options: dict[str, Any]
    cases: str = CASES
    others: Mapping[str, str] = field(default_factory=dict)
    """Cases that do not pass, as it should be: the verdict, and words of the cause."""
    stations: int = 5
    pace: Mapping[str, float] = field(default_factory=dict)


QUICK = {"message": 1.5, "answer": 1.0, "order": 1.0}
"""For rows where something is missing for good."""

ALONE: dict[str, Row] = {
    "API that only queues": Row({"confirms": "queued"}),
    "API that returns after the answer": Row({"confirms": "answered"}),
    "API with a callback": Row({"confirms": "callback"}),
    "slow database": Row({"database": 0.3}, "B_06 E_31 J_01"),
    "very slow database": Row({"database": 1.0}, "B_06 P_02"),
    "connections known late": Row({"knows_connection_after": 0.3, "confirms": "queued"}),
    "orders that wait": Row({"queue": 0.8, "confirms": "queued"}),
    "orders out of order": Row({"backwards": True}),
    "orders sent twice": Row({"twice": True}),
    "pushes after each boot": Row({"pushes": True}),
    "clock ahead": Row({"clock": 420.0}),
    "upper case": Row({"upper": True}, "C_02 E_03 E_31 E_34"),
    "one message at a time": Row({"one_at_a_time": True}),
    "needs a pause": Row({"needs_pause": 0.2}, "B_20 B_21 B_22 P_02", stations=2),
    "event ids for ever": Row({"unique_events": True}, "B_06 G_03 G_04 P_02", stations=2),
    "forgotten password": Row({"forgets_password": True}, "B_12 B_20", stations=1),
    "answer in the next connection": Row(
        {"holds_back": "DataTransfer"}, "P_02 P_03", {"P_02": "FAIL: .* no answer came"}, stations=1, pace=QUICK
    ),
    "message in the next connection": Row(
        {"next_connection": True, "confirms": "queued"},
        "F_11 F_12",
        {"F_11": "(FAIL|INCONCLUSIVE): .*TriggerMessage"},
        stations=1,
        pace=QUICK,
    ),
    "ids demanded": Row(
        {"demands_ids": True},
        "F_15 F_18 J_01 P_02",
        {
            "F_15": "FAIL: .*requestId is missing",
            "F_18": "FAIL: .*requestId is missing",
            "J_01": "FAIL: .*evseId must be >= 1",
        },
    ),
}
"""Every awkwardness by its name, as the options of `harbour/awkward.py`."""


class Harbours:
    """A process that starts a Harbour, awkward in what is named, whenever it is asked for one."""

    def __init__(self) -> None:
        self._secrets = {"HARBOUR_PASSWORD": secrets.token_urlsafe(15), "HARBOUR_SECRET": secrets.token_hex(8)}
        command = [sys.executable, str(_FOLDER / "harbour")]
        environment = {**os.environ, **self._secrets}
        self._process = subprocess.Popen(
            command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def start(self, **awkward: Any) -> dict[str, str]:
        """Return where the new Harbour listens, and its secrets: the environment that its TOML file asks for."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(awkward) + "\n")
        self._process.stdin.flush()
        said = dict(word.split("=", 1) for word in self._process.stdout.readline().split())
        return {**self._secrets, **said, "HARBOUR_TOKEN_URL": f"{said['HARBOUR_API']}/oauth/token"}


@contextmanager
def harbours() -> Iterator[Harbours]:
    """Harbours for as long as the context lasts."""
    running = Harbours()
    with running._process:  # it closes the pipes and waits
        yield running


def description_of(file: Path, folder: Path, row: Row) -> Path:
    """Harbour's file, as its user would write it for an API and a pace like these."""
    data = tomllib.loads(file.read_text(encoding="utf-8"))
    job, confirms = data["operator"]["shapes"]["job"], row.options.get("confirms", "poll")
    if confirms != "poll":
        del job["poll"], job["cancel"], job["capture"]
        data["operator"]["confirms"] = "answered" if confirms == "answered" else "queued"
        data["operator"]["intents"]["Reset"][0]["confirms"] = "answered"
        data["operator"]["intents"]["StopTransaction"][0]["confirms"] = "answered"
    if confirms == "callback":
        job["json"]["notify"] = "{callback}"
        refused = {"json": {"$.state": "failed"}}
        job["callback"] = {"refused": refused, "reason": "$.message", "within": 15}
    data["pace"] |= {"settling": 0.6, "reconnect_pause": 1.0, "message": 12, "answer": 12, **row.pace}
    data["stations"] = [*data["stations"][: row.stations], *data["stations"][-2:]]
    _restoring(data["operator"])
    data["habits"] += [{"action": "SetChargingProfile"}, {"action": "SetDisplayMessage"}]
    data["habits"] += [{"action": "GetVariables", "where": {"getVariableData": [{"variable": {"name": "DateTime"}}]}}]
    made = folder / "awkward.toml"
    made.write_text(tomli_w.dumps(data), encoding="utf-8")
    return made


def _restoring(operator: dict[str, Any]) -> None:
    """Store the password before each play, and have a station accepted that was kept waiting."""
    change = {"method": "PATCH", "url": "api/v2/chargers/{station.uuid}"}
    operator["prepare"].append(change | {"json": {"password": "{password}"}})
    operator["accept"] = [change | {"json": {"commissioned": True, "at_once": True}}]


async def verdicts(file: Path, environment: dict[str, str], cases: str = CASES) -> dict[str, str]:
    """Play the cases; each that did not pass, with its verdict and why."""
    description = read_description(file, environment)
    operator = make_operator(description)
    await operator.open()
    try:
        context = RunContext(description, operator)
        records = await asyncio.gather(*(_play(f"TC_{case}_CSMS", context) for case in cases.split()))
    finally:
        await operator.close()
    bad = [record for record in records if record["verdict"] != "PASS"]
    return {each["id"][3:7]: f"{each['verdict']}: {(each['cause'] or {}).get('text')}" for each in bad}


async def _play(case: str, context: RunContext) -> dict[str, Any]:
    return await run_case(SUITE.cases[case], SUITE.scenarios[case], context)
