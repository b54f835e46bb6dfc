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
    """Return the sentence with Part 6's step number, where the validation belongs to a step."""
    step = f"step {validation['step']}: " if validation["step"] is not None else ""
    return f"{step}{sentence(validation)}"


def with_outcome(validation: AnyValidation) -> str:
    """Return outcome, step, sentence and any weight other than "required"."""
    weight = "" if validation["weight"] == "required" else f" ({validation['weight']})"
    return f"{validation['outcome']}: {with_step(validation)}{weight}"


def fails(validation: AnyValidation) -> bool:
    """Whether the validation fails its case: it is required, and violated."""
    return bool(validation["outcome"] == "violated" and validation["weight"] == "required")
