"""The description of a compact CSMS that plugfest has started."""

import os
from pathlib import Path

from plugfest.scenarios.certificates.table import CertificateTable
from plugfest.scenarios.config import firmware
from plugfest.scenarios.config.configured import Configured
from plugfest.scenarios.config.description import Address, CsmsDescription, Habit, Pace
from plugfest.scenarios.engine.compact_process import CompactProcess

COMPACT_NAME = "compact CSMS"
_WORKERS_PER_CORE = 4
"""Cases of the compact CSMS at a time: most of them wait for a message at any moment."""
COMPACT_PACE = Pace(
    connect=10,
    answer=10,
    message=10,
    order=20,
    look_further=0.1,
    unasked=0.1,
    quiet=0.1,
    reconnect_pause=0,
    workers=min(16, _WORKERS_PER_CORE * (os.cpu_count() or 1)),
)
"""Pace for the compact CSMS on this machine: short time-outs and no pauses."""


def describe_compact(process: CompactProcess) -> CsmsDescription:
    """Return the description of a compact CSMS that plugfest has started."""
    return CsmsDescription(
        name=COMPACT_NAME,
        addresses={number: Address(url=url, trust=process.trust) for number, url in process.addresses.items()},
        operator={"kind": "compact", "url": process.operator, "token": process.token},
        configured=Configured(
            firmware_location=f"{process.files}/firmware/{firmware.NAME}",
            firmware_ahead=0.15,
            reservation_duration=0.25,
            price_per_kwh=0.36,
        ),
        certificates=_roots_beside(process.trust),
        pace=COMPACT_PACE,
        habits=(
            Habit(action="GetVariables", where={"getVariableData": [{"variable": {"name": "ItemsPerMessage"}}]}),
            Habit(action="GetLocalListVersion"),
        ),
    )


def _roots_beside(trust: str | None) -> CertificateTable:
    """Return the roots under which our compact CSMS signs; they are in one folder."""
    if trust is None:
        return CertificateTable()
    folder = Path(trust).parent
    v2g_root = (folder / "v2g-root.pem").read_text(encoding="utf-8")
    return CertificateTable(csms_root=Path(trust).read_text(encoding="utf-8"), v2g_root=v2g_root)
