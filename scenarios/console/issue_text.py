"""A failed case as text for an issue tracker: expected and actual values, and the frames that show them."""

import re
from collections.abc import Iterator
from typing import Any, Final

_LONGEST_FRAME: Final = 4000


def issue_text(record: dict[str, Any], header: dict[str, Any]) -> str:
    """Return it as Markdown."""
    return "\n".join(_lines(record, header)) + "\n"


def _lines(record: dict[str, Any], header: dict[str, Any]) -> Iterator[str]:
    short = record["id"].removesuffix("_CSMS")
    yield f"# {short}: {record['title']}"
    yield ""
    yield f"{header['csms']['name']}, {header['edition']}, plugfest {header['plugfest']}, {record['started']}"
    yield f"Requirements: {', '.join(record['requirements']) or 'none named'}"
    yield ""
    yield f"**{record['verdict']}**" + (f": {_plain(record['cause']['text'])}" if record["cause"] else "")
    for play in record["plays"]:
        violated = [each for each in play["validations"] if each["outcome"] == "violated"]
        if violated:
            yield ""
            yield f"## {play['label'] or 'Violated'}"
            for validation in violated:
                yield from _validation(validation, play["trace"])
    yield ""
    yield f"To see it again: `plugfest run {short}`"


def _validation(validation: dict[str, Any], trace: list[dict[str, Any]]) -> Iterator[str]:
    step = f"Step {validation['step']}: " if validation["step"] is not None else ""
    yield ""
    yield f"- {step}{_plain(validation['text'])} ({validation['weight']})"
    entry = trace[validation["entry"]] if validation["entry"] is not None else None
    if entry is not None and entry.get("text"):
        yield ""
        yield from _fenced(entry["text"][:_LONGEST_FRAME])


def _fenced(text: str) -> Iterator[str]:
    """Return a code block whose fence does not occur in its content."""
    fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", text)), default=0))
    yield fence
    yield text
    yield fence


def _plain(text: str) -> str:
    """Return text of a CSMS for a line of Markdown, with all markup escaped."""
    return re.sub(r"([\\`*_\[\]<>#@|])", r"\\\1", " ".join(text.split()))
