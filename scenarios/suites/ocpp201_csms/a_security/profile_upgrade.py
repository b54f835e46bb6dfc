"""Upgrading a station to a higher security profile: use case A05."""

from plugfest.scenarios.intents import OfferNetworkProfile, Reset, Setting, WriteVariables
from plugfest.scenarios.language import (
    ABSENT,
    Configured,
    Csms,
    OperatorSpeaker,
    StationSpeaker,
    advised,
    disposable_station,
    security_profiles,
)
from plugfest.scenarios.suites.ocpp201_csms.a_security.demands import PRIORITY, REFUSED_BY, results, with_slot


@disposable_station
@security_profiles(1, 2)
async def TC_A_19_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, configured: Configured) -> None:
    """The CSMS moves the station to the next higher security profile, and then refuses it with the lower one.

    Before an upgrade to security profile 3 the station gets a client certificate: this is the memory state of the case.
    """
    old, new, slot = station.security_profile, station.security_profile + 1, configured.configuration_slot
    if new == 3:
        await station.reaches("RenewChargingStationCertificate")

    operator.asks(OfferNetworkProfile(slot, new, None, configured.ocpp_interface, configured.message_timeout))
    profile = await csms.sends(
        "SetNetworkProfile",
        step=1,
        connectionData={
            "messageTimeout": configured.message_timeout,
            "ocppInterface": configured.ocpp_interface,
            "ocppTransport": "JSON",
            "ocppVersion": "OCPP20",
            "securityProfile": new,
        },
    )
    await station.answers(profile, step=2, status="Accepted")

    slot = profile["configurationSlot"]
    operator.asks(WriteVariables((Setting(PRIORITY, str(slot)),)))
    change = await csms.sends("SetVariables", step=3, setVariableData=[with_slot(slot)])
    csms.note_others(change, "setVariableData", PRIORITY)
    await station.answers(change, step=4, setVariableResult=results(change, "Accepted"))

    operator.asks(Reset("OnIdle"))
    reset = await csms.sends("Reset", step=5, evseId=advised(ABSENT))
    await station.answers(reset, step=6, status="Accepted")

    entry = await station.reconnects(step=7, security_profile=new)
    await csms.accepts(entry, step=8)
    station.changes(security_profile=new)
    boot = await station.boots(step=9)
    await csms.answers(boot, step=9, status="Accepted")
    await station.reports_connectors(step=9)

    attempt = await station.reconnects(step=10, security_profile=old)
    await csms.refuses(attempt, step=11, by=REFUSED_BY[old])
    entry = await station.connects(step=12)
    await csms.accepts(entry, step=13)
    await station.tells(station.device.heartbeat(), step=13, answered=13, weight="beyond")
