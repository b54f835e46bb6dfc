"""Display messages for a transaction: use case O02."""

import uuid

from plugfest.scenarios.intents import ShowMessage
from plugfest.scenarios.language import (
    ABSENT,
    ANY,
    Configured,
    Csms,
    OperatorSpeaker,
    StationSpeaker,
    a_csms_may_refuse,
    all_of,
    begins,
    beyond,
    from_now,
)
from plugfest.scenarios.suites.ocpp201_csms.o_display_messages.demands import id_of, message


@begins("EnergyTransferStarted")
async def TC_O_06_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, configured: Configured) -> None:
    """The CSMS sets a display message for the running transaction, and then the transaction ends."""
    operator.asks(
        ShowMessage(
            configured.message_priority,
            configured.message_content,
            transaction=station.transaction.id,
            evse=station.evse,
        )
    )
    show = await csms.sends(
        "SetDisplayMessage",
        step=1,
        message=message(transactionId=station.transaction.id, priority=configured.message_priority),
    )
    await station.answers(show, step=2, status="Accepted")
    await operator.sees("display-message", {"id": id_of(show)}, state="Installed")
    await station.reaches("EVDisconnected")
    await operator.sees("display-message", {"id": id_of(show)}, state="Ended")


@a_csms_may_refuse("only for a CSMS that sends messages for transactions which it does not know")
@begins("EnergyTransferStarted")
async def TC_O_10_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, configured: Configured) -> None:
    """The CSMS sets a display message for an unknown transaction, and accepts that the station refuses it."""
    unknown = str(uuid.uuid4())
    operator.asks(ShowMessage(configured.message_priority, configured.message_content, transaction=unknown))
    show = await csms.sends(
        "SetDisplayMessage",
        step=1,
        message=message(transactionId=all_of(ANY, beyond(unknown)), priority=configured.message_priority),
    )
    await station.answers(show, step=2, status="UnknownTransaction")
    await operator.sees("display-message", {"id": id_of(show)}, state="Refused", answer="UnknownTransaction")


@begins("EnergyTransferStarted")
async def TC_O_27_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, configured: Configured) -> None:
    """The CSMS sets a display message for the running transaction, with a startDateTime in the future."""
    operator.asks(
        ShowMessage(
            configured.message_priority,
            configured.message_content,
            start_in=configured.message_start,
            transaction=station.transaction.id,
            evse=station.evse,
        )
    )
    show = await csms.sends(
        "SetDisplayMessage",
        step=1,
        message=message(
            transactionId=station.transaction.id,
            startDateTime=from_now(configured.message_start, within=configured.time_tolerance),
            endDateTime=ABSENT,
            state=ABSENT,
        ),
    )
    await station.answers(show, step=2, status="Accepted")
    await operator.sees("display-message", {"id": id_of(show)}, state="Installed")


@begins("EnergyTransferStarted")
async def TC_O_28_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, configured: Configured) -> None:
    """The CSMS sets a display message for the running transaction, with an endDateTime."""
    operator.asks(
        ShowMessage(
            configured.message_priority,
            configured.message_content,
            end_in=configured.message_end,
            transaction=station.transaction.id,
            evse=station.evse,
        )
    )
    show = await csms.sends(
        "SetDisplayMessage",
        step=1,
        message=message(
            transactionId=station.transaction.id,
            priority=beyond(configured.message_priority),
            endDateTime=from_now(configured.message_end, within=configured.time_tolerance),
            startDateTime=ABSENT,
            state=ABSENT,
        ),
    )
    await station.answers(show, step=2, status="Accepted")
    await operator.sees("display-message", {"id": id_of(show)}, state="Installed")
