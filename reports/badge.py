"""Draw a badge (SVG) per certification profile, to be shown in a README."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from plugfest.reports.counts import verdict_counts
from plugfest.reports.readiness import ProfileReadiness, readiness
from plugfest.reports.record import Record

_GREEN, _RED, _GREY, _INK = "#1a7f4b", "#b3261e", "#6b7280", "#30363d"
_NARROW, _WIDE = frozenset("iljtfrI.,:;'| ()"), frozenset("mwMW")


def badges(record: Record) -> Iterator[tuple[str, str]]:
    """Yield file name and SVG: one badge for the run, one per claimed certification profile."""
    counts = verdict_counts(record.cases)
    played = sum(counts.get(verdict, 0) for verdict in ("PASS", "FAIL", "INCONCLUSIVE", "ERROR"))
    good = counts.get("PASS", 0)
    colour = _GREY if record.interrupted or not played else _GREEN if good == played else _RED
    relayed = sum(1 for case in record.cases if case["official"] and case.get("relayed"))
    share = f"{good} of {played} cases pass" + (f", {relayed} relayed" if relayed else "")
    yield "plugfest.svg", badge("OCPP 2.0.1 CSMS", share, colour)
    for profile in readiness(record):
        if profile.claimed and profile.asked:
            yield f"{profile.profile}.svg", badge(f"OCPP 2.0.1 {profile.title}", _says(profile), _colour(profile))


def badge(subject: str, says: str, colour: str) -> str:
    """Return one badge as SVG."""
    left, right = _width(subject) + 14, _width(says) + 14
    whole, title = left + right, escape(f"{subject}: {says}")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{whole}" height="22" role="img" aria-label="{title}">'
        f"<title>{title}</title>"
        f'<clipPath id="r"><rect width="{whole}" height="22" rx="4"/></clipPath>'
        f'<g clip-path="url(#r)"><rect width="{left}" height="22" fill="{_INK}"/>'
        f'<rect x="{left}" width="{right}" height="22" fill="{colour}"/></g>'
        f'<g fill="#fff" font-family="system-ui,-apple-system,Segoe UI,Roboto,DejaVu Sans,sans-serif" font-size="12">'
        f'<text x="7" y="15" textLength="{left - 14}">{escape(subject)}</text>'
        f'<text x="{left + 7}" y="15" textLength="{right - 14}">{escape(says)}</text></g></svg>\n'
    )


def _says(profile: ProfileReadiness) -> str:
    share = f"{len(profile.passed)} of {len(profile.asked)}"
    share += f", {len(profile.relayed)} on relayed content" if profile.relayed else ""
    return f"ready, {share}" if profile.ready else share


def _colour(profile: ProfileReadiness) -> str:
    if profile.failed:
        return _RED
    return _GREEN if profile.ready else _GREY


def _width(text: str) -> int:
    return round(sum(_advance(character) for character in text))


def _advance(character: str) -> float:
    """Return the approximate width of a character in pixels; SVG fits the text to the sum."""
    if character in _NARROW:
        return 4.2
    if character in _WIDE:
        return 11
    return 8.6 if character.isupper() else 7.6 if character.isdigit() else 7.3
