"""Write Allure result files from the record, so that its report needs no run under pytest."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from allure_commons import model2

from plugfest.reports.causes import decisive_play, headline
from plugfest.reports.labels import BLOCKS, PROFILES
from plugfest.reports.record import Case, Play, Record, Verdict
from plugfest.reports.timeline import Moment, PhasesOf, phases_of
from plugfest.reports.validations import fails, with_outcome
from plugfest.reports.visible import visible, visible_line

_STATUS: dict[Verdict, str] = {
    "PASS": "passed",
    "FAIL": "failed",
    "INCONCLUSIVE": "broken",
    "ERROR": "broken",
    "NOT_APPLICABLE": "skipped",
    "NOT_RUN": "skipped",
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


def allure(record: Record, phases_of: PhasesOf = phases_of) -> Iterator[tuple[str, str]]:
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


def _result(record: Record, case: Case, identity: str, plays: list[tuple[Play, str]], phases_of: PhasesOf) -> Any:
    start = _milliseconds(case["started"] or record.header["started"])
    return model2.TestResult(
        uuid=identity,
        historyId=str(uuid.uuid5(_NAMES, case["id"])),
        testCaseId=str(uuid.uuid5(_NAMES, case["id"])),
        fullName=f"plugfest.{BLOCKS[case['block']]}#{case['id']}",
        name=visible(f"{case['id']} {case['title']}"),
        description=visible(case["about"] or "") or None,
        status=_STATUS[case["verdict"]],
        statusDetails=_details(case),
        stage="finished",
        start=start,
        stop=start + round(case["duration"] * 1000),
        labels=list(_labels(case)),
        links=list(_links(case)),
        parameters=[model2.Parameter(name="CSMS", value=record.header["csms"]["name"])],
        steps=[_play(play, name, position, phases_of) for position, (play, name) in enumerate(plays, 1)],
    )


def _labels(case: Case) -> Iterator[Any]:
    yield model2.Label(name="epic", value=BLOCKS[case["block"]])
    yield model2.Label(name="parentSuite", value="plugfest")
    yield model2.Label(name="suite", value=BLOCKS[case["block"]])
    yield from (model2.Label(name="feature", value=use_case) for use_case in case["use_cases"])
    yield from (model2.Label(name="tag", value=requirement) for requirement in case["requirements"])
    yield from (model2.Label(name="tag", value=PROFILES[profile]) for profile in case["profiles"])
    yield model2.Label(name="severity", value="critical" if "M" in case["profiles"].values() else "normal")
    yield from (model2.Label(name="tag", value=mark) for mark in ("relayed", "excused") if case.get(mark))
    yield model2.Label(name="framework", value="plugfest")


def _links(case: Case) -> Iterator[Any]:
    if case["excused"] and case["excused"]["link"]:
        yield model2.Link(type="issue", url=case["excused"]["link"], name=case["excused"]["reason"])


def _details(case: Case) -> Any:
    play = decisive_play(case)
    violated = [with_outcome(validation) for validation in play["validations"] if fails(validation)] if play else []
    message = headline(case) if case["cause"] else None
    if message is None and not violated:
        return None
    return model2.StatusDetails(
        known=case["excused"] is not None or None,
        message=visible(message or ""),
        trace=visible("\n".join(violated)) or None,
    )


def _play(play: Play, name: str, position: int, phases_of: PhasesOf) -> Any:
    start = _milliseconds(play["started"])
    return model2.TestStepResult(
        name=visible(play["label"] or f"play {position}, station {play['station']}"),
        status=_STATUS[play["verdict"]],
        stage="finished",
        start=start,
        stop=start + round(play["duration"] * 1000),
        steps=[_phase(phase.title, phase.moments, start) for phase in phases_of(play)],
        attachments=[model2.Attachment(name="frames", source=f"{name}-attachment.txt", type="text/plain")],
    )


def _phase(title: str, moments: list[Moment], start: int) -> Any:
    bad = any(moment.worst == "violated" for moment in moments)
    return model2.TestStepResult(
        name=title,
        status="failed" if bad else "passed",
        stage="finished",
        steps=[_moment(one, start) for one in moments],
    )


def _moment(moment: Moment, start: int) -> Any:
    at = start + round((moment.at or 0) * 1000)
    who = "" if moment.lane == "across" else f"{moment.lane.replace('csms', 'CSMS').replace('>', ' to ')}: "
    step = f"{moment.step}. " if moment.step is not None else ""
    return model2.TestStepResult(
        name=f"{step}{who}{moment.title} {moment.detail}".strip(),
        status="failed" if moment.worst == "violated" else "passed",
        stage="finished",
        start=at,
        stop=at,
        steps=[
            model2.TestStepResult(
                name=with_outcome(validation),
                status="failed"
                if fails(validation)
                else "skipped"
                if validation["outcome"] == "not judged"
                else "passed",
                stage="finished",
            )
            for validation in moment.validations
            if validation["kind"] != "automatic" or validation["outcome"] != "met"
        ],
    )


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


def _dumped(result: Any) -> str:
    return json.dumps(_shown(result), ensure_ascii=False)


def _shown(value: Any) -> Any:
    """Return a result as plain data, without its empty members; attrs has the same, for four times the time."""
    kind: Any = type(value)
    if kind is str:
        return visible(value)
    if kind is list:
        return [_shown(member) for member in value]
    if kind in (int, bool):
        return value
    # Allure's classes keep their members in the order of their fields.
    return {name: _shown(member) for name, member in vars(value).items() if member or member is False}


def _milliseconds(moment: str) -> int:
    return round(datetime.fromisoformat(moment).timestamp() * 1000)
