"""Names of verdicts, blocks, profiles and causes, as every report shows them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, cast

from plugfest.reports.record import Case, CauseCode, Play, Profile, Validation, Verdict

BLOCKS: Final = {
    "A": "A_Security_CSMS",
    "B": "B_Provisioning_CSMS",
    "C": "C_Authorization_CSMS",
    "D": "D_LocalAuthorizationListManagement_CSMS",
    "E": "E_Transactions_CSMS",
    "F": "F_RemoteControl_CSMS",
    "G": "G_Availability_CSMS",
    "H": "H_Reservation_CSMS",
    "I": "I_TariffAndCost_CSMS",
    "J": "J_MeterValues_CSMS",
    "K": "K_SmartCharging_CSMS",
    "L": "L_FirmwareManagement_CSMS",
    "M": "M_ISO_15118_CertificateManagement_CSMS",
    "N": "N_Diagnostics_CSMS",
    "O": "O_DisplayMessage_CSMS",
    "P": "P_DataTransfer_CSMS",
}
"""Heading of each functional block in results.md."""

BLOCK_NAMES: Final = {
    "A": "Security",
    "B": "Provisioning",
    "C": "Authorization",
    "D": "Local authorization list",
    "E": "Transactions",
    "F": "Remote control",
    "G": "Availability",
    "H": "Reservation",
    "I": "Tariff and cost",
    "J": "Meter values",
    "K": "Smart charging",
    "L": "Firmware management",
    "M": "ISO 15118 certificates",
    "N": "Diagnostics",
    "O": "Display message",
    "P": "Data transfer",
}
"""Readable name of each functional block."""

PROFILES: Final[dict[Profile, str]] = {
    "core": "Core",
    "advanced-security": "Advanced Security",
    "smart-charging": "Smart Charging",
    "iso15118": "ISO 15118 Support",
    "local-list": "Local Authorization List Management",
    "device-management": "Advanced Device Management",
    "reservation": "Reservation",
    "user-interface": "Advanced User Interface",
}
"""Certification profiles of Part 5; the last four only in records of runs by Edition 3."""

VERDICTS: Final[dict[Verdict, str]] = {
    "PASS": "passed",
    "FAIL": "failed",
    "INCONCLUSIVE": "inconclusive",
    "ERROR": "errors",
    "NOT_APPLICABLE": "not applicable",
    "NOT_RUN": "not run",
}
"""Verdicts in the order of reports, with their readable names."""

MEANINGS: Final[dict[Verdict, str]] = {
    "PASS": "the case was played to its end, and everything that it requires was seen",
    "FAIL": "the CSMS did something that the case, its messages' schemas or the protocol forbid, or left something out",
    "INCONCLUSIVE": "the case could not be played, so it says nothing about the CSMS: neither good nor bad",
    "ERROR": "plugfest itself broke",
    "NOT_APPLICABLE": "the case is about something that the CSMS does not claim to support",
    "NOT_RUN": "the case was not selected, or the run ended before it",
}
"""Verdicts in a sentence, for readers new to plugfest."""

SIGNS: Final[dict[Verdict, str]] = {
    "PASS": "✓",
    "FAIL": "✕",
    "INCONCLUSIVE": "?",
    "ERROR": "!",
    "NOT_APPLICABLE": "–",
    "NOT_RUN": "·",
}
"""One character per verdict, so that no report relies on colour alone."""

ADVICE: Final[dict[CauseCode, str]] = {
    "validation-violated": "Compare expected and actual at the marked message: the CSMS has to send what is expected.",
    "schema": "The message does not fit its JSON schema: fix the member that is named, in the CSMS's serialization.",
    "framing": "The CSMS broke OCPP-J's rules of framing (Part 4): look at the marked frame.",
    "general-rule": "A rule of every case was broken (Part 2, 2.1.4, or Part 6, 3.1): look at the marked message.",
    "message-missing": "The CSMS accepted the order, or had to react, but sent nothing: check its log at that time.",
    "order-refused": "The API refused the order: the CSMS may not support it, or the configured request is wrong.",
    "order-failed": "The order failed at the CSMS's API: check the operator in the configuration, and the API's log.",
    "state-not-reached": "The case could not begin: look at the first violated validation before the case itself.",
    "configured-value-missing": "Add the value that is named to the configuration file.",
    "process-paused": "The machine that plugfest runs on was paused, or the process stopped. Play the case again.",
    "connection-lost": "The connection was lost from outside, so the case has no result. Play the case again.",
    "station-refused": "The CSMS refuses every suitable station of the pool: store their passwords again.",
    "interval-too-long": "Have the CSMS answer a boot with a shorter interval, or raise boot_interval in [pace].",
    "relayed": "The CSMS only relayed content composed by plugfest: no evidence. Let it compose the message itself.",
    "csms-died": "The CSMS ended while the case ran: look at the end of its log.",
    "not-claimed": "The CSMS does not claim this. Claim it in the configuration file if it should be tested.",
    "cannot": "The operator of this CSMS cannot give an order that the case needs.",
    "refused-by-declaration": "The case allows this refusal, and the configuration file declares it.",
    "scenario-broke": "This is a fault of plugfest, not of the CSMS. Please report it, with the record.",
    "nothing-checked": "This is a fault of plugfest: the scenario checked nothing. Please report it, with the record.",
    "not-selected": "The case was not selected for this run.",
    "not-written": "plugfest has no scenario for this case yet.",
    "interrupted": "The run was ended before this case had come to its end.",
    "no-operator": "The case needs an operator: add [operator] to the configuration file.",
}
"""Advice on a case that did not pass, by cause."""

ANSWER_MISSING: Final = "The CSMS answered with an error or not at all: check its log at that time."

_CLOSED: Final = "The CSMS closed the connection during the case: check its log at that time."


def advice(code: CauseCode, verdict: Verdict) -> str:
    """Return advice on a case of this verdict and cause."""
    return _CLOSED if (code, verdict) == ("connection-lost", "FAIL") else ADVICE[code]


def verdict_label(of: Case | Play | Mapping[str, Any]) -> str:
    """Return the verdict of a case or a play, with "(relayed)", "(excused)" or "(1 not judged)" if applicable."""
    marks = ["relayed"] if of.get("relayed") else []
    marks += ["excused"] if of.get("excused") else []
    marks += [f"{count} not judged"] if of["verdict"] == "PASS" and (count := unjudged(of)) else []
    return f"{of['verdict']} ({', '.join(marks)})" if marks else str(of["verdict"])


def unjudged(of: Case | Play | Mapping[str, Any]) -> int:
    """Return the number of post scenario validations that were not judged."""
    plays = cast("list[Play]", of.get("plays", [of]))
    return max(
        (sum(_is_unjudged(validation) for validation in play["validations"]) for play in plays),
        default=0,
    )


def _is_unjudged(validation: Validation) -> bool:
    if validation["outcome"] != "not judged":
        return False
    return validation["weight"] == "required" and validation.get("rule") == "sees"


def short_id(case_id: str) -> str:
    """Return TC_B_21 for TC_B_21_CSMS."""
    return case_id.removesuffix("_CSMS")


def seconds(duration: float) -> str:
    """Return a duration in words: 350 µs, 21 ms, 1.2 s, 3 min 5 s."""
    if duration < 0.001:
        return f"{duration * 1e6:.0f} µs"
    if duration < 0.9995:
        return f"{duration * 1000:.0f} ms"
    if duration < 10:
        return f"{duration:.1f} s"
    if duration < 60:
        return f"{duration:.0f} s"
    minutes, rest = divmod(round(duration), 60)
    if minutes >= 60:
        return f"{minutes // 60} h {minutes % 60} min"
    return f"{minutes} min {rest} s" if rest else f"{minutes} min"


def number(count: int, singular: str, plural: str | None = None) -> str:
    """Return a count with its noun: 1 case, 2 cases."""
    return f"{count:,} {singular if count == 1 else plural or singular + 's'}"


def paragraphs(text: str) -> str:
    """Return `text` with each paragraph on one line, without the source's line breaks."""
    return "\n".join(" ".join(paragraph.split()) for paragraph in text.split("\n\n"))
