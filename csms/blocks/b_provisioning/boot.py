"""BootNotification and Heartbeat (B01 to B04, G02)."""

from typing import Any

from plugfest.csms.blocks.contexts import Request
from plugfest.csms.blocks.registry import handles
from plugfest.csms.store import policies, stations
from plugfest.csms.store.tables import timestamp

_statuses = {"accept": "Accepted", "pending": "Pending", "reject": "Rejected"}


@handles("BootNotification")
def boot_notification(request: Request) -> dict[str, Any]:
    """Answer as the station's boot policy says: accepted, pending or rejected."""
    station = stations.find(request.db, request.station)
    assert station is not None
    status = _statuses[station["boot_policy"]]
    station_info = request.payload["chargingStation"]
    values = {
        "registration": status,
        "last_boot": timestamp(request.now),
        "boot_reason": request.payload["reason"],
        "vendor": station_info["vendorName"],
        "model": station_info["model"],
        "serial_number": station_info.get("serialNumber"),
        "firmware_version": station_info.get("firmwareVersion"),
    }
    if status != "Accepted" and station["boot_times"] is not None:
        values["boot_times"] = station["boot_times"] - 1
        if values["boot_times"] < 1:
            values |= {"boot_policy": "accept", "boot_times": None}
    stations.change(request.db, request.station, values)
    if status == "Accepted":
        interval = station["heartbeat_interval"] or policies.get(request.db, policies.HEARTBEAT_INTERVAL)
        interval = interval or request.settings.heartbeat_interval
    else:
        interval = station["boot_interval"]
        interval = request.settings.boot_retry_interval if interval is None else interval
    return {"status": status, "currentTime": timestamp(request.now), "interval": interval}


@handles("Heartbeat")
def heartbeat(request: Request) -> dict[str, Any]:
    """Answer with the current time."""
    return {"currentTime": timestamp(request.now)}
