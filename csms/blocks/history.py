"""What happened with a station: its messages and its operations."""

from typing import Any

from plugfest.csms.blocks.contexts import Look
from plugfest.csms.blocks.registry import endpoint
from plugfest.csms.store import journal, operations


@endpoint("GET", "/stations/{station}/messages", "The journal of the station's messages, newest first")
def show_messages(look: Look) -> Any:
    """Show the newest messages; secrets are withheld."""
    return journal.latest(look.db, look.station, look.limit())


@endpoint("GET", "/stations/{station}/operations", "The station's operations, newest first")
def show_operations(look: Look) -> Any:
    """Show the newest operations."""
    return operations.latest(look.db, look.station, look.limit())
