"""Start and end of transactions: TxStartPoint and TxStopPoint (Part 2, device model 2.6.4 to 2.6.6)."""

from plugfest.simulator.device.model import DeviceModel

TxPoints = frozenset[str]
"""The points that hold at an EVSE: EVConnected, Authorized, PowerPathClosed, ..."""

OF_AUTHORIZATION: TxPoints = frozenset({"Authorized", "PowerPathClosed", "EnergyTransfer"})
"""Stop points that end a transaction with the authorization (E05.FR.10, F03.FR.03, E15.FR.04)."""


def start_points(model: DeviceModel) -> TxPoints:
    """Return the value of TxStartPoint."""
    return _listed(model, "TxStartPoint")


def stop_points(model: DeviceModel) -> TxPoints:
    """Return the value of TxStopPoint."""
    return _listed(model, "TxStopPoint")


def starts(configured: TxPoints, before: TxPoints, after: TxPoints) -> bool:
    """Return whether this change starts a transaction (E01.FR.01 to FR.06).

    A start point counts when it begins to hold. If one holds already, because an earlier transaction has ended there,
    an authorization starts the next one.
    """
    new = after - before
    return bool(configured & new) or ("Authorized" in new and bool(configured & after))


def ends(configured: TxPoints, before: TxPoints, after: TxPoints) -> bool:
    """Return whether this change ends a transaction (E06.FR.01 to FR.07)."""
    lost = before - after
    if lost & {"EVConnected", "Authorized"}:
        # Without either there is no power path. Energy that still flows is reported when it stops.
        lost |= {"PowerPathClosed", "EnergyTransfer"} - after
    return bool(configured & lost)


def _listed(model: DeviceModel, variable: str) -> TxPoints:
    return frozenset(filter(None, model.value("TxCtrlr", variable).split(",")))
