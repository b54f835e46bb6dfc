"""Readiness for certification: the cases that Part 5 requires per certification profile, with their verdicts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from plugfest.reports.claims import holds
from plugfest.reports.labels import PROFILES, number, short_id
from plugfest.reports.record import Case, Profile, Record

_CAUSES_THAT_FREE = {"not-claimed", "refused-by-declaration"}


@dataclass
class ProfileReadiness:
    """One certification profile: its cases by outcome. `asked` counts mandatory and conditional ones."""

    profile: Profile
    claimed: bool
    mandatory: list[Case] = field(default_factory=list)
    conditional: list[Case] = field(default_factory=list)
    free: list[tuple[Case, str]] = field(default_factory=list)
    """Cases of the profile that do not apply, with the reason."""

    @property
    def title(self) -> str:
        """The name of the profile in Part 5."""
        return PROFILES[self.profile]

    @property
    def asked(self) -> list[Case]:
        """The mandatory and the applicable conditional cases, in order."""
        return sorted(self.mandatory + self.conditional, key=lambda case: case["id"])

    @property
    def passed(self) -> list[Case]:
        """The cases that passed, including relayed ones."""
        return [case for case in self.asked if case["verdict"] == "PASS"]

    @property
    def relayed(self) -> list[Case]:
        """The passed cases that rely on content supplied by plugfest."""
        return [case for case in self.passed if rests_on_relayed(case)]

    @property
    def failed(self) -> list[Case]:
        """The cases that failed, excused by the baseline or not."""
        return [case for case in self.asked if case["verdict"] == "FAIL"]

    @property
    def inconclusive(self) -> list[Case]:
        """The cases without a result, because of the CSMS's environment or of plugfest."""
        return [case for case in self.asked if case["verdict"] in ("INCONCLUSIVE", "ERROR")]

    @property
    def not_run(self) -> list[Case]:
        """The cases that were not played, or not applicable although Part 5 requires them."""
        return [case for case in self.asked if case["verdict"] in ("NOT_RUN", "NOT_APPLICABLE")]

    @property
    def ready(self) -> bool:
        """Whether every required case passed."""
        return bool(self.asked) and len(self.passed) == len(self.asked)

    @property
    def sentence(self) -> str:
        """One sentence on whether the CSMS is ready for this profile, and what is missing."""
        if not self.asked:
            return "No case of this profile applies."
        if self.ready:
            reserve = f"; {len(self.relayed)} of them rest on content that plugfest supplied" if self.relayed else ""
            return f"Ready: all {number(len(self.asked), 'case')} that Part 5 asks for passed{reserve}."
        parts = [
            f"{len(cases)} {what}"
            for cases, what in (
                (self.failed, "failed"),
                (self.inconclusive, "inconclusive"),
                (self.not_run, "not run"),
            )
            if cases
        ]
        return f"Not ready: {len(self.passed)} of {len(self.asked)} passed, {', '.join(parts)}."


def readiness(record: Record) -> list[ProfileReadiness]:
    """Return the readiness for every certification profile that has cases, in Part 5's order."""
    claims = record.header["csms"]["claims"]
    by_profile = {name: ProfileReadiness(name, name in claims["profiles"]) for name in PROFILES}
    answers: dict[str, bool] = {name: name in claims["profiles"] for name in PROFILES}
    answers |= claims["features"] | claims["questions"]
    for case in record.cases:
        for profile, demand in case["profiles"].items():
            if case["official"]:
                _sort_in(by_profile[profile], case, demand, answers)
    return [profile for profile in by_profile.values() if profile.asked or profile.free]


def ready(profiles: list[ProfileReadiness]) -> bool:
    """Return whether all claimed profiles are ready, including Core, without which Part 5 certifies nothing."""
    claimed = [profile for profile in profiles if profile.claimed]
    return any(profile.profile == "core" for profile in claimed) and all(profile.ready for profile in claimed)


def rests_on_relayed(case: Case) -> bool:
    """Return whether a required validation of the case was relayed."""
    return case.get("relayed", False) or any(
        validation["outcome"] == "relayed" and validation["weight"] == "required"
        for play in case["plays"]
        for validation in play["validations"]
    )


def as_json(record: Record) -> dict[str, Any]:
    """Return the content of readiness.json."""
    profiles = readiness(record)
    return {
        "format": 1,
        "run": record.header["run"],
        "csms": record.header["csms"]["name"],
        "started": record.header["started"],
        "interrupted": record.interrupted is not None,
        "ready": ready(profiles),
        "profiles": [_profile_as_json(profile) for profile in profiles],
    }


def _profile_as_json(profile: ProfileReadiness) -> dict[str, Any]:
    return {
        "profile": profile.profile,
        "title": profile.title,
        "claimed": profile.claimed,
        "ready": profile.ready,
        "sentence": profile.sentence,
        "mandatory": len(profile.mandatory),
        "conditional": len(profile.conditional),
        "passed": _ids(profile.passed),
        "relayed": _ids(profile.relayed),
        "failed": _ids(profile.failed),
        "inconclusive": _ids(profile.inconclusive),
        "not_run": _ids(profile.not_run),
        "not_applicable": [{"id": case["id"], "reason": reason} for case, reason in profile.free],
    }


def _ids(cases: list[Case]) -> list[str]:
    return [case["id"] for case in cases]


def _sort_in(profile: ProfileReadiness, case: Case, demand: str, answers: dict[str, bool]) -> None:
    cause = case["cause"]
    freed = case["verdict"] == "NOT_APPLICABLE" and cause is not None and cause["code"] in _CAUSES_THAT_FREE
    if freed and cause is not None and cause["code"] == "refused-by-declaration":
        profile.free.append((case, cause["text"]))
    elif demand == "M":
        profile.mandatory.append(case)
    elif (applies := _applies(case, answers)) is False:
        profile.free.append((case, f"the CSMS does not claim {case['feature']}"))
    elif applies is None and freed and cause is not None:
        profile.free.append((case, cause["text"]))
    else:
        profile.conditional.append(case)


def _applies(case: Case, answers: dict[str, bool]) -> bool | None:
    try:
        return holds(case["feature"] or "", answers.get)
    except ValueError:
        return None


def missing(profile: ProfileReadiness) -> list[str]:
    """Return the short ids of the cases that still have to pass."""
    return [short_id(case["id"]) for case in profile.asked if case["verdict"] != "PASS"]
