"""Write Allure result files from the record, so that its report needs no run under pytest."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from typing import Any

import msgspec

from plugfest.reports.causes import decisive_play, headline
from plugfest.reports.labels import BLOCKS, PROFILES
from plugfest.reports.record import Case, Play, Record, Validation, Verdict
from plugfest.reports.timeline import Lane, Moment, Phase, PhasesOf, phases_of
from plugfest.reports.validations import fails, with_outcome
from plugfest.reports.visible import is_visible_json, visible, visible_line

Node = dict[str, Any]
"""An object of Allure's result format, its members in the order of Allure's own classes.

Those classes would take a third of the time of all reports: 17,000 of them, and their import.
"""
_STATUS: dict[Verdict, str] = {
    "PASS": "passed",
    "FAIL": "failed",
    "INCONCLUSIVE": "broken",
    "ERROR": "broken",
    "NOT_APPLICABLE": "skipped",
    "NOT_RUN": "skipped",
}
_WAYS: dict[Lane, str] = {
    "station>csms": "station to CSMS: ",
    "csms>station": "CSMS to station: ",
    "operator>csms": "operator to CSMS: ",
    "csms>operator": "CSMS to operator: ",
    "across": "",
}
_MOST_TEXT = 200_000
_CATEGORIES = [
    {"name": "Demands of a case that were violated", "matchedStatuses": ["failed"]},
    {
        "name": "Orders that the operator cannot give",
        "messageRegex": "the operator cannot.*",
        "matchedStatuses": ["broken"],
    },
    {"name": "Could not be played", "matchedStatuses": ["broken"]},
    {"name": "Not applicable or not run", "matchedStatuses": ["skipped"]},
]
_NAMES = uuid.UUID("3b8e9a52-6a0d-5d5f-9a0e-6f1b0a7d2c11")


def allure(record: Record, phases_of: PhasesOf = phases_of) -> Iterator[tuple[str, str | bytes]]:
    """Yield name and content of every file of an Allure results directory; the same record gives the same names."""
    for case in record.cases:
        identity = uuid.uuid5(_NAMES, f"{record.header['run']} {case['id']}")
        plays = [(play, f"{uuid.uuid5(identity, str(number))}") for number, play in enumerate(case["plays"])]
        for play, name in plays:
            yield f"{name}-attachment.txt", _frames(play)
        yield f"{identity}-result.json", _dumped(_result(record, case, str(identity), plays, phases_of))
    yield from extras(record)


def extras(record: Record) -> Iterator[tuple[str, str]]:
    """Yield what Allure shows beside the cases: environment, categories of failures, executor."""
    header = record.header
    environment = {
        "CSMS": header["csms"]["name"],
        "Operator": header["csms"]["operator"],
        **{f"Security.profile.{number}": url for number, url in header["csms"]["addresses"].items()},
        "Edition": f"{header['edition']}, errata {header['errata']}",
        "plugfest": header["plugfest"],
        "Python": header["python"],
        "Strict": "yes" if header["options"]["strict"] else "no",
    }
    lines = (f"{name}={visible_line(' '.join(value.split()))}" for name, value in environment.items())
    yield "environment.properties", "\n".join(lines).replace("\\", "\\\\") + "\n"
    yield "categories.json", json.dumps(_CATEGORIES, indent=1) + "\n"
    executor = {"name": "plugfest", "type": "plugfest", "buildName": f"run {header['run']}"}
    yield "executor.json", json.dumps(executor, indent=1) + "\n"


def _result(record: Record, case: Case, identity: str, plays: list[tuple[Play, str]], phases_of: PhasesOf) -> Node:
    start = _milliseconds(case["started"] or record.header["started"])
    history = str(uuid.uuid5(_NAMES, case["id"]))
    return _filled(
        name=f"{case['id']} {case['title']}",
        status=_STATUS[case["verdict"]],
        statusDetails=_details(case),
        stage="finished",
        description=case["about"],
        steps=[_play(play, name, position, phases_of) for position, (play, name) in enumerate(plays, 1)],
        parameters=[{"name": "CSMS", "value": record.header["csms"]["name"]}],
        start=start,
        stop=start + round(case["duration"] * 1000),
        uuid=identity,
        historyId=history,
        testCaseId=history,
        fullName=f"plugfest.{BLOCKS[case['block']]}#{case['id']}",
        labels=[{"name": name, "value": value} for name, value in _labels(case)],
        links=list(_links(case)),
    )


def _labels(case: Case) -> Iterator[tuple[str, str]]:
    yield ("epic", BLOCKS[case["block"]])
    yield ("parentSuite", "plugfest")
    yield ("suite", BLOCKS[case["block"]])
    yield from (("feature", use_case) for use_case in case["use_cases"])
    yield from (("tag", requirement) for requirement in case["requirements"])
    yield from (("tag", PROFILES[profile]) for profile in case["profiles"])
    yield ("severity", "critical" if "M" in case["profiles"].values() else "normal")
    yield from (("tag", mark) for mark in ("relayed", "excused") if case.get(mark))
    yield ("framework", "plugfest")


def _links(case: Case) -> Iterator[Node]:
    if case["excused"] and case["excused"]["link"]:
        yield _filled(type="issue", url=case["excused"]["link"], name=case["excused"]["reason"])


def _details(case: Case) -> Node:
    play = decisive_play(case)
    violated = [with_outcome(validation) for validation in play["validations"] if fails(validation)] if play else []
    message = headline(case) if case["cause"] else None
    if message is None and not violated:
        return {}
    return _filled(known=case["excused"] is not None, message=message, trace="\n".join(violated))


def _play(play: Play, name: str, position: int, phases_of: PhasesOf) -> Node:
    start = _milliseconds(play["started"])
    return _filled(
        name=play["label"] or f"play {position}, station {play['station']}",
        status=_STATUS[play["verdict"]],
        stage="finished",
        steps=[_phase(phase, start) for phase in phases_of(play)],
        attachments=[{"name": "frames", "source": f"{name}-attachment.txt", "type": "text/plain"}],
        start=start,
        stop=start + round(play["duration"] * 1000),
    )


def _phase(phase: Phase, start: int) -> Node:
    return _filled(
        name=phase.title,
        status="failed" if phase.violated else "passed",
        stage="finished",
        steps=[_moment(one, start) for one in phase.moments],
    )


def _moment(moment: Moment, start: int) -> Node:
    at = start + round((moment.at or 0) * 1000)
    step = f"{moment.step}. " if moment.step is not None else ""
    node: Node = {
        "name": f"{step}{_WAYS[moment.lane]}{moment.title} {moment.detail}".strip(),
        "status": "failed" if moment.worst == "violated" else "passed",
        "stage": "finished",
    }
    if steps := [_step(one) for one in moment.validations if one["kind"] != "automatic" or one["outcome"] != "met"]:
        node["steps"] = steps
    node["start"] = node["stop"] = at
    return node


def _step(validation: Validation) -> Node:
    return {"name": with_outcome(validation), "status": _judged(validation), "stage": "finished"}


def _judged(validation: Validation) -> str:
    if fails(validation):
        return "failed"
    return "skipped" if validation["outcome"] == "not judged" else "passed"


def _filled(**members: Any) -> Node:
    """Return an object of Allure without its empty members."""
    return {name: member for name, member in members.items() if member}


def _frames(play: Play) -> str:
    """Return the raw frames of a play, one a line: time, connection, sender, what was sent."""
    lines, size = [], 0
    for entry in play["trace"]:
        if entry["type"] != "frame":
            continue
        raw = entry.get("text", entry.get("base64", ""))
        lines.append(f"{entry['at']:9.3f} s  connection {entry['connection']}  {entry['from']:<7}  {visible_line(raw)}")
        size += len(raw)
        if size > _MOST_TEXT:
            lines.append("... the record has the rest")
            break
    return "\n".join(lines) + "\n"


def _dumped(result: Node) -> bytes:
    with suppress(UnicodeEncodeError):  # a lone surrogate
        dumped = msgspec.json.encode(result)
        if is_visible_json(dumped):
            return dumped
    return msgspec.json.encode(_shown(result))


def _shown(value: Any) -> Any:
    """Return plain data with every text in it visible."""
    if isinstance(value, str):
        return visible(value)
    if isinstance(value, list):
        return [_shown(member) for member in value]
    return {name: _shown(member) for name, member in value.items()} if isinstance(value, dict) else value


def _milliseconds(moment: str) -> int:
    return round(datetime.fromisoformat(moment).timestamp() * 1000)
