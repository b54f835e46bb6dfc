"""Setting and replacing display messages: use cases O01 and O06."""

from plugfest.scenarios.intents import ShowMessage
from plugfest.scenarios.language import (
    Configured,
    Csms,
    OperatorSpeaker,
    StationSpeaker,
    advised,
    begins,
    beyond,
    from_now,
    one_of,
)
from plugfest.scenarios.suites.ocpp201_csms.o_display_messages.demands import (
    NO_TRANSACTION,
    id_of,
    message,
)

OTHER_CONTENT = "Out of order. Please take the other bay."


async def TC_O_01_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, configured: Configured) -> None:
    """The CSMS sets a display message with a priority, a state and a format, and without a transaction."""
    operator.asks(
        ShowMessage(
            configured.message_priority,
            configured.message_content,
            format=configured.message_format,
            state=configured.message_state,
        )
    )
    show = await csms.sends(
        "SetDisplayMessage",
        step=1,
        message=message(
            priority=configured.message_priority,
            state=configured.message_state,
            message={"format": configured.message_format, "content": beyond(configured.message_content)},
            transactionId=NO_TRANSACTION,
        ),
    )
    await station.answers(show, step=2, status="Accepted")
    await operator.sees("display-message", {"id": id_of(show)}, state="Installed", answer="Accepted")


@begins("DisplayMessageSet")
async def TC_O_12_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, configured: Configured) -> None:
    """The CSMS replaces a display message by another one with the same id."""
    before = operator.order_of(ShowMessage)
    operator.asks(ShowMessage(configured.message_priority, OTHER_CONTENT, replaces=before))
    show = await csms.sends(
        "SetDisplayMessage",
        step=1,
        message=message(
            id=station.left_by["DisplayMessageSet"],
            priority=configured.message_priority,
            message={"content": beyond(OTHER_CONTENT)},
        ),
    )
    await station.answers(show, step=2, status="Accepted")
    await operator.sees(
        "display-message", {"id": id_of(show)}, state="Installed", message={"message": {"content": OTHER_CONTENT}}
    )


async def TC_O_13_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, configured: Configured) -> None:
    """The CSMS sets a display message with a startDateTime in the future."""
    operator.asks(
        ShowMessage(configured.message_priority, configured.message_content, start_in=configured.message_start)
    )
    show = await csms.sends(
        "SetDisplayMessage",
        step=1,
        message=message(startDateTime=from_now(configured.message_start, within=configured.time_tolerance)),
    )
    await station.answers(show, step=2, status="Accepted")
    await operator.sees("display-message", {"id": id_of(show)}, state="Installed")


async def TC_O_14_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, configured: Configured) -> None:
    """The CSMS sets a display message with an endDateTime."""
    operator.asks(ShowMessage(configured.message_priority, configured.message_content, end_in=configured.message_end))
    show = await csms.sends(
        "SetDisplayMessage",
        step=1,
        message=message(endDateTime=from_now(configured.message_end, within=configured.time_tolerance)),
    )
    await station.answers(show, step=2, status="Accepted")
    await operator.sees("display-message", {"id": id_of(show)}, state="Installed")


async def TC_O_17_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, configured: Configured) -> None:
    """The CSMS sets a display message, and accepts that the station does not support its priority."""
    operator.asks(ShowMessage(configured.message_priority, configured.message_content))
    show = await csms.sends("SetDisplayMessage", step=1, message=message(priority=configured.message_priority))
    await station.answers(show, step=2, status="NotSupportedPriority")
    await operator.sees("display-message", {"id": id_of(show)}, state="Refused", answer="NotSupportedPriority")


async def TC_O_18_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, configured: Configured) -> None:
    """The CSMS sets a display message, and accepts that the station does not support its state."""
    operator.asks(ShowMessage(configured.message_priority, configured.message_content, state=configured.message_state))
    show = await csms.sends("SetDisplayMessage", step=1, message=message(state=configured.message_state))
    await station.answers(show, step=2, status="NotSupportedState")
    await operator.sees("display-message", {"id": id_of(show)}, state="Refused", answer="NotSupportedState")


async def TC_O_19_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, configured: Configured) -> None:
    """The CSMS sets a display message, and accepts that the station does not support its format."""
    operator.asks(
        ShowMessage(configured.message_priority, configured.message_content, format=configured.message_format)
    )
    show = await csms.sends(
        "SetDisplayMessage", step=1, message=message(message={"format": advised(configured.message_format)})
    )
    await station.answers(show, step=2, status="NotSupportedMessageFormat")
    await operator.sees("display-message", {"id": id_of(show)}, state="Refused", answer="NotSupportedMessageFormat")


async def TC_O_25_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, configured: Configured) -> None:
    """The CSMS sets a display message for the state "Charging".

    Part 6 has this state in the purpose of the case, and the configured state in its steps. The operator is asked for
    Charging.
    """
    operator.asks(ShowMessage(configured.message_priority, configured.message_content, state="Charging"))
    show = await csms.sends("SetDisplayMessage", step=1, message=message(state="Charging"))
    await station.answers(show, step=2, status="Accepted")
    await operator.sees("display-message", {"id": id_of(show)}, state="Installed", message={"state": "Charging"})


async def TC_O_26_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, configured: Configured) -> None:
    """The CSMS sets a display message with the priority NormalCycle, and accepts that the station rejects it.

    Part 6 asks for the priority NormalCycle but checks the configured one. The case accepts both.
    """
    operator.asks(ShowMessage("NormalCycle", configured.message_content))
    show = await csms.sends(
        "SetDisplayMessage",
        step=1,
        message=message(priority=one_of("NormalCycle", configured.message_priority)),
    )
    await station.answers(show, step=2, status="Rejected")
    await operator.sees("display-message", {"id": id_of(show)}, state="Refused", answer="Rejected")
