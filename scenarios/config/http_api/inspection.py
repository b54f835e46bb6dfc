"""Problems of an `[operator]` table of kind "http" that no schema can find."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

import jsonpath

from plugfest.scenarios.config.error_messages import nearest
from plugfest.scenarios.config.http_api.table import Callback, HttpTable, Request, Rules, Show, Step
from plugfest.scenarios.config.http_api.templates import FILTERS, filters
from plugfest.scenarios.config.http_api.used_names import used_names
from plugfest.scenarios.config.problems import KeyPath, Problem
from plugfest.scenarios.intents import INTENTS

_ORDER: Final = frozenset({"station", "values", "now", "uuid", "intent", "action", "order", "callback", "payload"})
_STATION: Final = frozenset({"station", "values", "now", "uuid", "password", "security_profile", "role", "boot"})
_AUTH: Final[Mapping[str, tuple[str, ...]]] = {
    "bearer": ("token",),
    "basic": ("user", "password"),
    "oauth": ("token_url", "client_id", "client_secret"),
}


def inspect(table: HttpTable) -> Iterator[Problem]:
    """Find unknown names in templates, invalid JSONPaths and patterns, and missing credentials."""
    for name in _AUTH.get(table.auth.kind, ()):
        if not getattr(table.auth, name):
            yield Problem(("operator", "auth"), f'kind "{table.auth.kind}" needs "{name}"')
    if not table.intents and not table.default:
        text = "describes no request: add [[operator.intents.NAME]], or [[operator.default]] for OCPP payloads"
        yield Problem(("operator",), text)
    for path, request, known in _requests(table):
        if not request.url:
            yield Problem(path, '"url" is missing')
        yield from _templates(path, request, known, table)
        for part, rules in _rules(request):
            yield from _judgement((*path, *part), rules)
        for where, expression in _paths(request):
            yield from _json_path((*path, *where), expression)


def _requests(table: HttpTable) -> Iterator[tuple[KeyPath, Request, frozenset[str]]]:
    """Every request with the first parts of the names that its templates may use."""
    everything = frozenset(name for intent in INTENTS.values() for name in intent.__struct_fields__)
    for number, step in enumerate(table.default):
        yield from _parts(("operator", "default", number), step, _ORDER | everything)
    for name, steps in table.intents.items():
        own = frozenset(INTENTS[name].__struct_fields__)
        for number, step in enumerate(steps):
            yield from _parts(("operator", "intents", name, number), step, _ORDER | own)
    for kind in ("provision", "release", "prepare", "accept", "restore"):
        for number, step in enumerate(getattr(table, kind)):
            yield from _parts(("operator", kind, number), step, _STATION)
    for name, lookup in table.lookups.items():
        yield ("operator", "lookups", name), lookup, _ORDER | everything
    for name, show in table.sees.items():
        yield ("operator", "sees", name), show, frozenset()
    if table.cancel is not None:
        yield ("operator", "cancel"), table.cancel, _ORDER | everything


def _parts(path: KeyPath, step: Step, known: frozenset[str]) -> Iterator[tuple[KeyPath, Request, frozenset[str]]]:
    yield path, step, known
    if step.poll is not None:
        yield (*path, "poll"), step.poll, known
    if step.cancel is not None:
        yield (*path, "cancel"), step.cancel, known


def _templates(path: KeyPath, request: Request, known: frozenset[str], table: HttpTable) -> Iterator[Problem]:
    for name in sorted(used_names(request)):
        if not known or name in table.lookups or name.split(".")[0] in known | {"item"}:
            continue
        yield Problem(
            path, f"the template names {{{name}}}, which is not there{nearest(name, known | table.lookups.keys())}"
        )
    parts = (request.url, request.query, request.headers, request.json, request.form, request.multipart)
    for used in sorted({one for part in (*parts, request.variables) for one in filters(part)}):
        if used not in FILTERS and used not in table.maps:
            hint = nearest(used, FILTERS.keys() | table.maps.keys())
            yield Problem(path, f'"|{used}" is neither a filter nor one of operator.maps{hint}')


def _rules(request: Request) -> Iterator[tuple[KeyPath, Rules]]:
    callback = request.callback if isinstance(request, Step) else None
    for path, owner in (((), request), (("callback",), callback)):
        for name in ("success", "done", "refused", "failed"):
            rules = getattr(owner, name, None)
            if isinstance(rules, Rules):
                yield (*path, name), rules


def _judgement(path: KeyPath, rules: Rules) -> Iterator[Problem]:
    for expression in rules.json:
        yield from _json_path((*path, "json", expression), expression)
    patterns: list[Any] = [rules.text, *(w.get("pattern") for w in rules.json.values() if isinstance(w, dict))]
    for pattern in patterns:
        if isinstance(pattern, str):
            try:
                re.compile(pattern)
            except re.error as error:
                yield Problem(path, f"{pattern!r} is no regular expression: {error}")


def _paths(request: Request) -> Iterator[tuple[KeyPath, str]]:
    owners: list[tuple[KeyPath, Request | Callback]] = [((), request)]
    if isinstance(request, Step) and request.callback is not None:
        owners.append((("callback",), request.callback))
    for path, owner in owners:
        yield from (((*path, "capture", name), expression) for name, expression in owner.capture.items())
        if owner.reason is not None:
            yield (*path, "reason"), owner.reason
    if isinstance(request, Show):
        yield from ((("show", name), expression) for name, expression in request.show.items())
        if request.items is not None:
            yield ("items",), request.items
    value = getattr(request, "value", None)
    if isinstance(value, str):
        yield ("value",), value


def _json_path(path: KeyPath, expression: str) -> Iterator[Problem]:
    try:
        jsonpath.compile(expression)
    except jsonpath.JSONPathError as error:
        yield Problem(path, f"{expression!r} is no JSONPath: {str(error).splitlines()[0]}")
