"""Replace secrets in values before they are written."""

from __future__ import annotations

import base64
import binascii
import sys
from collections.abc import Iterable
from contextlib import suppress
from functools import lru_cache
from typing import get_args

from plugfest.reports.record import shapes, trace_shapes
from plugfest.reports.record.patterns import (
    REPLACED,
    SECRET_HEADERS,
    is_secret_name,
    may_carry_secrets,
    secrets_in_frame,
    without_visible_secrets,
)
from plugfest.reports.record.spellings import SHORT, in_base64, in_hexadecimal, spelled, unescaped, without_runs

MAX_LEARNED = 200
"""Maximum number of secrets learned from frames in one run. A frame with more or longer ones is replaced completely."""
_LONGEST_LEARNED = 512
_PROBE = 4
_CREDENTIALS = "credentials"
_LONGEST_REMEMBERED = 120
_LONGEST_HEADER = max(map(len, SECRET_HEADERS))
_OWN_WORDS = frozenset(
    word
    for vocabulary in (
        shapes.Verdict, shapes.CauseCode, shapes.Profile, trace_shapes.Part, shapes.Weight, shapes.ValidationKind,
        shapes.ValidationOutcome, trace_shapes.OrderOutcome, trace_shapes.Direction, trace_shapes.MessageKind,
    )
    for word in get_args(vocabulary)
) | {"header", "case", "footer", "connect", "frame", "close", "order", "outcome", "silence", "note", "replaced",
     "text", "binary", "basic", "certificate", "none", "TCP", "TLS", "HTTP", "CLOSE", "network"}  # fmt: skip
_OWN_NAMES = frozenset(
    {"kind", "type", "verdict", "code", "part", "weight", "outcome", "from", "opcode", "message", "credentials",
     "refused_by", "by", "secrets", "profiles"}
)  # fmt: skip


def redact(value: object, secrets: Iterable[str]) -> object:
    """Return `value` (plain JSON) with every secret replaced, at any place and in any encoding.

    Replaced are the given secrets, plain, JSON-escaped, percent-encoded and in base64 (as part of `user:password` too),
    and recognizable secrets: private keys in PEM, Authorization headers, members named like passwords.
    Passwords in messages of the value itself, such as one that the CSMS sets at a station, are replaced too.
    """
    return Redactor(secrets).redact(value)


class Redactor:
    """Replaces secrets; learns further ones from frames, also for later lines."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._short: set[str] = set()
        self._in_base64: set[str] = set()
        self._by_probe: dict[int, list[str]] = {}
        self._known: set[str] = set()
        self._learned: set[str] = set()
        self._overfull: set[str] = set()
        """Texts of the current line with more secrets than can be learned."""
        self._cleaned: dict[str, str] = {}
        """Redacted texts of the current line: most of them occur many times in it."""
        self.learn(secrets)

    def learn(self, secrets: Iterable[str]) -> None:
        """Add secrets. Empty ones are ignored."""
        for secret in secrets:
            if not secret or secret in self._known or secret == REPLACED:
                continue
            self._known.add(secret)
            if len(secret) < SHORT:
                self._short.add(secret)
            else:
                encoded = in_base64(secret)
                for form in spelled(secret) | in_hexadecimal(secret) | encoded:
                    self._by_probe.setdefault(_probe(form), []).append(form)
                self._in_base64 |= encoded

    def redact(self, value: object) -> object:
        """Return `value` without secrets."""
        texts, names, marked = _texts(value)
        special = {text for text in texts if len(text) > _LONGEST_REMEMBERED or not _is_ordinary(text)}
        self._overfull = {text for text in special if may_carry_secrets(text) and not self._learn_from(text)}
        # Longest first, so that of a secret inside another no rest remains.
        present = sorted(self._present(texts.union(map(unescaped, special))), key=len, reverse=True)
        self._cleaned = {text: self._clean(text, present) for text in (texts if present or self._short else special)}
        if marked or self._marked_by_name(texts, names) or any(clean != text for text, clean in self._cleaned.items()):
            return self._walk(value, "", present)
        return value  # as nearly every line

    def _marked_by_name(self, texts: set[str], names: set[str]) -> bool:
        """Return whether something beside its text alone, such as the name of its member, may make a value a secret."""
        return (
            not self._short.isdisjoint(texts)
            or any(name == "base64" or (name != _CREDENTIALS and is_secret_name(name)) for name in names)
            or any(len(text) <= _LONGEST_HEADER and text.lower() in SECRET_HEADERS for text in texts)
        )

    def _learn_from(self, text: str) -> bool:
        """Learn the secrets of a message; return False if they exceed OCPP's limits."""
        found = {secret for secret in secrets_in_frame(text) if secret not in self._known}
        if len(self._learned | found) > MAX_LEARNED or any(len(secret) > _LONGEST_LEARNED for secret in found):
            return False
        self._learned |= found
        self.learn(found)
        return True

    def _present(self, texts: Iterable[str]) -> set[str]:
        """Return the forms that occur in the texts; the time does not depend on the number of forms.

        The texts are searched as four-byte numbers at every position, which is fast.
        """
        everything = "\0".join(texts)
        content = everything.encode("utf-8", "surrogatepass")
        found = set[int]()
        for shift in range(min(_PROBE, len(content))):
            end = len(content) - (len(content) - shift) % _PROBE
            found |= self._by_probe.keys() & memoryview(content)[shift:end].cast("I")
        return {form for probe in found for form in self._by_probe[probe] if form in everything}

    def _walk(self, value: object, name: str, forms: list[str]) -> object:
        if isinstance(value, str):
            return value if name in _OWN_NAMES and value in _OWN_WORDS else self._text(value, name, forms)
        if isinstance(value, list):
            if _is_secret_header(value):
                return [value[0], REPLACED]
            return [self._walk(member, name, forms) for member in value]
        if isinstance(value, dict):
            members = {self._key(key, forms): self._walk(member, key, forms) for key, member in value.items()}
            text = members.get("text")
            if members.get("truncated") is True and isinstance(text, str):
                members["text"] = self._without_cut_secret(text)
            return members
        return value

    def _key(self, key: str, forms: list[str]) -> str:
        if not forms and not self._short:
            return key
        return self._replace(key, [form for form in forms if form != key or not key.isidentifier()])

    def _text(self, text: str, name: str, forms: list[str]) -> str:
        if text in self._short or (text and is_secret_name(name)):
            return REPLACED if name != "secrets" else text
        if name == "base64":
            with suppress(binascii.Error, ValueError):
                return self._inside_base64(text)
        clean = self._cleaned.get(text)
        if clean is None:
            clean = self._cleaned[text] = self._clean(text, forms)
        return clean

    def _clean(self, text: str, forms: list[str]) -> str:
        if text in self._overfull:
            return f"{REPLACED} (a text of {len(text)} characters with too many passwords to show any of it)"
        clean = without_visible_secrets(self._replace(text, forms))
        resolved = unescaped(clean)
        if resolved != clean:
            cleaner = without_visible_secrets(self._replace(resolved, forms))
            return clean if cleaner == resolved else cleaner
        return clean

    def _replace(self, text: str, forms: list[str]) -> str:
        for form in forms:
            if form in text:
                text = without_runs(text, form) if form in self._in_base64 else text.replace(form, REPLACED)
        for short in self._short:
            text = text.replace(f'"{short}"', f'"{REPLACED}"')
        return text

    def _inside_base64(self, encoded: str) -> str:
        content = base64.b64decode(encoded, validate=True).decode("utf-8", "surrogateescape")
        outside, clean = self._cleaned, self.redact(content)
        self._cleaned = outside
        assert isinstance(clean, str)
        return base64.b64encode(clean.encode("utf-8", "surrogateescape")).decode("ascii")

    def _without_cut_secret(self, text: str) -> str:
        """Remove the beginning of a secret from the end of a truncated text."""
        for secret in sorted(self._known, key=len, reverse=True):
            for length in range(len(secret) - 1, SHORT - 1, -1):
                if text.endswith(secret[:length]):
                    return text[:-length] + REPLACED
        return text


@lru_cache(16384)  # most texts of a line are in many lines
def _is_ordinary(text: str) -> bool:
    """Return whether only known secrets could have to be replaced in this text, and none can be learned from it."""
    return not may_carry_secrets(text) and unescaped(text) == text == without_visible_secrets(text)


def _is_secret_header(value: list[object]) -> bool:
    return len(value) == 2 and isinstance(value[0], str) and value[0].lower() in SECRET_HEADERS


def _probe(form: str) -> int:
    return int.from_bytes(form.encode("utf-8", "surrogatepass")[:_PROBE], sys.byteorder)


def _texts(value: object) -> tuple[set[str], set[str], bool]:
    """Return every text in a value, names of members included, each once; the names; and whether a member is marked.

    A member is marked by a cut text beside it, or as credentials in other words than the record's own.
    """
    texts, names, marked = set[str](), set[str](), False
    pending = [value]
    while pending:
        value = pending.pop()
        if isinstance(value, str):
            texts.add(value)
        elif isinstance(value, list):
            pending.extend(value)
        elif isinstance(value, dict):
            names.update(value)
            pending.extend(value.values())
            if value.get("truncated") is True or not _ordinary(value.get(_CREDENTIALS)):
                marked = True
    return texts | names, names, marked


def _ordinary(credentials: object) -> bool:
    return credentials is None or (isinstance(credentials, str) and credentials in _OWN_WORDS)
