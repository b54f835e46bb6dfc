"""Booting of a station that the CSMS accepts at once, later or not: use cases B01, B02 and B03."""

from plugfest.scenarios.intents import Trigger
from plugfest.scenarios.language import (
    CONNECTED,
    Csms,
    OperatorSpeaker,
    StationSpeaker,
    advised,
    begins,
    not_accepted_at_first,
    one_of,
)

NOT_YET = one_of("Pending", "Rejected")


@begins(CONNECTED)
async def TC_B_01_CSMS(station: StationSpeaker) -> None:
    """The station boots and reports its connectors; the CSMS accepts it."""
    await station.reaches("Booted")


@not_accepted_at_first("Pending")
@begins(CONNECTED)
async def TC_B_02_CSMS(csms: Csms, station: StationSpeaker) -> None:
    """The CSMS answers the first BootNotificationRequest with "Pending", and the one after the interval "Accepted".

    During the interval the station answers the requests of the CSMS.
    """
    boot = await station.boots(step=1)
    answer = await csms.must_answer(boot, step=2, status="Pending")
    await station.waits_to_boot_again(answer)

    again = await station.boots(step=3)
    await csms.answers(again, step=4, status="Accepted")
    await station.reports_connectors(step=5)


@not_accepted_at_first("Pending")
@begins(CONNECTED)
async def TC_B_30_CSMS(csms: Csms, station: StationSpeaker) -> None:
    """The station sends messages before it is accepted; the CSMS answers each of them with the error SecurityError.

    The purpose of the case names this error (B02.FR.09, B03.FR.07), its validations omit it: it is required here.
    """
    boot = await station.boots(step=1)
    await csms.answers(boot, step=2, status=NOT_YET)
    for report in station.all_connector_reports():
        reported = await station.says(report, step=3)
        await csms.rejects(reported, step=4, code="SecurityError")


@not_accepted_at_first("Pending", interval=30)
@begins(CONNECTED)
async def TC_B_31_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """The CSMS triggers a BootNotificationRequest of a pending station before its interval ends, and accepts it."""
    boot = await station.boots(step=1)
    await csms.must_answer(boot, step=2, status=advised("Pending", tolerate="Rejected"))

    operator.asks(Trigger("BootNotification"))
    trigger = await csms.sends("TriggerMessage", step=3, requestedMessage="BootNotification")
    await station.answers(trigger, step=4, status="Accepted")
    again = await station.boots(step=5, reason="Triggered")
    await csms.answers(again, step=6, status="Accepted")
    await station.reports_connectors(step=7)
