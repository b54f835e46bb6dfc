"""The baseline: known failures that are excused until they disappear or their entry expires. No I/O."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import tomli_w

from plugfest.scenarios.config.description import BaselineEntry

_NOT_AS_EXPECTED: Final = frozenset({"FAIL", "INCONCLUSIVE", "ERROR"})
_GENERAL_RULES: Final = frozenset({"general", "alive", "fraction", "decimals", "32 bits"})

REWORDED: Final = (
    (", in upper or lower case", ""),
    ("must be refused by TLS or HTTP or CLOSE", "must be refused by TLS or HTTP 4xx or CLOSE"),
    ("must be refused by HTTP or TCP", "must be refused by HTTP or a cut connection"),
)
"""Former texts of validations and their present texts: older baselines still contain the former ones."""


@dataclass(frozen=True)
class Failure:
    """One failure of a case, with a name that is the same in every run."""

    cause: str
    """The cause's code: "validation-violated", "schema", "message-missing"..."""
    validation: str | None = None
    """The demand: "ResetRequest evseId must be absent"; None where no validation belongs to it."""

    def __str__(self) -> str:
        return self.validation or self.cause


def failures(record: Mapping[str, Any]) -> list[Failure]:
    """Return all failures of a case, over all its plays; empty when the case did not fail."""
    if record["verdict"] not in _NOT_AS_EXPECTED:
        return []
    found: list[Failure] = []
    for play in record["plays"]:
        if play["verdict"] in _NOT_AS_EXPECTED:
            violated = [_of_validation(v) for v in play["validations"] if _fails(v)]
            code = play["cause"]["code"]
            found += violated
            if code not in {failure.cause for failure in violated}:
                found.append(Failure(code))
    if not found and record["cause"] is not None:
        found.append(Failure(record["cause"]["code"]))
    return list(dict.fromkeys(found))


def excuse(record: Mapping[str, Any], entries: Sequence[BaselineEntry], today: date) -> dict[str, Any] | None:
    """Return the record's `excused` when the baseline names every failure of the case; otherwise None.

    An expired entry excuses nothing.
    """
    mine = [entry for entry in _of_case(record, entries) if not _expired(entry, today)]
    used: list[BaselineEntry] = []
    for failure in failures(record):
        entry = next((entry for entry in mine if _names(entry, failure)), None)
        if entry is None:
            return None
        used.append(entry)
    if not used:
        return None
    used = list(dict.fromkeys(used))
    ends = [entry.until for entry in used if entry.until is not None]
    return {
        "reason": "; ".join(dict.fromkeys(entry.reason for entry in used)),
        "link": next((entry.link for entry in used if entry.link), None),
        "until": min(ends).isoformat() if ends else None,
    }


def unmet(records: Iterable[Mapping[str, Any]], entries: Sequence[BaselineEntry], today: date) -> list[str]:
    """Return messages about entries that matched no failure of the cases played, and about expired entries."""
    by_case = {record["id"]: record for record in records if record["verdict"] != "NOT_RUN"}
    said = []
    for entry in entries:
        record = by_case.get(_full(entry.case))
        if record is None:
            continue
        what = f"{_full(entry.case)} ({_words(entry)})"
        found = failures(record)
        if not any(_names(entry, failure) for failure in found):
            said.append(f"{what} {_instead(record, found)}")
        elif _expired(entry, today):
            said.append(f"{what} was excused until {entry.until}, and is still there")
    return said


def _instead(record: Mapping[str, Any], found: Sequence[Failure]) -> str:
    if found:
        return f"changed: the case is {record['verdict']} for another reason now: {'; '.join(map(str, found))}"
    return f"did not come true: the case is {record['verdict']}; take the entry out"


class ReasonMissingError(Exception):
    """A failure that is new would be excused without a reason."""


def written(records: Iterable[Mapping[str, Any]], reason: str | None, known: Sequence[BaselineEntry] = ()) -> str:
    """Return a baseline as TOML that names every failure of these records; entries known before keep their reasons.

    Raises ReasonMissingError where an entry is new and no reason is given.
    """
    tables: list[dict[str, Any]] = []
    for record in records:
        for failure in failures(record):
            before = next((e for e in known if _full(e.case) == record["id"] and _names(e, failure)), None)
            table: dict[str, Any] = {"case": record["id"], "cause": failure.cause}
            if failure.validation is not None:
                table["validation"] = failure.validation
            if before is None and not (reason or "").strip():
                raise ReasonMissingError(f"{record['id']} ({failure}) is new")
            table["reason"] = before.reason if before else reason
            if before and before.link:
                table["link"] = before.link
            if before and before.until:
                table["until"] = before.until
            tables.append(table)
    return "\n".join(f"[[baseline]]\n{tomli_w.dumps(table)}" for table in tables) or "# Nothing failed.\n"


def _fails(validation: Mapping[str, Any]) -> bool:
    return (
        validation["outcome"] == "violated"
        and validation["weight"] == "required"
        and validation["kind"] in ("own", "automatic")
    )


def _of_validation(validation: Mapping[str, Any]) -> Failure:
    """Return a validation's name without the value that was found, because that changes from run to run."""
    parts = (validation["subject"], validation["path"], validation["matcher"])
    return Failure(_code(validation), " ".join(part for part in parts if part))


def _code(validation: Mapping[str, Any]) -> str:
    if validation["kind"] != "automatic":
        return "validation-violated"
    rule = validation.get("rule", "")
    return "general-rule" if rule in _GENERAL_RULES else "schema" if rule == "schema" else "framing"


def _of_case(record: Mapping[str, Any], entries: Sequence[BaselineEntry]) -> list[BaselineEntry]:
    return [entry for entry in entries if _full(entry.case) == record["id"]]


def _full(case: str) -> str:
    return case if case.endswith("_CSMS") else f"{case}_CSMS"


def _names(entry: BaselineEntry, failure: Failure) -> bool:
    """Return whether an entry matches a failure: all its members are equal. An entry without members matches any."""
    if entry.cause is not None and entry.cause != failure.cause:
        return False
    if entry.validation is None:
        return True
    return failure.validation is not None and _in_todays_words(entry.validation) in failure.validation


def _in_todays_words(words: str) -> str:
    for before, today in REWORDED:
        words = words.replace(before, today)
    return words


def _expired(entry: BaselineEntry, today: date) -> bool:
    return entry.until is not None and entry.until < today


def _words(entry: BaselineEntry) -> str:
    return entry.validation or entry.cause or "any failure"
