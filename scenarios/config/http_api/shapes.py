"""Shapes: parts that several steps share are written once; `like = "job"` takes over `[operator.shapes.job]`."""

from typing import Any, Final

from plugfest.scenarios.config.error_messages import nearest
from plugfest.scenarios.config.problems import KeyPath, Problem

_LISTS: Final = ("default", "provision", "release", "prepare", "accept", "restore")


def expanded(operator: dict[str, Any], problems: list[Problem]) -> dict[str, Any]:
    """Return the `[operator]` table with every step complete: keys of a step override those of its shape.

    An unknown shape is reported as a problem.
    """
    shapes = operator.get("shapes")
    known: dict[str, Any] = shapes if isinstance(shapes, dict) else {}
    intents = operator.get("intents")
    full = {**operator}
    if isinstance(intents, dict):
        full["intents"] = {
            name: _steps(steps, ("operator", "intents", name), known, problems) for name, steps in intents.items()
        }
    for name in _LISTS:
        if name in operator:
            full[name] = _steps(operator[name], ("operator", name), known, problems)
    return full


def _steps(steps: Any, path: KeyPath, shapes: dict[str, Any], problems: list[Problem]) -> Any:
    if isinstance(steps, list):
        return [_step(step, (*path, number), shapes, problems) for number, step in enumerate(steps)]
    return _step(steps, path, shapes, problems)


def _step(step: Any, path: KeyPath, shapes: dict[str, Any], problems: list[Problem]) -> Any:
    if not isinstance(step, dict) or not isinstance(step.get("like"), str):
        return step
    if step["like"] not in shapes:
        text = f'there is no shape "{step["like"]}" in operator.shapes{nearest(step["like"], shapes)}'
        problems.append(Problem((*path, "like"), text))
        return {**step, "url": step.get("url", "/")}
    return _over(shapes[step["like"]], step)


def _over(shape: Any, own: Any) -> Any:
    """Merge tables; for all other values the step's own value is used."""
    if isinstance(shape, dict) and isinstance(own, dict):
        return {**shape, **{key: _over(shape.get(key), value) for key, value in own.items()}}
    return own
