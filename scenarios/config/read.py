"""Reads a CSMS's TOML file completely: all its problems are reported at once, with their lines."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from importlib import resources
from pathlib import Path
from typing import Any, Final

import jsonschema_rs

from plugfest.scenarios.certificates.table import CertificateTable
from plugfest.scenarios.config.build import build
from plugfest.scenarios.config.configured import Configured
from plugfest.scenarios.config.consistency import inconsistencies
from plugfest.scenarios.config.description import (
    Address,
    BaselineEntry,
    Cannot,
    Claims,
    CsmsDescription,
    Habit,
    Pace,
    StationEntry,
)
from plugfest.scenarios.config.error_messages import error_message, nearest
from plugfest.scenarios.config.http_api.shapes import expanded
from plugfest.scenarios.config.locations import line_of, locate
from plugfest.scenarios.config.operator_tables import ManualTable
from plugfest.scenarios.config.problems import ConfigurationError, KeyPath, Problem
from plugfest.scenarios.config.schema import load_schema
from plugfest.scenarios.config.sources import Sources
from plugfest.scenarios.config.state import StateFile
from plugfest.scenarios.intents import IdToken

_ADDED_UP: Final = ("habits", "cannot")
"""Lists of a preset that the file extends; every other list of the file replaces the preset's list."""


def read_description(path: str | Path, environment: Mapping[str, str] | None = None) -> CsmsDescription:
    """Return the CSMS that a TOML file describes; raises ConfigurationError with all problems.

    `environment` replaces the environment of the process (for tests).
    """
    path = Path(path)
    data, lines = _parse(path)
    problems: list[Problem] = []
    data = _with_preset(data, problems)
    if isinstance(data.get("operator"), dict):
        data["operator"] = expanded(data["operator"], problems)
    sources = Sources(path.parent, environment)
    data = _plain(sources.resolve(data))
    problems += sources.problems
    unknown = {problem.path for problem in problems}
    problems += [problem for problem in _schema_problems(data) if problem.path not in unknown]
    description = _description(data, path, sources.secrets, {problem.path[0] for problem in problems if problem.path})
    problems += inconsistencies(description, data, path.parent)
    baseline, baseline_problems = _baseline_file(data, path.parent)
    if problems or baseline_problems:
        located = [replace(p, line=p.line or line_of(p.path, lines)) for p in _once(problems)]
        raise ConfigurationError(str(path), located + baseline_problems)
    places = _credential_places(data, path, lines)
    return replace(_extended(description, baseline), credential_places=places)


def _credential_places(data: dict[str, Any], path: Path, lines: dict[KeyPath, int]) -> dict[str, str]:
    """Return the line of each station's password in the file, or of its certificate when it has no password."""
    return {
        station["identity"]: f"{path.name}, line {line_of(('stations', number, key), lines)}"
        for number, station in enumerate(data.get("stations", []))
        for key in ("password" if "password" in station else "certificate",)
    }


def _extended(description: CsmsDescription, baseline: tuple[BaselineEntry, ...]) -> CsmsDescription:
    """Return the description with the content of other files: baseline entries and the state file of the stations."""
    stations = description.stations
    if description.state_file is not None:
        stations = StateFile(description.state_file).applied(stations)
    kept = {secret for station in stations for secret in (station.password, station.key) if secret}
    return replace(
        description,
        stations=stations,
        baseline=description.baseline + baseline,
        secrets=description.secrets | kept,
    )


def read_baseline(path: Path) -> tuple[BaselineEntry, ...]:
    """Return the entries of a file that contains only `[[baseline]]`; raises ConfigurationError."""
    data, lines = _parse(path)
    data = _plain(data)
    found = [p for p in _schema_problems(data) if p.path]
    found += [Problem((key,), "is not allowed in a baseline file") for key in data if key != "baseline"]
    if found:
        raise ConfigurationError(str(path), [replace(p, line=line_of(p.path, lines)) for p in _once(found)])
    return tuple(build(BaselineEntry, {**e, "case": _case(e["case"])}) for e in data.get("baseline", []))


def presets() -> dict[str, str]:
    """Return the presets that come with plugfest: TOML text by name."""
    folder = resources.files("plugfest.scenarios.operators").joinpath("presets")
    return {
        entry.name.removesuffix(".toml"): entry.read_text(encoding="utf-8")
        for entry in folder.iterdir()
        if entry.name.endswith(".toml")
    }


def _parse(path: Path) -> tuple[dict[str, Any], dict[KeyPath, int]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise ConfigurationError(str(path), [Problem((), f"cannot be read: {why}")]) from error
    try:
        return tomllib.loads(text), locate(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(str(path), [Problem((), f"is not valid TOML: {error}")]) from error


def _with_preset(data: dict[str, Any], problems: list[Problem]) -> dict[str, Any]:
    csms = data.get("csms")
    name = csms.get("preset") if isinstance(csms, dict) else None
    if not isinstance(name, str):
        return data
    known = presets()
    if name not in known:
        problems.append(Problem(("csms", "preset"), f'there is no preset "{name}"{nearest(name, known)}'))
        return data
    merged: dict[str, Any] = _merged(tomllib.loads(known[name]), data)
    return merged


def _merged(preset: Any, own: Any, path: KeyPath = ()) -> Any:
    if isinstance(preset, dict) and isinstance(own, dict):
        both = {key: _merged(preset[key], own[key], (*path, key)) for key in own if key in preset}
        return {**preset, **own, **both}
    if isinstance(own, list) and isinstance(preset, list) and path and path[0] in _ADDED_UP:
        return own + preset
    return own


def _plain(data: Any) -> Any:
    """Return TOML's dates as texts, because JSON Schema has no date type."""
    if isinstance(data, dict):
        return {key: _plain(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_plain(value) for value in data]
    return data.isoformat() if isinstance(data, date | datetime) else data


def _schema_problems(data: dict[str, Any]) -> list[Problem]:
    schema = load_schema()
    validator = jsonschema_rs.Draft202012Validator(schema, validate_formats=True)
    return list(error_message(validator.iter_errors(data), schema, data))


def _once(problems: Iterable[Problem]) -> list[Problem]:
    return list(dict.fromkeys(problems))


def _description(data: dict[str, Any], path: Path, secrets: set[str], broken: set[str | int]) -> CsmsDescription:
    """Return the description without the invalid sections, which keep their defaults."""
    good = {key: value for key, value in data.items() if key not in broken}
    csms = good.get("csms", {})
    state_file = csms.get("state_file")
    addresses = {
        int(profile): build(Address, _with_folder(table, path.parent))
        for profile, table in good.get("addresses", {}).items()
    }
    return CsmsDescription(
        name=csms.get("name", path.stem),
        addresses=addresses,
        operator=good.get("operator", {"kind": "none"}),
        stations=tuple(build(StationEntry, entry) for entry in good.get("stations", [])),
        tokens={role: _token(token) for role, token in good.get("tokens", {}).items()},
        certificates=_certificates(good.get("certificates", {}), path.parent),
        configured=build(Configured, good.get("configured", {})),
        claims=build(Claims, good.get("claims", {})),
        pace=_pace(good),
        habits=tuple(build(Habit, entry) for entry in good.get("habits", [])),
        cannot=tuple(build(Cannot, {**entry, "what": _case(entry["what"])}) for entry in good.get("cannot", [])),
        baseline=tuple(build(BaselineEntry, {**e, "case": _case(e["case"])}) for e in good.get("baseline", [])),
        state_file=str(path.parent / state_file) if state_file is not None else None,
        secrets=frozenset(secret for secret in secrets if secret),
        source=str(path),
    )


def _pace(data: dict[str, Any]) -> Pace:
    """Return the pace; with a person as the operator, the time-out for messages is the person's time for an order."""
    operator = data.get("operator", {})
    if operator.get("kind") != "manual":
        return build(Pace, data.get("pace", {}))
    patience = operator.get("patience", ManualTable.patience)
    return build(Pace, {"message": patience, "order": patience + 5, **data.get("pace", {})})


def _with_folder(address: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Resolve paths of the file relative to its folder."""
    return {**address, "trust": str(folder / address["trust"])} if "trust" in address else address


def _case(name: str) -> str:
    """Return a case's full name; any other value unchanged."""
    return f"{name}_CSMS" if name.startswith("TC_") and not name.endswith("_CSMS") else name


def _token(token: str | dict[str, str]) -> IdToken:
    return IdToken(token) if isinstance(token, str) else IdToken(**token)


def _certificates(data: dict[str, Any], folder: Path) -> CertificateTable:
    """Return the table of certificates; its folder is relative to the file."""
    return build(CertificateTable, {**data, "folder": str(folder / data["folder"])} if "folder" in data else data)


def _baseline_file(data: dict[str, Any], folder: Path) -> tuple[tuple[BaselineEntry, ...], list[Problem]]:
    csms = data.get("csms")
    name = csms.get("baseline_file") if isinstance(csms, dict) else None
    if not isinstance(name, str) or not name:
        return (), []
    try:
        return read_baseline(folder / name), []
    except ConfigurationError as error:
        return (), [Problem((), f"{error.source}: {problem}") for problem in error.problems]
