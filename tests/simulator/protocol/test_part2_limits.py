"""Limits of Part 2 on charging profiles and firmware beyond the schemas."""

import json
from typing import Any

import pytest

from plugfest.simulator.protocol.judge import Judge


def remarks(action: str, **payload: Any) -> list[tuple[str, bool]]:
    frame = Judge().read(json.dumps([2, "1", action, payload]))
    return [(defect.path, defect.advised) for defect in frame.defects if defect.rule == "part 2"]


def profile(*, periods: list[dict[str, Any]] | None = None, duration: int = 60, **more: Any) -> dict[str, Any]:
    schedule = {
        "id": 1,
        "chargingRateUnit": "A",
        "duration": duration,
        "chargingSchedulePeriod": periods or [{"startPeriod": 0, "limit": 6.0}],
    }
    return {
        "id": 1,
        "stackLevel": 0,
        "chargingProfilePurpose": "TxDefaultProfile",
        "chargingProfileKind": "Absolute",
        "chargingSchedule": [schedule],
        **more,
    }


PERIOD = "chargingProfile.chargingSchedule[0].chargingSchedulePeriod"


@pytest.mark.parametrize(
    ("given", "place"),
    [
        (profile(stackLevel=-1), "chargingProfile.stackLevel"),
        (
            profile(validFrom="2030-01-02T00:00:00Z", validTo="2030-01-01T00:00:00Z"),
            "chargingProfile.validFrom",
        ),
        (profile(periods=[{"startPeriod": 0, "limit": -1.0}]), f"{PERIOD}[0].limit"),
        (profile(periods=[{"startPeriod": 0, "limit": 6.0, "numberPhases": 4}]), f"{PERIOD}[0].numberPhases"),
        (
            profile(periods=[{"startPeriod": 0, "limit": 6.0}, {"startPeriod": 60, "limit": 8.0}]),
            f"{PERIOD}[1].startPeriod",
        ),
    ],
)
@pytest.mark.parametrize("action", ["SetChargingProfile", "RequestStartTransaction"])
def test_inadvisable_profile_field_is_reported_in_every_message(action: str, given: dict[str, Any], place: str) -> None:
    assert remarks(action, chargingProfile=given) == [(place, True)]


def test_valid_profile_has_no_remarks() -> None:
    sound = profile(periods=[{"startPeriod": 0, "limit": 6.0, "numberPhases": 3}, {"startPeriod": 59, "limit": 0.0}])
    assert remarks("SetChargingProfile", chargingProfile=sound) == []


def test_a_firmware_without_signature_is_reported() -> None:
    firmware = {"location": "http://a/b", "retrieveDateTime": "2030-01-01T00:00:00Z"}
    assert remarks("UpdateFirmware", requestId=1, firmware=firmware) == [("firmware", True)]
    assert remarks("UpdateFirmware", requestId=1, firmware={**firmware, "signature": "x"}) == []
