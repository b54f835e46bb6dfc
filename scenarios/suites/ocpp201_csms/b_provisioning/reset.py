"""Resetting a station or one of its EVSEs: use cases B11 and B12."""

from plugfest.scenarios.intents import Reset
from plugfest.scenarios.language import (
    ABSENT,
    Configured,
    Csms,
    OperatorSpeaker,
    StationSpeaker,
    Tokens,
    advised,
    begins,
)


async def TC_B_20_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """The CSMS resets an idle station, and accepts it after the restart."""
    operator.asks(Reset("OnIdle"))
    reset = await csms.sends("Reset", step=1, type=advised("OnIdle"), evseId=ABSENT)
    await station.answers(reset, step=2, status="Accepted")

    boot = await station.reboots(step=3, reason="RemoteReset")
    await csms.answers(boot, step=4, status="Accepted")
    await station.reports_connectors(step=5)
    csms.check_others("Reset", step=1, evseId=ABSENT)


@begins("EnergyTransferStarted")
async def TC_B_21_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, tokens: Tokens) -> None:
    """The CSMS sends a ResetRequest OnIdle during charging; the station restarts after the transaction has ended.

    After the restart the CSMS accepts the station.
    """
    operator.asks(Reset("OnIdle"))
    reset = await csms.sends("Reset", step=1, type="OnIdle", evseId=ABSENT)
    await station.answers(reset, step=2, status="Scheduled")

    stopped = await station.stops(tokens.valid, step=3, chargingState="EVConnected")
    await csms.answers(stopped, step=4)
    ended = await station.unplugs_at_the_ev(step=5)
    await csms.answers(ended, step=6)

    boot = await station.reboots(step=7, reason="ScheduledReset")
    await csms.answers(boot, step=8, status="Accepted")
    await station.reports_connectors(step=9)
    csms.check_others("Reset", step=1, evseId=ABSENT)


@begins("EnergyTransferStarted")
async def TC_B_22_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker) -> None:
    """An immediate reset ends the charging, and the CSMS accepts the station after its restart."""
    operator.asks(Reset("Immediate"))
    reset = await csms.sends("Reset", step=1, type="Immediate", evseId=ABSENT)
    await station.answers(reset, step=2, status="Accepted")

    ended = await station.resets(step=3)
    await csms.answers(ended, step=4)

    boot = await station.reboots(step=5, reason="RemoteReset")
    await csms.answers(boot, step=6, status="Accepted")
    await station.reports_connectors(step=7, own="Occupied", others="Available")
    csms.check_others("Reset", step=1, evseId=ABSENT)


async def TC_B_25_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, configured: Configured) -> None:
    """The CSMS resets one idle EVSE; the station does not restart."""
    operator.asks(Reset("OnIdle", configured.evse))
    reset = await csms.sends("Reset", step=1, type="OnIdle", evseId=configured.evse)
    await station.answers(reset, step=2, status="Accepted")


@begins("EnergyTransferStarted")
async def TC_B_26_CSMS(
    operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, configured: Configured, tokens: Tokens
) -> None:
    """The CSMS sends a ResetRequest OnIdle for one EVSE during charging; the reset waits until the transaction ends."""
    operator.asks(Reset("OnIdle", configured.evse))
    reset = await csms.sends("Reset", step=1, type="OnIdle", evseId=configured.evse)
    await station.answers(reset, step=2, status="Scheduled")

    stopped = await station.stops(tokens.valid, step=3, chargingState="EVConnected")
    await csms.answers(stopped, step=4)
    ended = await station.unplugs_at_the_ev(step=5)
    await csms.answers(ended, step=6)


@begins("EnergyTransferStarted")
async def TC_B_27_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, configured: Configured) -> None:
    """The CSMS sends an immediate ResetRequest for one EVSE during charging; the station ends the transaction there."""
    operator.asks(Reset("Immediate", configured.evse))
    reset = await csms.sends("Reset", step=1, type="Immediate", evseId=configured.evse)
    await station.answers(reset, step=2, status="Accepted")

    ended = await station.resets(step=3)
    await csms.answers(ended, step=4)
