"""What allure-pytest is told of a case that was played under pytest (`--alluredir`)."""

from contextlib import suppress
from typing import Any, cast

import allure

from plugfest.reports.causes import said
from plugfest.reports.record import Validation
from plugfest.reports.words import BLOCKS


def tell(record: dict[str, Any]) -> None:
    """Epic, features, tags, and per play its steps, validations and frames; a no-op without `--alluredir`."""
    allure.dynamic.epic(BLOCKS[record["block"]])
    allure.dynamic.feature(*record["use_cases"])
    allure.dynamic.tag(*record["requirements"], *record["profiles"])
    allure.dynamic.title(f"{record['id']} {record['title']}")
    allure.dynamic.description(record["about"] or "")
    for play in record["plays"]:
        with allure.step(play["label"] or play["station"]):
            for validation in play["validations"]:
                _validation(validation)
            frames = "\n".join(_line(entry) for entry in play["trace"])
            allure.attach(frames, name="what happened", attachment_type=allure.attachment_type.TEXT)


def _validation(validation: dict[str, Any]) -> None:
    step = f"step {validation['step']}, " if validation["step"] is not None else ""
    weight = "" if validation["weight"] == "required" else f" ({validation['weight']})"
    told = f"{validation['outcome']}: {step}{said(cast(Validation, validation))}{weight}"
    # What goes wrong inside a step is how Allure learns that it failed; the case's own verdict is told by pytest.
    with suppress(_ViolatedError), allure.step(told):
        if validation["outcome"] == "violated" and validation["weight"] == "required":
            raise _ViolatedError(told)


class _ViolatedError(AssertionError):
    """A required validation was violated."""


def _line(entry: dict[str, Any]) -> str:
    what = entry.get("text") or entry.get("base64") or entry.get("detail") or ""
    return f"{entry['at']:9.3f}  {entry.get('from', entry['type']):<8} {what}"
