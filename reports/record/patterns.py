"""Patterns of recognizable secrets: private keys, credentials, passwords.

The texts are a peer's, so every pattern takes linear time: repetitions before a literal are bounded.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Callable, Iterator
from functools import lru_cache

REPLACED = "<secret>"

_SHORTEST, _SHORT = 8, 120
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
_NAMES = r"passw|passphrase|secret|credential|private[_-]?key|api[_-]?key|bearer|(?:access|refresh|auth)[_-]?token"
_HINTS_OF_NAMES = (
    *("pass", "secret", "credential", "private", "api", "bearer"),
    *("stoken", "s_token", "s-token", "htoken", "h_token", "h-token"),
)
_USERINFO = re.compile(r"(://(?:[^/\s:@\"']*:)?)[^/\s@\"']+@")
_IN_QUERY = r"[^=&;?\s\"'<>#]{0,40}"
_QUERY = re.compile(
    rf"(?i)([?&;](?:{_IN_QUERY}(?:token|passw|secret|credential|signature|api_?key){_IN_QUERY}"
    rf"|(?:{_IN_QUERY}[_-])?(?:sig|key))=)[^&\s\"'<>#]+"
)
_MEMBER = re.compile(
    rf"""(?i)("[a-z0-9_-]{{0,64}}(?:{_NAMES})[a-z0-9_-]{{0,64}}\\{{0,15}}"\s*:\s*)(\\{{0,15}}")((?:(?!\2).)+)"""
)
_SECRET_NAME = re.compile(rf"(?i){_NAMES}|authorization$")
SECRET_HEADERS = frozenset({"authorization", "proxy-authorization", "cookie", "set-cookie", "x-api-key"})
_SECRET_VARIABLES = frozenset({"basicauthpassword"})
_SECRET_MEMBERS = frozenset({"apnPassword", "password", "simPin"})
_VALUE_MEMBERS = ("attributeValue", "value", "actualValue")
_VALUE_IN_BROKEN_JSON = re.compile(r'"(?:attributeValue|value|actualValue)"\s*:\s*"((?:[^"\\]|\\.)*)')
_LONGEST_NAME = 200


def _without_credentials(found: re.Match[str]) -> str:
    """Return whether a credential follows: Basic and Bearer are ordinary words too."""
    scheme, space, value = found.groups()
    if scheme.lower() == "bearer":
        return f"{scheme}{space}{REPLACED}" if re.search(r"[0-9_.=-]", value) else found.group()
    try:
        decoded = base64.b64decode(value.replace("%3D", "=") + "==")
    except (binascii.Error, ValueError):
        return found.group()
    return f"{scheme}{space}{REPLACED}" if b":" in decoded else found.group()


_VISIBLE: tuple[tuple[tuple[str, ...], re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (("private",), _PRIVATE_KEY, REPLACED),
    (("authorization",), _AUTHORIZATION, rf"\1{REPLACED}"),
    (("basic", "bearer"), _SCHEME, _without_credentials),
    (("@",), _USERINFO, rf"\1{REPLACED}@"),
    (("=",), _QUERY, rf"\1{REPLACED}"),
    (_HINTS_OF_NAMES, _MEMBER, rf"\1\2{REPLACED}"),
)
"""Recognizable secrets: of each, a pattern, and texts in lower case of which one is wherever the pattern matches.

Searching these excludes most texts from the patterns, which take far more time.
"""


def is_secret_name(name: str) -> bool:
    """Return whether a member of this name is a secret."""
    return _is_secret_name(name[:_LONGEST_NAME])


@lru_cache(4096)
def _is_secret_name(name: str) -> bool:
    return _SECRET_NAME.search(name) is not None


def without_visible_secrets(text: str) -> str:
    """Replace private keys, credentials of headers and URLs, and members named like passwords."""
    if len(text) < _SHORTEST:
        return text
    return _remembered(text) if len(text) <= _SHORT else _without_visible_secrets(text)


def _without_visible_secrets(text: str) -> str:
    folded = _folded(text)
    for hints, pattern, replacement in _VISIBLE:
        for hint in hints:
            if hint in folded:
                text = pattern.sub(replacement, text)
                break
    return text


def _folded(text: str) -> str:
    """Return a text in lower case, with the two letters of other alphabets that a pattern takes for ASCII ones."""
    lower = text.lower()
    return lower if lower.isascii() else lower.replace("\u0307", "").replace("ı", "i").replace("ſ", "s")


_remembered = lru_cache(8192)(_without_visible_secrets)  # most short texts are in every line


def may_carry_secrets(text: str) -> bool:
    """Return whether a text can be a message with a password, in any letter case and escaping."""
    if '"' not in text:
        return False
    lower = text.lower()
    return "assword" in lower or "simpin" in lower or '"vpn"' in lower or "\\u00" in lower


def secrets_in_frame(text: str) -> Iterator[str]:
    """Yield the passwords in an OCPP message: any BasicAuthPassword, and those of a network profile.

    From an invalid message, yield every value beside such a name.
    """
    try:
        message = json.loads(text)
    except (ValueError, RecursionError):
        if any(name in text.lower() for name in _SECRET_VARIABLES):
            yield from (found[1] for found in _VALUE_IN_BROKEN_JSON.finditer(text))
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
        variable, vpn = value.get("variable"), value.get("vpn")
        if isinstance(variable, dict) and str(variable.get("name")).lower() in _SECRET_VARIABLES:
            attributes = value.get("variableAttribute")
            for holder in (value, *(attributes if isinstance(attributes, list) else ())):
                if isinstance(holder, dict):
                    yield from _texts(holder.get(name) for name in _VALUE_MEMBERS)
        if isinstance(vpn, dict):
            yield from _texts(iter([vpn.get("key")]))
        yield from _texts(value.get(name) for name in _SECRET_MEMBERS)


def _texts(values: Iterator[object]) -> Iterator[str]:
    yield from (str(value) for value in values if isinstance(value, str | int) and not isinstance(value, bool))
