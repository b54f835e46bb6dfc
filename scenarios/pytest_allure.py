"""What allure-pytest is told of a case that was played under pytest (`--alluredir`)."""

from typing import Any

import allure

from plugfest.scenarios.catalogue import BLOCKS


def tell(record: dict[str, Any]) -> None:
    """Epic, features, tags, and per play its steps, validations and frames; a no-op without `--alluredir`."""
    allure.dynamic.epic(f"{record['block']} {BLOCKS[record['block']]}")
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
    step = f"step {validation['step']}: " if validation["step"] is not None else ""
    weight = "" if validation["weight"] == "required" else f" ({validation['weight']})"
    said = f"{step}{validation['subject']}: {validation['text']}{weight}: {validation['outcome']}"
    with allure.step(said):
        pass


def _line(entry: dict[str, Any]) -> str:
    said = entry.get("text") or entry.get("detail") or ""
    return f"{entry['at']:9.3f}  {entry.get('from', entry['type']):<8} {said}"
