"""The logs that a station uploads (N01)."""

from plugfest.simulator.device.device import Device


def compose_log(device: Device, kind: str) -> bytes:
    """Return the log of this type: a description of the station, and its security events or its present state."""
    lines = [
        f"{device.clock.stamp()} {kind} of {device.identity}",
        f"{device.vendor_name} {device.model_name}, serial number {device.serial_number}",
        f"firmware {device.firmware_version}, registration {device.registration or 'none'}",
    ]
    if kind == "SecurityLog":
        lines += [f"{moment} {text}" for moment, text in device.diagnostics.security_events]
    else:
        lines += [f"connector {evse.id}/{connector.id}: {connector.status}" for evse, connector in device.connectors]
        lines += [f"transaction {t.id}: event {t.seq_no}" for t in device.transactions]
        lines += [f"monitor {m.id}: {m.type} {m.value:g}" for m in device.monitoring.monitors.values()]
    return ("\n".join(lines) + "\n").encode()
