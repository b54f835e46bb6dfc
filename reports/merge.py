"""Merge the records of one run that was split over several machines."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from plugfest.reports.record import Case, Footer, Header, Record, differences

_AS_EXPECTED, _NOT_AS_EXPECTED, _INTERRUPTED = 0, 1, 130


class MergeError(Exception):
    """Raised when records are not of one run; the text names the differences."""


def merged(records: list[Record]) -> tuple[Header, list[Case], Footer]:
    """Return header, cases and footer of the run as a whole.

    A case that was not run never replaces a played one; of two played ones the later one is used. A run without some of
    its shards is not complete, and not as expected. Raises MergeError for records of different CSMSs, claims, versions
    or rules.
    """
    first = min(records, key=lambda record: record.header["started"])
    for record in records:
        if differing := differences(first.header, record.header, addresses=False):
            raise MergeError(f"{first.path} and {record.path} are not of one run: {'; '.join(differing)}.")
    cases = _cases(records)
    options = {**first.header["options"], "shard": None, "selection": _selection(records)}
    header: Header = {**first.header, "options": options}  # type: ignore[typeddict-item]
    return header, cases, _footer(records, cases)


def missing_shards(records: list[Record]) -> list[str]:
    """Return the shards, such as "3/4", of which there is no record."""
    shards = [shard for record in records if (shard := record.header["options"].get("shard"))]
    there = {(shard["number"], shard["of"]) for shard in shards}
    return [
        f"{number}/{of}"
        for of in sorted({shard["of"] for shard in shards})
        for number in range(1, of + 1)
        if (number, of) not in there
    ]


def _cases(records: list[Record]) -> list[Case]:
    chosen: dict[str, Case] = {}
    for record in sorted(records, key=lambda record: record.header["started"]):
        for case in record.cases:
            if case["id"] not in chosen or case["verdict"] != "NOT_RUN":
                chosen[case["id"]] = case
    return [chosen[case] for case in sorted(chosen)]


def _selection(records: list[Record]) -> list[str]:
    return list(dict.fromkeys(word for record in records for word in record.header["options"]["selection"]))


def _footer(records: list[Record], cases: list[Case]) -> Footer:
    footers = [record.footer for record in records if record.footer]
    ended = max((footer["ended"] for footer in footers), default=records[0].header["started"])
    began = min(record.header["started"] for record in records)
    official = [case for case in cases if case["official"]]
    missing = missing_shards(records)
    interrupted = any(record.interrupted for record in records)
    unmet = list(dict.fromkeys(text for footer in footers for text in footer["unmet_baseline"]))
    bad = [case for case in cases if case["verdict"] in ("FAIL", "INCONCLUSIVE", "ERROR") and not case["excused"]]
    return {
        "kind": "footer",
        "ended": ended,
        "duration": (datetime.fromisoformat(ended) - datetime.fromisoformat(began)).total_seconds(),
        "interrupted": interrupted or bool(missing),
        "counts": dict(Counter(case["verdict"] for case in official)),
        "relayed": sum(bool(case.get("relayed")) for case in official),
        "excused": sum(case["excused"] is not None for case in official),
        "exit": _INTERRUPTED if interrupted else _NOT_AS_EXPECTED if bad or unmet or missing else _AS_EXPECTED,
        "unmet_baseline": unmet,
        "csms_end": "; ".join(dict.fromkeys(footer["csms_end"] for footer in footers if footer["csms_end"])) or None,
    }
