"""The spellings of a secret: in JSON, in URLs, in base64 and in hexadecimal."""

from __future__ import annotations

import base64
import json
import re
from urllib.parse import quote, quote_plus

from plugfest.reports.record.patterns import REPLACED

SHORT = 4
"""A shorter secret is replaced only as a whole string, since it may be part of many words."""

_SPELLED_ALIKE = re.compile("[A-Za-z0-9_.~-]+")
"""Secrets that are written alike in JSON and in URLs, as most passwords of stations are."""
_BASE64 = "A-Za-z0-9+/_-"
_BASE64_CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/_-"
_END_OF_RUN = re.compile(f"[{_BASE64}]*(?:=|%3[Dd]){{0,2}}")
_ESCAPED = re.compile(r"\\u00([2-7][0-9A-Fa-f])|%([2-7][0-9A-Fa-f])")


def spelled(secret: str) -> set[str]:
    """Return the spellings of a secret in JSON texts, URLs and forms."""
    if _SPELLED_ALIKE.fullmatch(secret):
        return {secret}
    once = {secret, json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1]}
    once |= {form.replace("/", "\\/") for form in once}
    twice = {json.dumps(form, ensure_ascii=False)[1:-1] for form in once}
    encoded = secret.encode("utf-8", "surrogatepass")
    quoted = {quote(encoded, safe=""), quote(encoded), quote_plus(encoded)}
    return once | twice | quoted | {re.sub("%..", lambda found: found.group().lower(), form) for form in quoted}


def in_base64(secret: str) -> set[str]:
    """Return the base64 forms of the secret at any position of the encoded text, such as after `user:`.

    Three alignments are possible; the characters at both ends depend on the neighbours and are left out.
    """
    forms = set()
    encoded = secret.encode("utf-8", "surrogatepass")
    for shift in range(3):
        whole = base64.b64encode(bytes(shift) + encoded).decode("ascii").rstrip("=")
        first = (0, 2, 3)[shift]
        last = len(whole) - (1 if (shift + len(encoded)) % 3 else 0)
        if last - first >= SHORT:
            forms |= {whole[first:last], whole[first:last].replace("+", "-").replace("/", "_")}
            forms.add(whole[first:last].replace("+", "%2B").replace("/", "%2F"))
    return forms


def in_hexadecimal(secret: str) -> set[str]:
    """Return the hexadecimal forms of the secret's bytes."""
    plain = secret.encode("utf-8", "surrogatepass").hex()
    return {plain, plain.upper()} if len(secret) >= SHORT else set()


def unescaped(text: str) -> str:
    r"""Return a text with unnecessary escapes (\u0061, %61) resolved."""
    if "\\u00" not in text and "%" not in text:
        return text
    return _ESCAPED.sub(_character, text)


def _character(found: re.Match[str]) -> str:
    character = chr(int(found[1] or found[2], 16))
    return found[0] if character in '"\\\x7f' else character


def without_runs(text: str, form: str) -> str:
    """Replace every run of base64 characters that contains the form, since the rest belongs to the secret."""
    parts: list[str] = []
    start = 0
    while (at := text.find(form, start)) >= 0:
        parts += (text[start:at].rstrip(_BASE64_CHARACTERS), REPLACED)
        end = _END_OF_RUN.match(text, at + len(form))
        assert end is not None
        start = end.end()
    return "".join((*parts, text[start:]))
