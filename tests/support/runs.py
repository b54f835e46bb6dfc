"""Real runs to be reported: of a CSMS without a flaw, of one with many, and one that is interrupted.

Flawed is the link, not the CSMS: what the compact CSMS sends is changed before the judge sees it, as a CSMS with these
bugs would have sent it. Everything else is as for any user: cases, stations, engine, record.
"""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
from pathlib import Path

from plugfest.reports.record import Record, read_record
from plugfest.scenarios.engine.run import RunOptions, run
from plugfest.scenarios.suites.ocpp201_csms import SUITE
from plugfest.simulator.link.connect_faults import ConnectFault
from plugfest.simulator.link.faults import (
    AnswerError,
    Change,
    CloseConnection,
    Fault,
    RemoveField,
    Repeat,
    Replace,
    SetElement,
    SetField,
    Swallow,
    Target,
    Twice,
)
from plugfest.simulator.link.handshakes import Shows
from plugfest.simulator.link.link import Link
from plugfest.simulator.protocol.frames import MessageType

PLUGFEST = str(Path(sys.executable).parent / "plugfest")
PATIENCE = 120
"""Seconds, on a machine that others use too."""
LONG = "W" * 30_000

CALLS: dict[str, Change] = {
    "Reset": SetField(("type",), "OnIdle"),
    "ClearCache": Swallow({"status": "Accepted"}),
    "GetDisplayMessages": SetField(("requestId",), "one"),
    "SetDisplayMessage": SetField(("message", "priority"), "InFront"),
    "SetChargingProfile": SetField(("chargingProfile", "chargingSchedule", 0, "chargingRateUnit"), "kW"),
    "GetChargingProfiles": RemoveField(("chargingProfile",)),
    "GetCompositeSchedule": SetElement(1, "an-id-that-is-longer-than-it-may-ever-be"),
    "UpdateFirmware": RemoveField(("firmware", "signingCertificate")),
    "ReserveNow": SetField(("evseId",), 2),
    "ChangeAvailability": SetField(("operationalStatus",), "Inoperative"),
    "GetInstalledCertificateIds": Repeat(),
    "RequestStartTransaction": Twice('[2,"{id}","ClearCache",{}]'),
    "UnlockConnector": Replace(('[2,"{id}","UnlockConnector",{"evseId":1,"connectorId":1}',)),
    "GetTransactionStatus": CloseConnection(None),
    "GetLog": CloseConnection(1011),
    "DeleteCertificate": SetElement(2, "RemoveCertificate"),
    "CancelReservation": SetField(("customData",), {"vendorId": LONG, "note": "<script>window.hacked=1</script>"}),
    "GetReport": Swallow({"status": "Accepted"}),
}
"""The change of the requests of each action: one bug each."""

ANSWERS: dict[tuple[str, int], Change] = {
    ("TransactionEvent", 4): AnswerError(),
    ("BootNotification", 2): SetField(("currentTime",), "22.11.2026 08:15"),
    ("NotifyReport", 2): Swallow(None),
    ("MeterValues", 1): SetElement(1, "no-such-call"),
    ("DataTransfer", 1): SetField(("status",), "Accepted"),
    ("GetCertificateStatus", 1): SetField(("status",), "Failed"),
}
"""The change of the response of that number, and of all later ones, to each action."""

SELECTION = [
    "TC_A_04 TC_A_07 TC_A_08 TC_A_11 TC_B_06 TC_B_12 TC_B_18 TC_B_21 TC_B_22 TC_B_30 TC_B_31 TC_C_02 TC_C_37",
    "TC_C_38 TC_C_39 TC_D_01 TC_E_03 TC_E_21 TC_E_29 TC_E_31 TC_F_01 TC_F_06 TC_F_11 TC_F_20 TC_G_03 TC_G_04 TC_H_01",
    "TC_H_17 TC_K_01 TC_K_29 TC_K_43 TC_K_44 TC_K_55 TC_L_01 TC_L_02 TC_M_12 TC_M_20 TC_M_24 TC_N_25",
    "TC_O_02 TC_O_14 TC_P_02",
]


def flawed_link() -> Link:
    """Return a link that makes of any CSMS one with two dozen bugs."""
    faults = [Fault(Target(MessageType.CALL, action, onwards=True), change) for action, change in CALLS.items()]
    faults += [
        Fault(Target(MessageType.CALLRESULT, action, nth, onwards=True), change)
        for (action, nth), change in ANSWERS.items()
    ]
    link = Link(faults)
    link.connect_faults = {2: ConnectFault.LET_IN, 4: ConnectFault.REFUSE}
    link.handshakes = {1: Shows(("certificate", "keyBits"), 112)}
    return link


def flawless_run(results: Path) -> Record:
    """Play every case against the compact CSMS, and return the record."""
    subprocess.run([PLUGFEST, "run", "--workers", "6", "--results", str(results)], stdout=subprocess.PIPE, check=True)
    return read_record(results / "run.jsonl")


def flawed_run(results: Path) -> Record:
    """Play a selection of cases against a CSMS with two dozen bugs, and return the record.

    A process of its own plays them, since a loop runs already where a browser is driven.
    """
    subprocess.run([sys.executable, __file__, str(results)], check=True)
    return read_record(results / "run.jsonl")


def interrupted_run(results: Path, after: int = 3) -> Record:
    """Begin `plugfest run` as a user does, press Ctrl-C once some cases have ended, and return the record."""
    command = [PLUGFEST, "run", "B", "E", "--workers", "3", "--results", str(results)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    for _ in range(after):
        assert "PASS" in process.stdout.readline()
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    return read_record(results / "run.jsonl")


if __name__ == "__main__":
    chosen = [f"{short}_CSMS" for line in SELECTION for short in line.split()]
    asyncio.run(run(RunOptions(SUITE, Path(sys.argv[1]), chosen, workers=16, link=flawed_link)))
