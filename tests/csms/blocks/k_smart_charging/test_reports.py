"""Reports of charging profiles whose last part a station repeats."""

import asyncio
from pathlib import Path
from typing import Any

from sqlalchemy import Connection
from support.work import lines_run

from plugfest.csms import store
from plugfest.csms.blocks.contexts import Request
from plugfest.csms.blocks.k_smart_charging.reports import report_charging_profiles
from plugfest.csms.settings import Settings
from plugfest.csms.store import charging_reports, stations
from plugfest.csms.store.database import Database

store.load()


def _profile(number: int) -> dict[str, Any]:
    schedule = {"id": 1, "chargingRateUnit": "A", "chargingSchedulePeriod": [{"startPeriod": 0, "limit": 6}]}
    kind = {"chargingProfilePurpose": "TxDefaultProfile", "chargingProfileKind": "Relative"}
    return {"id": number, "stackLevel": number, **kind, "chargingSchedule": [schedule]}


def _part(*profiles: int, tbc: bool = False) -> dict[str, Any]:
    reported = [_profile(number) for number in profiles]
    head = {"requestId": 1, "chargingLimitSource": "CSO", "evseId": 1, "tbc": tbc}
    return {**head, "chargingProfile": reported}


def _work_of_a_repeated_end(path: Path, parts: int) -> int:
    """Return the work for a last part that comes again after that many parts."""

    def work(db: Connection) -> int:
        stations.put(db, "CS1", {})
        charging_reports.expect(db, "CS1", 1, 1, {"chargingProfilePurpose": "TxDefaultProfile"})
        for number in range(parts):
            report_charging_profiles(Request("CS1", _part(number, tbc=True), Settings(data=Path("unused")), db=db))
        end = Request("CS1", _part(parts), Settings(data=Path("unused")), db=db)
        report_charging_profiles(end)
        return lines_run(lambda: report_charging_profiles(end))

    database = Database(path)
    try:
        return asyncio.run(database.write(work))
    finally:
        database.close()


def test_repeated_end_of_a_report_does_not_read_the_report_again(tmp_path: Path) -> None:
    short, long = (_work_of_a_repeated_end(tmp_path / f"{parts}.sqlite", parts) for parts in (20, 200))
    assert long < 1.3 * short
