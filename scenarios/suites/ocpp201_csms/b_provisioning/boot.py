"""A station's first words, and a CSMS that is not ready for it yet: use cases B01, B02 and B03."""

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
    """The CSMS accepts the boot of a known station, which then reports its connectors."""
    await station.reaches("Booted")


@not_accepted_at_first("Pending")
@begins(CONNECTED)
async def TC_B_02_CSMS(csms: Csms, station: StationSpeaker) -> None:
    """The CSMS answers "Pending" to a station, which answers requests meanwhile, and accepts it after the interval."""
    boot = await station.boots(step=1)
    answer = await csms.must_answer(boot, step=2, status="Pending")
    await station.waits_to_boot_again(answer)

    again = await station.boots(step=3)
    await csms.answers(again, step=4, status="Accepted")
    await station.reports_connectors(step=5)


@not_accepted_at_first("Pending")
@begins(CONNECTED)
async def TC_B_30_CSMS(csms: Csms, station: StationSpeaker) -> None:
    """A station that sends messages before it is accepted gets SecurityError for each of them.

    The purpose names that error (B02.FR.09, B03.FR.07), the printed validations omit it: it is required here.
    """
    boot = await station.boots(step=1)
    await csms.answers(boot, step=2, status=NOT_YET)
    for report in station.all_connector_reports():
        reported = await station.says(report, step=3)
        await csms.rejects(reported, step=4, code="SecurityError")


@not_accepted_at_first("Pending", interval=30)
@begins(CONNECTED)
async def TC_B_31_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """The CSMS triggers a boot of a pending station before its interval is over, and accepts it."""
    boot = await station.boots(step=1)
    await csms.must_answer(boot, step=2, status=advised("Pending", tolerate="Rejected"))

    operator.asks(Trigger("BootNotification"))
    trigger = await csms.sends("TriggerMessage", step=3, requestedMessage="BootNotification")
    await station.answers(trigger, step=4, status="Accepted")
    again = await station.boots(step=5, reason="Triggered")
    await csms.answers(again, step=6, status="Accepted")
    await station.reports_connectors(step=7)
