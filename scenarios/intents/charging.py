"""Charging sessions, remote control, availability and reservations: blocks C to H."""

from typing import ClassVar

from plugfest.scenarios.intents.base import Handle, IdToken, Intent, place


class ClearCache(Intent, frozen=True):
    """Clear the station's authorization cache (C11)."""

    action: ClassVar[str] = "ClearCache"

    def __str__(self) -> str:
        return "clear the station's authorization cache"


class AskTransactionStatus(Intent, frozen=True):
    """Ask for queued messages of the transaction on an EVSE, of a given transaction, or of all (E14)."""

    action: ClassVar[str] = "GetTransactionStatus"
    transaction: str | None = None
    evse: int | None = None

    def __str__(self) -> str:
        if self.evse is not None:
            return f"ask for the status of the transaction on EVSE {self.evse}"
        return "ask for the status of " + (f"transaction {self.transaction}" if self.transaction else "the queue")


class StartTransaction(Intent, frozen=True):
    """Start a transaction for a token, on an EVSE or on one that the CSMS chooses (F01, F02).

    `limit` in `unit` ("A" or "W") requests a charging profile with it (K05).
    """

    action: ClassVar[str] = "RequestStartTransaction"
    token: IdToken
    evse: int | None = None
    limit: float | None = None
    unit: str | None = None

    def __str__(self) -> str:
        where = f" on EVSE {self.evse}" if self.evse is not None else ""
        limit = f", limited to {self.limit:g} {self.unit or ''}".rstrip() if self.limit is not None else ""
        return f"start a transaction for {self.token}{where}{limit}"


class StopTransaction(Intent, frozen=True):
    """Stop the transaction that runs on an EVSE (F03)."""

    action: ClassVar[str] = "RequestStopTransaction"
    transaction: str
    evse: int

    def __str__(self) -> str:
        return f"stop the transaction on EVSE {self.evse}"


class Unlock(Intent, frozen=True):
    """Unlock a connector (F05)."""

    action: ClassVar[str] = "UnlockConnector"
    evse: int
    connector: int

    def __str__(self) -> str:
        return f"unlock {place(self.evse, self.connector)}"


class Trigger(Intent, frozen=True):
    """Have the station send a message, or start the renewal of a certificate (F06, A02)."""

    action: ClassVar[str] = "TriggerMessage"
    message: str
    evse: int | None = None
    connector: int | None = None

    def __str__(self) -> str:
        where = "" if self.evse is None else f" for {place(self.evse, self.connector)}"
        return f"trigger {self.message}{where}"


class ChangeAvailability(Intent, frozen=True):
    """Set the station, an EVSE or a connector operative or inoperative (G03, G04)."""

    action: ClassVar[str] = "ChangeAvailability"
    operative: bool
    evse: int | None = None
    connector: int | None = None

    def __str__(self) -> str:
        return f"set {place(self.evse, self.connector)} {'operative' if self.operative else 'inoperative'}"


class Reserve(Intent, frozen=True):
    """Reserve an EVSE, a connector type or any EVSE for a token, for `expires_in` seconds (H01)."""

    action: ClassVar[str] = "ReserveNow"
    token: IdToken
    evse: int | None = None
    connector_type: str | None = None
    group: IdToken | None = None
    expires_in: float | None = None

    def __str__(self) -> str:
        what = f"EVSE {self.evse}" if self.evse is not None else f"any {self.connector_type or 'EVSE'}"
        return f"reserve {what} for {self.token}" + (f" of group {self.group}" if self.group else "")


class CancelReservation(Intent, frozen=True):
    """Cancel a reservation made before (H02)."""

    action: ClassVar[str] = "CancelReservation"
    reservation: Handle

    def __str__(self) -> str:
        return "cancel the reservation"
