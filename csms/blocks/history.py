"""The history of a station: its messages, its operations, its findings."""

from typing import Any, Final

from plugfest.csms.blocks.contexts import ApiRequest
from plugfest.csms.blocks.registry import endpoint
from plugfest.csms.store import findings, journal_query, operations
from plugfest.csms.store.journal_query import JournalQuery
from plugfest.csms.store.tables import in_utc

_FILTERS: Final = ("action", "direction", "kind", "since", "until", "after", "before")


def journal_filter(query: dict[str, Any], station: str | None) -> JournalQuery:
    """Return the journal query for the query parameters."""
    wanted: dict[str, Any] = {name: query[name] for name in _FILTERS if name in query}
    for name in ("since", "until"):
        if name in wanted:
            wanted[name] = in_utc(wanted[name])
    return JournalQuery(station=station, **wanted)


@endpoint(
    "GET",
    "/stations/{station}/messages",
    "The journal of the station's messages, newest first; with `after` oldest first",
    query=("limit", *_FILTERS),
)
def show_messages(request: ApiRequest) -> Any:
    """Show messages; secrets are withheld."""
    return _messages(request, request.station)


@endpoint(
    "GET",
    "/messages",
    "The journal of all stations, newest first; with `after` oldest first",
    query=("limit", *_FILTERS),
)
def show_all_messages(request: ApiRequest) -> Any:
    """Show messages of all stations."""
    return _messages(request, None)


@endpoint("GET", "/stations/{station}/operations", "The station's operations, newest first", query=("limit",))
def show_operations(request: ApiRequest) -> Any:
    """Show the newest operations."""
    return operations.latest(request.db, request.station, request.limit())


@endpoint(
    "GET",
    "/stations/{station}/findings",
    "Violations of OCPP by the station, each with its requirement, newest first",
    query=("limit",),
)
def show_findings(request: ApiRequest) -> Any:
    """Show the newest findings."""
    return findings.view(request.db, request.station, request.limit())


@endpoint("DELETE", "/stations/{station}/findings", "Forget the findings of a station")
def clear_findings(request: ApiRequest) -> Any:
    """Forget the findings."""
    return {"forgotten": findings.clear(request.db, request.station)}


def _messages(request: ApiRequest, station: str | None) -> Any:
    wanted = journal_filter(request.query, station)
    find = journal_query.newest if wanted.after is None else journal_query.oldest
    return find(request.db, wanted, request.limit())
