"""Report a case that was played under pytest to allure-pytest (`--alluredir`)."""

from contextlib import suppress
from typing import Any

import allure

from plugfest.reports.labels import BLOCKS
from plugfest.reports.validations import fails, with_outcome
from plugfest.reports.visible import visible, visible_line


def tell(record: dict[str, Any]) -> None:
    """Report epic, features, tags, and each play's steps, validations and frames; do nothing without `--alluredir`."""
    allure.dynamic.epic(BLOCKS[record["block"]])
    allure.dynamic.feature(*record["use_cases"])
    allure.dynamic.tag(*record["requirements"], *record["profiles"])
    allure.dynamic.title(f"{record['id']} {record['title']}")
    allure.dynamic.description(record["about"] or "")
    for play in record["plays"]:
        with allure.step(visible_line(play["label"] or play["station"])):
            for validation in play["validations"]:
                _validation(validation)
            frames = "\n".join(_line(entry) for entry in play["trace"])
            allure.attach(visible(frames), name="what happened", attachment_type=allure.attachment_type.TEXT)


def _validation(validation: dict[str, Any]) -> None:
    outcome = visible_line(with_outcome(validation))
    # Allure marks a step as failed by an exception inside it; the verdict of the case is reported by pytest.
    with suppress(_ViolatedError), allure.step(outcome):
        if fails(validation):
            raise _ViolatedError(outcome)


class _ViolatedError(AssertionError):
    """A required validation was violated."""


def _line(entry: dict[str, Any]) -> str:
    what = entry.get("text") or entry.get("base64") or entry.get("detail") or ""
    return f"{entry['at']:9.3f}  {entry.get('from', entry['type']):<8} {what}"
