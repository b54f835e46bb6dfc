"""Write junit.xml as Jenkins, GitLab and others read it.

It keeps to the stricter of the schemas around (Jenkins' junit-10.xsd): no properties in a test case, times with at most
three decimals. A case that the baseline excuses is skipped; one that passes against the baseline has failed.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator

from plugfest.reports.causes import decisive_play, headline, violations
from plugfest.reports.formatting import actual_value, cut, expected_value, has_values
from plugfest.reports.hints import hint
from plugfest.reports.labels import BLOCKS, PROFILES, verdict_label
from plugfest.reports.record import Case, Play, Record, Validation
from plugfest.reports.validations import basis, with_step
from plugfest.reports.visible import visible

_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MOST = 20_000
_LONGEST_FRAME = 4_000


def junit(record: Record) -> bytes:
    """Return junit.xml: one suite per functional block, one test case per case."""
    root = ET.Element("testsuites", name=_clean(f"plugfest: {record.header['csms']['name']}"))
    for block, heading in BLOCKS.items():
        cases = [case for case in record.cases if case["block"] == block]
        if cases:
            root.append(_suite(heading, cases, record))
    for name in ("tests", "failures", "errors"):
        root.set(name, str(sum(int(suite.get(name, "0")) for suite in root)))
    root.set("time", _time(sum(case["duration"] for case in record.cases)))
    ET.indent(root)
    document: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return document


def _suite(heading: str, cases: list[Case], record: Record) -> ET.Element:
    suite = ET.Element("testsuite", name=heading)
    unmet = {text.split()[0] for text in (record.footer["unmet_baseline"] if record.footer else []) if text.split()}
    suite.extend(_test_case(heading, case, case["id"] in unmet) for case in cases)
    suite.set("tests", str(len(cases)))
    for name, element in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(name, str(sum(1 for case in suite if case.find(element) is not None)))
    suite.set("time", _time(sum(case["duration"] for case in cases)))
    suite.set("timestamp", record.header["started"][:19])
    return suite


def _test_case(heading: str, case: Case, unmet: bool) -> ET.Element:
    element = ET.Element(
        "testcase",
        name=_clean(f"{case['id']} {case['title']}"),
        classname=f"plugfest.{heading}",
        time=_time(case["duration"]),
    )
    outcome = _outcome(case, unmet)
    if outcome is not None:
        element.append(outcome)
    ET.SubElement(element, "system-out").text = _clean("\n".join(_about(case)))
    return element


def _outcome(case: Case, unmet: bool) -> ET.Element | None:
    verdict, cause = case["verdict"], case["cause"]
    message = headline(case) if cause else verdict
    if unmet and verdict == "PASS":
        return _element("failure", "PASS", "The case passed, and the baseline says that it does not.", case)
    if verdict == "PASS":
        return None
    if case["excused"]:
        return ET.Element(
            "skipped", type=verdict, message=_clean(f"{case['excused']['reason']} ({verdict}: {message})")
        )
    if verdict == "FAIL":
        return _element("failure", cause["code"] if cause else verdict, message, case)
    if verdict in ("INCONCLUSIVE", "ERROR"):
        return _element("error", f"{verdict}: {cause['code']}" if cause else verdict, message, case)
    return ET.Element("skipped", type=verdict, message=_clean(message))


def _element(tag: str, kind: str, message: str, case: Case) -> ET.Element:
    element = ET.Element(tag, type=kind, message=_clean(message))
    play = decisive_play(case)
    element.text = _clean("\n".join([message, *(_violations(case, play) if play else ())]))
    return element


def _violations(case: Case, play: Play) -> Iterator[str]:
    """Yield for each violated validation: step and sentence, basis, both values, frame, hint."""
    if play["label"]:
        yield f"variant: {play['label']}"
    if case["requirements"]:
        yield f"requirements: {', '.join(case['requirements'])}"
    for validation in violations(play):
        yield ""
        yield with_step(validation)
        yield f"  basis:    {basis(case['id'], validation)}"
        if has_values(validation):
            yield f"  expected: {expected_value(validation)}"
            yield f"  actual:   {actual_value(validation)}"
        if frame := _frame(play, validation):
            yield f"  frame:    {cut(frame, _LONGEST_FRAME)}"
        yield f"  hint:     {hint(validation)}"


def _frame(play: Play, validation: Validation) -> str:
    number = validation["entry"]
    entry = play["trace"][number] if number is not None and 0 <= number < len(play["trace"]) else None
    return entry.get("text", entry.get("base64", "")) if entry is not None and entry["type"] == "frame" else ""


def _about(case: Case) -> Iterator[str]:
    yield f"verdict: {verdict_label(case)}"
    yield f"use cases: {', '.join(case['use_cases'])}"
    yield f"requirements: {', '.join(case['requirements'])}"
    for profile, demand in case["profiles"].items():
        yield f"certification profile: {PROFILES[profile]} ({'mandatory' if demand == 'M' else 'conditional'})"
    for play in case["plays"]:
        yield f"played {play['label'] or 'once'}, station {play['station']}: {verdict_label(play)}"


def _time(duration: float) -> str:
    return f"{duration:.3f}"


def _clean(text: str) -> str:
    if len(text) > _MOST:
        text = f"{text[:_MOST]}... (cut)"
    return _NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", visible(text))
