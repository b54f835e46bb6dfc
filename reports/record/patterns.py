"""Patterns of secrets that are recognizable without being configured: private keys, credentials, passwords."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterator
from functools import lru_cache

REPLACED = "<secret>"

_SHORTEST = 8
# One look that tells most texts from those worth six: the record is written while a run goes on.
_HINTS = (
    *("private", "authorization", "authorisation", "basic", "bearer", "://", "passw", "secret"),
    *("apikey", "api_key", "token="),
)
_SPACE = r"(?:[ +]|%20)"
_PRIVATE_KEY = re.compile(
    rf"-----BEGIN{_SPACE}(?:[A-Z0-9]+{_SPACE})*PRIVATE{_SPACE}KEY-----.*?"
    rf"(?:-----END{_SPACE}(?:[A-Z0-9]+{_SPACE})*PRIVATE{_SPACE}KEY-----|\Z)",
    re.DOTALL,
)
_AUTHORIZATION = re.compile(
    r"""(?i)(\b(?:proxy-)?authorization\\?["']?\s*[:=]\s*\\?["']?(?:(?:basic|bearer|digest|token|apikey)\s+)?)"""
    r"""(?!<secret>)[^\s"'\\,;]{4,}"""
)
_SCHEME = re.compile(r"(?i)\b(basic|bearer)(\s+|%20)([A-Za-z0-9+/=_~.%-]{6,})")
_USERINFO = re.compile(r"(?i)(\b[a-z][a-z0-9+.-]*://[^/\s:@\"']*:)[^/\s@\"']+@")
_QUERY = re.compile(r"(?i)([?&](?:[a-z_]*token|api_?key|password|secret)=)[^&\s\"'<>#]+")
_MEMBER = re.compile(
    r"""(?i)(\\*"[a-z0-9_]*(?:password|passwd|secret|private_?key|api_?key|bearer)[a-z0-9_]*\\*"\s*:\s*)(\\*")((?:(?!\2).)+)"""
)
_SECRET_NAME = re.compile(r"(?i)password|passwd|secret|private_?key|api_?key|authorization$|bearer")
SECRET_HEADERS = frozenset({"authorization", "proxy-authorization", "cookie", "set-cookie", "x-api-key"})
_SECRET_VARIABLES = frozenset({"BasicAuthPassword"})
_SECRET_MEMBERS = frozenset({"apnPassword", "password", "simPin"})


@lru_cache(4096)
def is_secret_name(name: str) -> bool:
    """Whether what goes by that name is a secret."""
    return _SECRET_NAME.search(name) is not None


def without_visible_secrets(text: str) -> str:
    """Replace private keys, credentials of headers and URLs, and members that are called password or alike."""
    lower = text.lower()
    if len(text) < _SHORTEST or not any(hint in lower for hint in _HINTS):
        return text
    text = _PRIVATE_KEY.sub(REPLACED, text)
    text = _AUTHORIZATION.sub(rf"\1{REPLACED}", text)
    text = _SCHEME.sub(_without_credentials, text)
    text = _USERINFO.sub(rf"\1{REPLACED}@", text)
    text = _QUERY.sub(rf"\1{REPLACED}", text)
    return _MEMBER.sub(rf"\1\2{REPLACED}", text)


def _without_credentials(found: re.Match[str]) -> str:
    """Basic and Bearer are ordinary words too: only what follows tells whether a credential is meant."""
    scheme, space, value = found.groups()
    if scheme.lower() == "bearer":
        return f"{scheme}{space}{REPLACED}" if re.search(r"[0-9_.=-]", value) else found.group()
    try:
        decoded = base64.b64decode(value.replace("%3D", "=") + "==")
    except (binascii.Error, ValueError):
        return found.group()
    return f"{scheme}{space}{REPLACED}" if b":" in decoded else found.group()


def secrets_in_frame(text: str) -> Iterator[str]:
    """Yield the passwords that an OCPP message carries: a new BasicAuthPassword, those of a network profile."""
    try:
        message = json.loads(text)
    except (ValueError, RecursionError):
        return
    yield from _secrets_in(message)


def _secrets_in(value: object) -> Iterator[str]:
    pending = [value]
    while pending:
        value = pending.pop()
        if isinstance(value, list):
            pending.extend(value)
        if not isinstance(value, dict):
            continue
        pending.extend(value.values())
        variable = value.get("variable")
        if isinstance(variable, dict) and variable.get("name") in _SECRET_VARIABLES:
            yield from _texts(value.get(name) for name in ("attributeValue", "value"))
        yield from _texts(value.get(name) for name in _SECRET_MEMBERS)


def _texts(values: Iterator[object]) -> Iterator[str]:
    yield from (str(value) for value in values if isinstance(value, str | int) and not isinstance(value, bool))
