"""Classifies an API's answer: accepted, refused, or invalid."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import jsonpath

from plugfest.scenarios.config.conditions import MISSING, holds, said
from plugfest.scenarios.config.http_api.table import Request, Rules, Show
from plugfest.scenarios.operators.http.bodies import parse_json


class RefusedError(Exception):
    """The CSMS refuses the order, or states that it cannot perform it."""


class BrokenError(Exception):
    """The API does not work: no connection, an error, or an invalid answer."""


class UnknownOutcomeError(Exception):
    """The CSMS accepted the order but does not report its outcome."""


@dataclass(frozen=True)
class Answer:
    """One answer of the API, or the body that it posted to a callback."""

    status: int
    text: str
    where: str
    """The request, for messages: "POST http://host/path"."""

    @property
    def json(self) -> Any:
        """Return the body as JSON; MISSING when it is not JSON."""
        try:
            return parse_json(self.text)
        except ValueError:
            return MISSING

    def find(self, path: str) -> list[Any]:
        """Return every value that a JSONPath finds."""
        data = self.json
        return [] if data is MISSING or not isinstance(data, dict | list) else jsonpath.findall(path, data)

    def __str__(self) -> str:
        shown = " ".join(self.text.split())
        return f"{self.where} was answered by {self.status}" + (f": {shown[:200]}" if shown else "")


def judge(request: Request, answer: Answer) -> None:
    """Check that the CSMS has accepted the order. Raises RefusedError or BrokenError."""
    why = own_words(request.reason, answer)
    if request.refused is not None and rules_match(request.refused, answer, any_value=True):
        raise RefusedError(why or str(answer))
    if request.graphql is not None and answer.find("$.errors[*]"):
        raise RefusedError(why or "; ".join(map(str, answer.find("$.errors[*].message"))) or str(answer))
    unmet = _unmet(request.success or Rules(), answer)
    if unmet is None:
        return
    if answer.status in (401, 403, 407):
        raise BrokenError(f"authentication failed: {answer}; see operator.auth")
    if answer.status >= 500 or 300 <= answer.status < 400:
        raise BrokenError(str(answer))
    if answer.status < 300 and answer.json is MISSING and request.success is not None and request.success.json:
        raise BrokenError(
            f"{answer.where} was answered by something else than JSON: {' '.join(answer.text.split())[:80]}"
        )
    raise RefusedError(why or (unmet if answer.status < 300 else str(answer)))


def rules_match(rules: Rules, answer: Answer, *, any_value: bool = False) -> bool:
    """Return whether an answer meets the rules; with `any_value` one matching value of each JSONPath is enough."""
    if rules.status and answer.status not in rules.status:
        return False
    if rules.text is not None and re.search(rules.text, answer.text) is None:
        return False
    return all(_json_unmet(path, wanted, answer, any_value) is None for path, wanted in rules.json.items())


def capture(wanted: Mapping[str, str], answer: Answer) -> dict[str, Any]:
    """Return the first value of each JSONPath, by name; raises BrokenError for one that finds nothing."""
    values = {}
    for name, path in wanted.items():
        found = answer.find(path)
        if not found:
            raise BrokenError(f"{answer.where} was to be answered with {path} ({name}), which is not there: {answer}")
        values[name] = found[0]
    return values


def shown(show: Show, answer: Answer) -> object:
    """Return the data that the CSMS shows, by the question's names; values absent from the answer are None."""
    if show.items is None:
        return _one_shown(show, answer.json)
    return [_one_shown(show, item) for item in answer.find(show.items)]


def _one_shown(show: Show, data: Any) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, path in show.show.items():
        found = jsonpath.findall(path, data) if isinstance(data, dict | list) else []
        *outer, last = name.split(".")
        table = values
        for part in outer:
            table = table.setdefault(part, {})
        table[last] = found[0] if found else None
    return values


def own_words(path: str | None, answer: Answer) -> str:
    """Return the CSMS's reason, if the configuration has a JSONPath for it."""
    return "; ".join(map(str, answer.find(path))) if path is not None else ""


def _unmet(rules: Rules, answer: Answer) -> str | None:
    """Return the first rule that an answer violates, as text."""
    if answer.status not in rules.status if rules.status else not 200 <= answer.status < 300:
        return str(answer)
    if rules.text is not None and re.search(rules.text, answer.text) is None:
        return f"the answer does not contain {rules.text}: {answer}"
    for path, wanted in rules.json.items():
        unmet = _json_unmet(path, wanted, answer, any_value=False)
        if unmet is not None:
            return unmet
    return None


def _json_unmet(path: str, wanted: object, answer: Answer, any_value: bool) -> str | None:
    values = answer.find(path) or [MISSING]
    met = any if any_value else all
    if met(holds(wanted, value) for value in values):
        return None
    wrong = next(value for value in values if not holds(wanted, value))
    return f"{path} should be {said(wanted)}, was {wrong!r}: {answer}"
