"""What happened with a station: its messages and its operations."""

from typing import Any

from plugfest.csms.blocks.contexts import ApiRequest
from plugfest.csms.blocks.registry import endpoint
from plugfest.csms.store import journal, operations


@endpoint("GET", "/stations/{station}/messages", "The journal of the station's messages, newest first")
def show_messages(request: ApiRequest) -> Any:
    """Show the newest messages; secrets are withheld."""
    return journal.latest(request.db, request.station, request.limit())


@endpoint("GET", "/stations/{station}/operations", "The station's operations, newest first")
def show_operations(request: ApiRequest) -> Any:
    """Show the newest operations."""
    return operations.latest(request.db, request.station, request.limit())
