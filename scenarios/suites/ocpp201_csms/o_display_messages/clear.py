"""Clearing a display message: use case O05."""

from plugfest.scenarios.intents import ClearMessage, ShowMessage
from plugfest.scenarios.language import Csms, OperatorSpeaker, StationSpeaker, a_csms_may_refuse, begins

NOBODYS_ID = 1_000_003


@begins("DisplayMessageSet")
async def TC_O_04_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """The CSMS clears a display message that it has set; it may first request the messages of the station."""
    csms.may_send("GetDisplayMessages", step=1)
    operator.asks(ClearMessage(operator.order_of(ShowMessage)))
    clear = await csms.sends("ClearDisplayMessage", step=1, id=station.left_by["DisplayMessageSet"])
    await station.answers(clear, step=2, status="Accepted")
    await operator.sees("display-message", {"id": station.left_by["DisplayMessageSet"]}, state="Cleared")


@a_csms_may_refuse("only for a CSMS that clears messages which it does not know")
async def TC_O_05_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """The CSMS clears a display message that the station does not have, and accepts the answer "Unknown"."""
    operator.asks(ClearMessage(id=NOBODYS_ID))
    clear = await csms.sends("ClearDisplayMessage", step=1)
    await station.answers(clear, step=2, status="Unknown")
