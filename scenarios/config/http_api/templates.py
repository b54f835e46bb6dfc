"""Templates of a configuration's requests: `{station.uuid}`, `{evse?}`, `{type|reset}`."""

import base64
import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import Any, Final
from urllib.parse import quote

from plugfest.scenarios.config.conditions import MISSING, found
from plugfest.scenarios.matching.csms_clock import csms_now

_PLACE: Final = re.compile(r"\{\{|\}\}|\{(?P<path>[A-Za-z_$][\w.$-]*)(?P<optional>\?)?(?P<filters>(?:\|[\w-]+)*)\}")


class TemplateError(Exception):
    """A template contains a name that the order does not have."""


class _Dropped:
    """A marker for an absent optional value: the key that contains it is removed, too."""


_DROPPED: Final = _Dropped()


def render(template: Any, scope: Mapping[str, Any], maps: Mapping[str, Mapping[str, Any]]) -> Any:
    """Return a template, or data with templates, with its placeholders replaced by values of `scope`.

    A text that is one placeholder only becomes the value with its type. An absent `{name?}` removes its key.
    `{"$each" = "variables", "$item" = ...}` becomes a list, one `$item` for each value, which is `{item}` there.
    Raises TemplateError for a name that is absent and a value that a map does not translate.
    """
    value = _render(template, scope, maps)
    return None if isinstance(value, _Dropped) else value


def render_url(template: str, scope: Mapping[str, Any], maps: Mapping[str, Mapping[str, Any]]) -> str:
    """Return a URL with its placeholders replaced by percent-encoded values, such as an identity with a space.

    A placeholder that is the whole URL or has the filter `raw` is not encoded. Raises TemplateError as `render` does.
    """
    return as_text(_text(template, scope, maps, escaped=True))


def texts(
    template: Mapping[str, Any], scope: Mapping[str, Any], maps: Mapping[str, Mapping[str, Any]]
) -> dict[str, str]:
    """Return the rendered table of a query, headers or a form, with all values as text. Raises TemplateError."""
    return {key: as_text(value) for key, value in render(template, scope, maps).items()}


def names(template: Any) -> Iterator[str]:
    """Return every dotted name in a template, or in data with templates."""
    if isinstance(template, str):
        yield from (place["path"] for place in _PLACE.finditer(template) if place["path"])
    elif isinstance(template, Mapping):
        if isinstance(template.get("$each"), str):
            yield template["$each"]
        for value in template.values():
            yield from names(value)
    elif isinstance(template, list | tuple):
        for value in template:
            yield from names(value)


def filters(template: Any) -> Iterator[str]:
    """Return every filter in a template, or in data with templates."""
    if isinstance(template, str):
        for place in _PLACE.finditer(template):
            yield from _filter_names(place)
    elif isinstance(template, Mapping | list | tuple):
        for value in template.values() if isinstance(template, Mapping) else template:
            yield from filters(value)


def as_text(value: Any) -> str:
    """Return a value as text: values that are no text are written as JSON."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else json.dumps(value)


def _render(template: Any, scope: Mapping[str, Any], maps: Mapping[str, Mapping[str, Any]]) -> Any:
    if isinstance(template, str):
        return _text(template, scope, maps)
    if isinstance(template, Mapping):
        if "$each" in template:
            several = found(scope, template["$each"])
            items = several if isinstance(several, list | tuple) else ()
            return [_render(template["$item"], {**scope, "item": item}, maps) for item in items]
        rendered = {key: _render(value, scope, maps) for key, value in template.items()}
        return {key: value for key, value in rendered.items() if value is not _DROPPED}
    if isinstance(template, list | tuple):
        values = (_render(value, scope, maps) for value in template)
        return [value for value in values if value is not _DROPPED]
    return template


def _text(
    template: str, scope: Mapping[str, Any], maps: Mapping[str, Mapping[str, Any]], *, escaped: bool = False
) -> Any:
    whole = _PLACE.fullmatch(template)
    if whole and whole["path"]:
        return _value(whole, scope, maps)
    parts, end = [], 0
    for place in _PLACE.finditer(template):
        parts.append(template[end : place.start()])
        end = place.end()
        value = _value(place, scope, maps) if place["path"] else place[0][0]
        text = "" if isinstance(value, _Dropped) else as_text(value)
        raw = not escaped or not place["path"] or "raw" in _filter_names(place)
        parts.append(text if raw else quote(text, safe=""))
    return "".join([*parts, template[end:]])


def _value(place: re.Match[str], scope: Mapping[str, Any], maps: Mapping[str, Mapping[str, Any]]) -> Any:
    value = scope[place["path"]] if place["path"] in scope else found(scope, place["path"])
    if value is MISSING or value is None:
        if place["optional"]:
            return _DROPPED
        raise TemplateError(f"the template names {{{place['path']}}}, which this order does not have")
    for name in _filter_names(place):
        if name in maps:
            if as_text(value) not in maps[name]:
                raise TemplateError(f"operator.maps.{name} has no entry for {as_text(value)!r}")
            value = maps[name][as_text(value)]
        elif name in FILTERS:
            value = FILTERS[name](value)
        else:
            raise TemplateError(f"there is no filter and no map called {name!r}")
    return value


def _filter_names(place: re.Match[str]) -> list[str]:
    return [name for name in (place["filters"] or "").split("|") if name]


def _words(value: Any) -> list[str]:
    return re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+", as_text(value))


def _from_now(value: Any) -> str:
    moment = csms_now() + timedelta(seconds=float(value))
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


FILTERS: Final[Mapping[str, Callable[[Any], Any]]] = {
    "text": as_text,
    "number": lambda value: json.loads(as_text(value)),
    "lower": lambda value: as_text(value).lower(),
    "upper": lambda value: as_text(value).upper(),
    "camel": lambda value: as_text(value)[:1].lower() + as_text(value)[1:],
    "kebab": lambda value: "-".join(_words(value)).lower(),
    "snake": lambda value: "_".join(_words(value)).lower(),
    "json": json.dumps,
    "base64": lambda value: base64.b64encode(as_text(value).encode()).decode(),
    "raw": lambda value: value,
    "from_now": _from_now,
    "first": lambda value: value[0] if isinstance(value, list | tuple) and value else value,
}
"""Filters that change a value; `from_now` turns seconds into a point in time."""
