"""Answers of the operator API, held against its OpenAPI document."""

import re
from functools import cache
from typing import Any

import jsonschema_rs

from plugfest.csms import blocks, store
from plugfest.csms.operator_api.openapi import document


@cache
def _document() -> dict[str, Any]:
    store.load()
    blocks.load()
    return document()


@cache
def _routes() -> list[tuple[re.Pattern[str], str]]:
    # A path without a name goes before one with: /messages/wait is not /messages/{id}.
    paths = sorted(_document()["paths"], key=lambda path: path.count("{"))
    return [(re.compile(re.sub(r"\{\w+\}", "[^/]+", path)), path) for path in paths]


@cache
def _validator(method: str, path: str, status: str) -> jsonschema_rs.Validator:
    responses = _document()["paths"][path][method.lower()]["responses"]
    schema = responses.get(status, responses["default"])["content"]["application/json"]["schema"]
    return jsonschema_rs.validator_for(
        {**schema, "components": _document()["components"]},
        validate_formats=True,
    )


def check_answer(method: str, path: str, status: int, value: Any) -> None:
    """Raise ValidationError if an answer is not as the document says. Errors without a route are not described."""
    bare = path.partition("?")[0]
    found = next((template for pattern, template in _routes() if pattern.fullmatch(bare)), None)
    if found is None or method.lower() not in _document()["paths"][found]:
        assert status >= 400, f"{method} {path} is not in the document"
        return
    _validator(method, found, str(status)).validate(value)
