"""Write results.md, the results table of the OCPP certification programme, and the summary of a CI job."""

from __future__ import annotations

import re
from collections.abc import Iterator

from plugfest.reports.causes import headline, root_causes
from plugfest.reports.counts import counted, surplus
from plugfest.reports.formatting import cut, first_few
from plugfest.reports.known import known_failures, to_mend
from plugfest.reports.labels import BLOCKS, SIGNS, number, seconds, short_id, verdict_label
from plugfest.reports.missing_intents import missing_intents
from plugfest.reports.readiness import missing, readiness
from plugfest.reports.record import Case, Record, Verdict
from plugfest.reports.visible import visible

_CASES_SHOWN, _IDS_SHOWN = 50, 8
_MARKS: dict[Verdict, str] = {"PASS": "&#x2611;", "FAIL": "&#x2612;"}
_SPECIAL = re.compile(r"([\\`*\[\]|~#!])")
_EDGE_UNDERSCORE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")


def results(record: Record) -> str:
    """Return results.md: a summary, the readiness per certification profile, and one table per functional block."""
    return "\n".join([*_summary(record), *_readiness(record), *_blocks(record), *_beyond(record)]) + "\n"


def escape(text: str) -> str:
    """Return `text` escaped for Markdown, on one line."""
    text = visible(" ".join(text.split()))
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _EDGE_UNDERSCORE.sub(r"\\_", _SPECIAL.sub(r"\\\1", text))


def _code(text: str) -> str:
    """Return an address as code, or as escaped text if it contains a backtick."""
    return f"`{text}`" if text.isprintable() and not set(text) & set("`<>&| ") else escape(text)


def table(head: list[str], rows: list[list[str]]) -> Iterator[str]:
    """Yield the lines of a Markdown table."""
    yield f"| {' | '.join(head)} |"
    yield f"|{'|'.join(' --- ' for _ in head)}|"
    yield from (f"| {' | '.join(row)} |" for row in rows)


def _summary(record: Record) -> Iterator[str]:
    header, footer = record.header, record.footer
    csms = header["csms"]
    counts = counted(record.cases)
    yield f"# {escape(csms['name'])}: conformance to {escape(header['edition'])}"
    yield ""
    if record.interrupted:
        yield f"**This run is not complete: {record.interrupted}.**"
        yield ""
    addresses = ", ".join(_code(address) for address in csms["addresses"].values())
    rows = [
        ["CSMS", escape(f"{csms['name']}. {csms['description']}".rstrip(". "))],
        ["Address", addresses or "none"],
        ["Operated by", f"operator {escape(csms['operator'])}"],
        ["Tested against", escape(f"{header['edition']}, errata {header['errata']}")],
        ["Tested with", escape(f"plugfest {header['plugfest']}{', strict' if header['options']['strict'] else ''}")],
        ["Started", escape(header["started"])],
        ["Took", seconds(footer["duration"]) if footer else "unknown"],
        ["Cases", ", ".join(count.words for count in counts) or "none"],
    ]
    yield from table(["", ""], [[f"**{name}**", value] for name, value in rows])
    yield ""


def _readiness(record: Record) -> Iterator[str]:
    profiles = readiness(record)
    if not profiles:
        return
    yield "## Certification readiness"
    yield ""
    rows = []
    for profile in profiles:
        if not profile.claimed:
            rows.append([profile.title, "not claimed", f"{len(profile.passed)} of {len(profile.asked)}", "", ""])
            continue
        still = missing(profile)
        rows.append(
            [
                profile.title,
                "**ready**" if profile.ready else "not ready",
                f"{len(profile.passed)} of {len(profile.asked)}",
                str(len(profile.relayed)),
                first_few(still, 12),
            ]
        )
    yield from table(["Certification profile", "Ready?", "Passed", "On relayed content", "Missing"], rows)
    yield ""


def _blocks(record: Record) -> Iterator[str]:
    for block, heading in BLOCKS.items():
        cases = [case for case in record.cases if case["block"] == block and case["official"]]
        if cases:
            yield from _block(heading, cases)


def _beyond(record: Record) -> Iterator[str]:
    cases = [case for case in record.cases if not case["official"]]
    if cases:
        yield from _block("Beyond the cases of Part 6, not counted", cases)


def _block(heading: str, cases: list[Case]) -> Iterator[str]:
    yield f"## {heading}"
    yield ""
    yield from table(
        ["Test Case ID", "Description", "Result"],
        [[case["id"], escape(case["title"]), result(case)] for case in cases],
    )
    yield ""


def result(case: Case) -> str:
    """Return the mark and the verdict, as results.md shows them."""
    mark = _MARKS.get(case["verdict"], "&#x2610;")
    return f"{mark} <sub><sup>{verdict_label(case)}</sup></sub>"


def job_summary(record: Record) -> str:
    """Return the summary of a CI job: counts, failures with causes, readiness."""
    lines = [f"### plugfest: {escape(record.header['csms']['name'])}", ""]
    if record.interrupted:
        lines += [f"**Not complete: {record.interrupted}.**", ""]
    counts = counted(record.cases)
    lines += [" · ".join(f"{SIGNS[count.verdict]} {count.words}" for count in counts), ""]
    lines += [extra, ""] if (extra := surplus(record.cases)) else []
    lines += [*_to_mend(record), *_missing(record), *_known(record)]
    if record.footer and record.footer["unmet_baseline"]:
        lines += [
            f"Expected by the baseline, and not so: {', '.join(map(escape, record.footer['unmet_baseline']))}",
            "",
        ]
    return "\n".join([*lines, *_readiness(record)]) + "\n"


def _to_mend(record: Record) -> Iterator[str]:
    bad = to_mend(record.cases)
    if not bad:
        return
    yield from ("#### What to fix first", "", *table(["Cases", "What is wrong", "In"], _causes(bad)), "")
    rows = [[case["id"], verdict_label(case), escape(cut(headline(case), 240))] for case in bad[:_CASES_SHOWN]]
    yield from ("#### What did not pass", "", *table(["Case", "Verdict", "Why"], rows), "")
    if len(bad) > _CASES_SHOWN:
        yield from (f"... and {number(len(bad) - _CASES_SHOWN, 'more case', 'more cases')}.", "")


def _missing(record: Record) -> Iterator[str]:
    rows = [[escape(intent), _ids(cases)] for intent, cases in missing_intents(record.cases).items()]
    if rows:
        yield from ("#### Orders that the operator cannot give", "", *table(["Order", "Cases"], rows), "")


def _known(record: Record) -> Iterator[str]:
    rows = [[escape(excuse["reason"]), _ids(cases)] for excuse, cases in known_failures(record.cases)]
    if rows:
        yield from ("#### Known failures, excused by the baseline", "", *table(["Reason", "Cases"], rows), "")


def _causes(cases: list[Case]) -> list[list[str]]:
    """Return the root causes of cases that did not pass, without the rarest if there are many."""
    return [
        [str(len(cause.cases)), escape(cut(cause.title, 240)), _ids(cause.cases)] for cause in root_causes(cases)[:20]
    ]


def _ids(cases: list[Case]) -> str:
    return first_few([short_id(case["id"]) for case in cases], _IDS_SHOWN)
