"""Display messages: block O."""

from typing import ClassVar

from plugfest.scenarios.intents.base import Handle, Intent


class ShowMessage(Intent, frozen=True):
    """Show a message on the station's display (O01). Times are seconds from now.

    `transaction` binds it to a transaction (O02): to the one on `evse`, or without `evse` to any other id.
    `replaces` takes the order whose message is to be replaced: the message keeps its id.
    """

    action: ClassVar[str] = "SetDisplayMessage"
    priority: str
    content: str
    format: str | None = None
    state: str | None = None
    start_in: float | None = None
    end_in: float | None = None
    transaction: str | None = None
    evse: int | None = None
    replaces: Handle | None = None

    def __str__(self) -> str:
        during = f" during transaction {self.transaction}" if self.transaction else ""
        times = [
            f" {word} {seconds:g} s" for word, seconds in (("in", self.start_in), ("until", self.end_in)) if seconds
        ]
        state = f", while {self.state}" if self.state else ""
        again = " in place of the one before" if self.replaces else ""
        return f"show {self.content!r} ({self.priority}{state}) on the display{again}{during}{''.join(times)}"


class AskMessages(Intent, frozen=True):
    """Ask which messages the display has: all, one, or by priority or state (O03, O04)."""

    action: ClassVar[str] = "GetDisplayMessages"
    message: Handle | None = None
    id: int | None = None
    priority: str | None = None
    state: str | None = None

    def __str__(self) -> str:
        which = "the message set before" if self.message else f"message {self.id}" if self.id is not None else None
        by = which or self.priority or self.state
        return f"ask for the display messages{' (' + by + ')' if by else ''}"


class ClearMessage(Intent, frozen=True):
    """Clear a message from the display: one set before, or any id (O05)."""

    action: ClassVar[str] = "ClearDisplayMessage"
    message: Handle | None = None
    id: int | None = None

    def __str__(self) -> str:
        return f"clear {'the display message set before' if self.message else f'display message {self.id}'}"
