"""Requesting the display messages of a station: use cases O03 and O04."""

from plugfest.scenarios.intents import AskMessages, ShowMessage
from plugfest.scenarios.language import (
    ABSENT,
    ANY,
    Configured,
    Csms,
    OperatorSpeaker,
    StationSpeaker,
    a_csms_may_refuse,
    begins,
    beyond,
    exactly,
)
from plugfest.scenarios.suites.ocpp201_csms.o_display_messages.demands import another_than, wanted


@begins("DisplayMessageSet")
async def TC_O_02_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """The CSMS requests all display messages, and accepts the report."""
    operator.asks(AskMessages())
    asked = await csms.sends("GetDisplayMessages", step=1, **wanted())
    await station.answers(asked, step=2)
    await station.follows_up(asked, step=3)
    await operator.sees(
        "display-messages-report",
        {"requestId": asked["requestId"]},
        complete=True,
        messages=[{"id": station.left_by["DisplayMessageSet"]}],
    )


async def TC_O_03_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """The CSMS requests all display messages of a station that has none, and accepts the answer "Unknown"."""
    operator.asks(AskMessages())
    asked = await csms.sends(
        "GetDisplayMessages",
        step=1,
        requestId=ANY,
        id=beyond(ABSENT),
        priority=beyond(ABSENT),
        state=beyond(ABSENT),
    )
    await station.answers(asked, step=2, status="Unknown")
    await operator.sees(
        "display-messages-report", {"requestId": asked["requestId"]}, answer="Unknown", messages=exactly()
    )


@begins("DisplayMessageSet")
async def TC_O_07_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """The CSMS requests one display message by its id, and accepts the report."""
    operator.asks(AskMessages(message=operator.order_of(ShowMessage)))
    asked = await csms.sends("GetDisplayMessages", step=1, **wanted(id=exactly(station.left_by["DisplayMessageSet"])))
    await station.answers(asked, step=2)
    await station.follows_up(asked, step=3)
    await operator.sees(
        "display-messages-report",
        {"requestId": asked["requestId"]},
        complete=True,
        messages=[{"id": station.left_by["DisplayMessageSet"]}],
    )


@begins("DisplayMessageSet")
async def TC_O_08_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, configured: Configured) -> None:
    """The CSMS requests the display messages of one priority, and accepts the report."""
    operator.asks(AskMessages(priority=configured.message_priority))
    asked = await csms.sends("GetDisplayMessages", step=1, **wanted(priority=configured.message_priority))
    await station.answers(asked, step=2)
    await station.follows_up(asked, step=3)
    await operator.sees(
        "display-messages-report",
        {"requestId": asked["requestId"]},
        complete=True,
        messages=[{"id": station.left_by["DisplayMessageSet"], "priority": configured.message_priority}],
    )


@begins("DisplayMessageSetForState")
async def TC_O_09_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, configured: Configured) -> None:
    """The CSMS requests the display messages for one state of the station, and accepts the report."""
    operator.asks(AskMessages(state=configured.message_state))
    asked = await csms.sends("GetDisplayMessages", step=1, **wanted(state=configured.message_state))
    await station.answers(asked, step=2)
    await station.follows_up(asked, step=3)
    await operator.sees(
        "display-messages-report",
        {"requestId": asked["requestId"]},
        complete=True,
        messages=[{"id": station.left_by["DisplayMessageSetForState"], "state": configured.message_state}],
    )


@a_csms_may_refuse("only for a CSMS that asks for messages which it does not know")
@begins("DisplayMessageSet")
async def TC_O_11_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """The CSMS requests a display message by an unknown id, and accepts the answer "Unknown"."""
    known = station.left_by["DisplayMessageSet"]
    operator.asks(AskMessages(id=known + 1))
    asked = await csms.sends("GetDisplayMessages", step=1, requestId=ANY, id=another_than(known))
    await station.answers(asked, step=2, status="Unknown")
    await operator.sees("display-messages-report", {"requestId": asked["requestId"]}, answer="Unknown")
