"""Retrieving the logs of a station: use case N01."""

from plugfest.scenarios.intents import FetchLog
from plugfest.scenarios.language import Csms, OperatorSpeaker, StationSpeaker, beyond, other_than
from plugfest.scenarios.suites.ocpp201_csms.n_diagnostics.uploads import file_of, reports_log, shown, uploads


async def TC_N_25_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """The CSMS requests the diagnostics log, and accepts each status of the upload."""
    await _uploads("DiagnosticsLog", operator, csms, station)


async def TC_N_35_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """The CSMS requests the security log, and accepts each status of the upload."""
    await _uploads("SecurityLog", operator, csms, station)


async def _uploads(kind: str, operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    operator.asks(FetchLog(kind))
    fetch = await csms.sends("GetLog", step=1, logType=kind)
    await station.answers(fetch, step=2, status="Accepted", filename=file_of(fetch))
    await reports_log(station, "Uploading", of=fetch, step=3)
    file = await uploads(station, of=fetch, kind=kind, step=5)
    await reports_log(station, "Uploaded", of=fetch, step=5)
    await operator.sees("logs", {}, [shown(fetch, type=kind, answer="Accepted", state="Uploaded", **file)])


async def TC_N_34_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """The CSMS requests a log, and accepts that the station rejects the request."""
    operator.asks(FetchLog("DiagnosticsLog"))
    fetch = await csms.sends("GetLog", step=1)
    await station.answers(fetch, step=2, status="Rejected")
    await operator.sees("logs", {}, [{"requestId": fetch["requestId"], "answer": "Rejected", "state": None}])


async def TC_N_36_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """The CSMS requests a second log while the station uploads the first; the station cancels the first upload."""
    operator.asks(FetchLog("DiagnosticsLog"))
    first = await csms.sends("GetLog", step=1)
    await station.answers(first, step=2, status="Accepted", filename=file_of(first))
    await reports_log(station, "Uploading", of=first, step=3)

    operator.asks(FetchLog("DiagnosticsLog"))
    second = await csms.sends("GetLog", step=5, requestId=beyond(other_than(first["requestId"])))
    await station.answers(second, step=6, status="AcceptedCanceled", filename=file_of(second))
    await reports_log(station, "AcceptedCanceled", of=first, step=7)
    await reports_log(station, "Uploading", of=second, step=9)
    file = await uploads(station, of=second, kind="DiagnosticsLog", step=11)
    await reports_log(station, "Uploaded", of=second, step=11)
    dropped = shown(first, answer="Accepted", state="AcceptedCanceled")
    uploaded = shown(second, answer="AcceptedCanceled", state="Uploaded", **file)
    await operator.sees("logs", {}, [dropped, uploaded])
