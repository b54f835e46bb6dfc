"""Results of the self-check, as a Markdown table and as data."""

from collections.abc import Sequence
from typing import Any

from plugfest.scenarios.selfcheck.check import CaseCheck
from plugfest.scenarios.selfcheck.echo import EchoCheck


def markdown(checks: Sequence[CaseCheck]) -> str:
    """Return the published table: case, validations, faults played and detected, and undetected validations."""
    detected = sum(check.validations - len(check.undetected) for check in checks)
    validations = sum(check.validations for check in checks)
    lines = [
        "# Self-check: can every validation fail?",
        "",
        f"{len(checks)} cases, {validations} validations, {detected} detected; "
        f"{sum(len(check.results) for check in checks)} faults played, "
        f"{sum(result.found for check in checks for result in check.results)} found.",
        "",
        "| case | validations | detected | faults | found | undetected |",
        "| --- | ---: | ---: | ---: | ---: | --- |",
    ]
    for check in checks:
        found = sum(result.found for result in check.results)
        rest = "; ".join(_escaped(text) for text in check.undetected) if check.green else "not green without a fault"
        numbers = (check.validations, check.validations - len(check.undetected), len(check.results), found)
        lines.append(f"| {check.case} | {' | '.join(map(str, numbers))} | {rest} |")
    survivors = [(check.case, result) for check in checks for result in check.results if not result.found]
    if survivors:
        lines += ["", "## Faults that changed nothing", ""]
        lines += ["A validation counts as detected when one of its faults is found; these faults were not.", ""]
        lines += ["| case | validation | fault | verdict | why it survived |", "| --- | --- | --- | --- | --- |"]
        lines += [
            f"| {case} | {_escaped(result.mutant.text)} | {_escaped(result.mutant.what)} | {result.verdict} "
            f"| {_escaped(result.survived) or '**not explained**'} |"
            for case, result in survivors
        ]
    return "\n".join(lines) + "\n"


def echo_markdown(checks: Sequence[EchoCheck]) -> str:
    """Return the echo check, published with the table: the cases that pass against stub CSMSs, and why."""
    lines = [
        "## Echo check: who passes against a CSMS that understands nothing?",
        "",
        'It lets everybody in and sends nothing of its own; its operator API says "done" to every order, or relays '
        "the payload that it is given. No case that has an order may pass, except as relayed: on content of "
        "plugfest's own.",
        "",
        "| the CSMS | cases played | passed | of them relayed | passed without a reason |",
        "| --- | ---: | ---: | ---: | --- |",
    ]
    for check in checks:
        wrongly = ", ".join(check.wrongly) or "none"
        numbers = (len(check.records), len(check.passed), len(check.relayed))
        lines.append(f"| {check.csms.what} | {' | '.join(map(str, numbers))} | {wrongly} |")
    reasons = sorted({(case, check.reason(case)) for check in checks for case in check.passed})
    if reasons:
        lines += ["", "| case | why it passes |", "| --- | --- |"]
        lines += [f"| {case} | {reason} |" for case, reason in reasons]
    return "\n".join(lines) + "\n"


def as_data(checks: Sequence[CaseCheck]) -> list[dict[str, Any]]:
    """Return the same as data: one object per case with every fault that was played."""
    return [
        {
            "case": check.case,
            "green": check.green,
            "validations": check.validations,
            "not_bitten": list(check.undetected),
            "faults": [
                {
                    "variant": result.mutant.variant,
                    "validation": result.mutant.text,
                    "fault": result.mutant.what,
                    "verdict": result.verdict,
                    "found": result.found,
                    "said": result.said,
                    "survived": result.survived,
                }
                for result in check.results
            ],
        }
        for check in checks
    ]


def _escaped(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ").replace("<", "&lt;")[:300]
