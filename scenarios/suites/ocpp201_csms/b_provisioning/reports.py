"""Reports on a station's device model: use cases B07 and B08."""

from typing import Any

from plugfest.scenarios.intents import AskBaseReport, AskReport, Variable
from plugfest.scenarios.language import Call, Csms, OperatorSpeaker, StationSpeaker, at_least, equals, exactly

AVAILABILITY_OF_EVSE_1 = Variable("EVSE", "AvailabilityState", evse=1)


async def TC_B_12_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """The CSMS requests the ConfigurationInventory, answers each NotifyReportRequest, and shows the report."""
    await _base_report("ConfigurationInventory", operator, csms, station)


async def TC_B_13_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """The CSMS requests the FullInventory, answers each NotifyReportRequest, and shows the report."""
    await _base_report("FullInventory", operator, csms, station)


async def TC_B_14_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """The CSMS requests the SummaryInventory, answers each NotifyReportRequest, and shows the report."""
    await _base_report("SummaryInventory", operator, csms, station)


async def _base_report(base: str, operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    operator.asks(AskBaseReport(base))
    asked = await csms.sends("GetBaseReport", step=1, requestId=at_least(0), reportBase=base)
    await station.answers(asked, step=2)
    await station.follows_up(asked, step=3)
    shown = {"requestId": asked["requestId"], "complete": True, "parts": [_in_short(page) for page in asked.then]}
    await operator.must_see(f"the {base} that the station has reported", "reports", {}, [shown])


def _in_short(page: Call) -> dict[str, Any]:
    """Return the expected short form of a NotifyReportRequest: its seqNo and its last variable."""
    return {"seqNo": page.payload["seqNo"], "reportData": [equals(page.payload["reportData"][-1])]}


async def TC_B_18_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """The CSMS requests a report on problems of EVSE 1, which is empty, and one on its availability, which it accepts.

    Each GetReportRequest contains the criteria and the variable of the operator's order.
    """
    operator.asks(AskReport(("Problem",), (AVAILABILITY_OF_EVSE_1,)))
    problems = await csms.sends(
        "GetReport", step=1, componentCriteria=exactly("Problem"), componentVariable=[AVAILABILITY_OF_EVSE_1.payload]
    )
    await station.answers(problems, step=2, status="EmptyResultSet")

    operator.asks(AskReport(("Available",), (AVAILABILITY_OF_EVSE_1,)))
    available = await csms.sends(
        "GetReport", step=3, componentCriteria=exactly("Available"), componentVariable=[AVAILABILITY_OF_EVSE_1.payload]
    )
    await station.answers(available, step=4)
    await station.follows_up(available, step=5)
