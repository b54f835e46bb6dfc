"""Run records as the engine writes them, made without playing anything."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from plugfest.reports.record import Case, Footer, Header, RecordWriter
from support.synthetic_plays import missing, refusal, refused_order, relayed, reset, schema_broken
from support.synthetic_trace import STARTED

BLOCKS = {
    "A": 14,
    "B": 22,
    "C": 16,
    "D": 6,
    "E": 27,
    "F": 15,
    "G": 10,
    "H": 9,
    "I": 2,
    "J": 9,
    "K": 32,
    "L": 19,
    "M": 18,
    "N": 29,
    "O": 21,
    "P": 2,
}
PROFILE_OF = {
    "D": "local-list",
    "H": "reservation",
    "I": "user-interface",
    "K": "smart-charging",
    "M": "iso15118",
    "O": "user-interface",
}


def header(name: str = "compact CSMS", **changes: Any) -> Header:
    made: Header = {
        "kind": "header",
        "format": 1,
        "run": "7d1f7a5e-6f0c-4d53-9c6b-3a1f5be2a0f1",
        "started": STARTED,
        "plugfest": "0.1.0",
        "python": "3.11.7",
        "platform": "Linux-6.1.0-x86_64",
        "edition": "OCPP 2.0.1 Edition 3 (Part 6)",
        "errata": "2025-09",
        "csms": {
            "name": name,
            "description": "The CSMS that plugfest brings",
            "operator": "compact",
            "addresses": {"1": "ws://127.0.0.1:9000/{station}", "2": "wss://localhost:9001/{station}"},
            "claims": {
                "profiles": ["core", "advanced-security", "local-list", "smart-charging", "reservation"],
                "features": {"C-13": True, "C-16": True, "C-44": True, "R-2": False},
                "questions": {"AQ-12": False, "AQ-16": True},
            },
            "configuration": None,
        },
        "options": {"strict": False, "workers": 8, "selection": []},
        "configured": {"transaction_duration": 0.2, "message_timeout": 30, "valid_idtoken": "D001AA"},
        "secrets": "replaced",
    }
    made.update(changes)  # type: ignore[typeddict-item]
    return made


PLAYED = {
    "passes": lambda station: [reset(station=station)],
    "violates": lambda station: [reset(True, station)],
    "variants": lambda station: [refusal("expired", station=station), refusal("unknown CA", station=station)],
    "variants fail": lambda station: [refusal("expired", True, station), refusal("unknown CA", station=station)],
    "missing": lambda station: [missing(station)],
    "api broke": lambda station: [refused_order(station)],
    "schema": lambda station: [schema_broken(station)],
    "relayed": lambda station: [relayed(station)],
}
WORST = ["ERROR", "FAIL", "INCONCLUSIVE", "NOT_APPLICABLE", "NOT_RUN", "PASS"]


def case(block: str, number: int, kind: str = "passes", **changes: Any) -> Case:
    plays: list[Any] = PLAYED[kind](f"PF-{block}{number:03d}") if kind in PLAYED else []
    verdict = min((play["verdict"] for play in plays), key=WORST.index, default="NOT_RUN")
    cause = next((play["cause"] for play in plays if play["verdict"] == verdict), None)
    if not plays:
        verdict, code, text = {
            "not claimed": ("NOT_APPLICABLE", "not-claimed", "feature R-2 is not claimed"),
            "broke": ("ERROR", "scenario-broke", "KeyError in step 3"),
            "not written": ("NOT_RUN", "not-written", "there is no scenario for this case yet"),
        }.get(kind, ("NOT_RUN", "not-selected", "not selected"))
        cause = {"code": code, "text": text}
    profile = PROFILE_OF.get(block, "core" if number % 7 else "advanced-security")
    made: Any = {
        "kind": "case",
        "id": f"TC_{block}_{number:02d}_CSMS",
        "block": block,
        "title": f"A thing of block {block} that a CSMS does - Variation {number}",
        "use_cases": [f"{block}{number % 12 + 1:02d}"],
        "requirements": [f"{block}{number % 12 + 1:02d}.FR.0{n}" for n in (1, 2)],
        "profiles": {} if number == 8 else {profile: "C" if number % 5 == 0 else "M"},
        "feature": "C-13" if number % 5 == 0 else None,
        "official": True,
        "implemented": kind != "not written",
        "about": "An immediate reset ends the charging, and the CSMS accepts the station after its restart.",
        "needs": {"orders": ["Reset"], "configured": ["transaction_duration"]},
        "verdict": verdict,
        "cause": cause,
        "excused": None,
        "plays": plays,
        "started": STARTED if plays else None,
        "duration": sum(play["duration"] for play in plays),
    }
    made.update(changes)
    return made


def full_run(*, failing: bool = False) -> list[Case]:
    """251 cases in the catalogue's order: all played; when failing, every third one not passed, for several reasons."""
    kinds = ["violates", "missing", "schema", "variants fail", "api broke", "not claimed", "not written", "broke"]
    cases = []
    for block, count in BLOCKS.items():
        for number in range(1, count + 1):
            good = "variants" if block == "A" else "relayed" if block == "K" else "passes"
            bad = kinds[(len(cases) // 3) % len(kinds)]
            cases.append(case(block, number, bad if failing and len(cases) % 3 == 1 else good))
    return cases


def footer(cases: list[Case], **changes: Any) -> Footer:
    counts = Counter(case["verdict"] for case in cases)
    made: Any = {
        "kind": "footer",
        "ended": "2026-11-22T08:00:08.200Z",
        "duration": 8.2,
        "interrupted": False,
        "counts": dict(counts),
        "exit": 1 if counts["FAIL"] else 0,
        "unmet_baseline": [],
        "csms_end": "ended with 0",
    }
    made.update(changes)
    return made


def write(path: Path, cases: list[Case], *, whole: bool = True, first: Header | None = None) -> Path:
    """Write a record of these cases at `path`; without its footer when it is not to be whole."""
    with RecordWriter(path) as writer:
        writer.header(first or header())
        for one in cases:
            writer.case(one)
        if whole:
            writer.footer(footer(cases))
    return path
