"""Replace secrets in values before they are written."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable
from contextlib import suppress
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
from plugfest.reports.record.plain import plain
from plugfest.reports.record.search import Search
from plugfest.reports.record.spellings import SHORT, in_base64, in_hexadecimal, spelled, unescaped, without_runs
from plugfest.reports.record.texts import Texts, texts_of

MAX_LEARNED = 200
"""Maximum number of secrets learned from frames in one run. A frame with more or longer ones is replaced completely."""
_LONGEST_LEARNED = 512
_CREDENTIALS = "credentials"
_LONGEST_REMEMBERED, _MOST_REMEMBERED = 120, 16384
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
        self._search = Search()
        self._known: set[str] = set()
        self._learned: set[str] = set()
        self._overfull: set[str] = set()
        """Texts of the current line with more secrets than can be learned."""
        self._ordinary: set[str] = set()
        """Short texts that were found ordinary: most of a line are in many lines."""
        self._cleaned: dict[str, str] = {}
        """Redacted texts of the current line: most of them occur many times in it."""
        self.learn(secrets)

    def learn(self, secrets: Iterable[str]) -> None:
        """Add secrets. Empty ones are ignored."""
        for secret in set(secrets) - self._known - {"", REPLACED}:
            self._known.add(secret)
            if len(secret) < SHORT:
                self._short.add(secret)
            else:
                encoded = in_base64(secret)
                for form in spelled(secret) | in_hexadecimal(secret) | encoded:
                    self._search.add(form)
                self._in_base64 |= encoded

    def redact(self, value: object) -> object:
        """Return `value` as plain JSON without secrets."""
        found = texts_of(value)
        if found is None:
            value = plain(value)
            found = texts_of(value)
            assert found is not None
        return self._redact(value, found)

    def _redact(self, value: object, found: Texts) -> object:
        texts = found.each
        special = self._special(texts - self._ordinary)
        self._overfull = {text for text in special if may_carry_secrets(text) and not self._learn_from(text)}
        # Longest first, so that of a secret inside another no rest remains.
        everything = "\0".join((found.together, *map(unescaped, special)))
        present = sorted(self._search.found_in(everything), key=len, reverse=True)
        self._cleaned = {text: self._clean(text, present) for text in (texts if present or self._short else special)}
        if (
            found.marked
            or self._marked_by_name(texts, special, found.names)
            or any(clean != text for text, clean in self._cleaned.items())
        ):
            return self._walk(value, "", present)
        return value  # as nearly every line

    def _special(self, texts: set[str]) -> set[str]:
        """Return those texts in which more than known secrets could have to be replaced, and remember the others."""
        special = set[str]()
        quoted = {text for text in texts if '"' in text}
        # One search of all texts together excludes most lines. Those with quotes, such as messages, are searched apart,
        # because the words of secrets are frequent in prose, where they are no names of members.
        for group in (quoted, texts - quoted):
            if not _is_ordinary("\0".join(group)):
                special |= {text for text in group if not _is_ordinary(text)}
        if len(self._ordinary) > _MOST_REMEMBERED:
            self._ordinary.clear()
        self._ordinary.update(text for text in texts - special if len(text) <= _LONGEST_REMEMBERED)
        return special

    def _marked_by_name(self, texts: set[str], special: set[str], names: set[str]) -> bool:
        """Return whether something beside its text alone, such as the name of its member, may make a value a secret."""
        return (
            not self._short.isdisjoint(texts)
            or "base64" in names
            or any(map(is_secret_name, names - {_CREDENTIALS}))
            or any(map(_is_secret_header, special))
        )

    def _learn_from(self, text: str) -> bool:
        """Learn the secrets of a message; return False if they exceed OCPP's limits."""
        found = {secret for secret in secrets_in_frame(text) if secret not in self._known}
        if len(self._learned | found) > MAX_LEARNED or any(len(secret) > _LONGEST_LEARNED for secret in found):
            return False
        self._learned |= found
        self.learn(found)
        return True

    def _walk(self, value: object, name: str, forms: list[str]) -> object:
        if isinstance(value, str):
            return value if name in _OWN_NAMES and value in _OWN_WORDS else self._text(value, name, forms)
        if isinstance(value, list):
            if len(value) == 2 and _is_secret_header(value[0]):
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
        outside, clean = self._cleaned, self._redact(content, Texts({content}, set(), content, marked=False))
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


def _is_ordinary(text: str) -> bool:
    """Return whether only known secrets could have to be replaced in this text, and none can be learned from it.

    Texts joined by zero bytes are ordinary only if each of them is.
    """
    return (
        not may_carry_secrets(text)
        and SECRET_HEADERS.isdisjoint(text.lower().split("\0"))
        and unescaped(text) == text == without_visible_secrets(text)
    )


def _is_secret_header(name: object) -> bool:
    return isinstance(name, str) and name.lower() in SECRET_HEADERS
