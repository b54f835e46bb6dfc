"""Validations in words, the same in every report, on the terminal and under pytest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from plugfest.reports.record import Validation

AnyValidation = Validation | Mapping[str, Any]


def sentence(validation: AnyValidation) -> str:
    """Return subject and text: "ResetRequest: evseId must be absent, was 1"."""
    subject, text = str(validation["subject"]), str(validation["text"])
    return text if text.startswith(subject) else f"{subject}: {text}"


def with_step(validation: AnyValidation) -> str:
    """Return the sentence with Part 6's step number, if it has one."""
    step = f"step {validation['step']}: " if validation["step"] is not None else ""
    return f"{step}{sentence(validation)}"


def with_outcome(validation: AnyValidation) -> str:
    """Return outcome, step, sentence and any weight other than "required"."""
    weight = "" if validation["weight"] == "required" else f" ({validation['weight']})"
    return f"{validation['outcome']}: {with_step(validation)}{weight}"


_SOURCES = {
    "schema": "JSON schema of Part 3",
    "general": "Part 6, section 3.1",
    "alive": "Part 6, section 3.1: the CSMS must go on answering",
    **dict.fromkeys(("fraction", "decimals", "32 bits", "characters"), "Part 2, 2.1.4"),
    "part 2": "Part 2",
    "surplus": "no step of the case",
}


def basis(case_id: str, validation: AnyValidation) -> str:
    """Return the source of a demand: part, case, step, and erratum or requirement."""
    source = str(validation["source"] or "")
    if validation["kind"] == "automatic":
        where = _SOURCES.get(str(validation.get("rule") or ""), "Part 4")
    else:
        step = f", step {validation['step']}" if validation["step"] is not None else ""
        where = f"Part 6, {case_id.removesuffix('_CSMS')}{step}"
    return f"{where}; {source}" if source else where


def fails(validation: AnyValidation) -> bool:
    """Return whether the validation fails its case: required and violated."""
    return bool(validation["outcome"] == "violated" and validation["weight"] == "required")
