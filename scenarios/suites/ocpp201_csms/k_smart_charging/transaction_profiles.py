"""Charging profiles for one transaction: use cases K01 and K05."""

from plugfest.scenarios.intents import LimitCharging, StartTransaction
from plugfest.scenarios.language import (
    ABSENT,
    ANY,
    Configured,
    Csms,
    OperatorSpeaker,
    StationSpeaker,
    Tokens,
    advised,
    all_of,
    begins,
    one_of,
)
from plugfest.scenarios.suites.ocpp201_csms.k_smart_charging.limits import in_unit
from plugfest.scenarios.suites.ocpp201_csms.k_smart_charging.rules import FORM, ONE_SCHEDULE, SOUND
from plugfest.scenarios.suites.ocpp201_csms.k_smart_charging.schedules import profile_id

RELATIVE_OR_ABSOLUTE = one_of("Relative", "Absolute")


async def TC_K_37_CSMS(
    operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, configured: Configured, tokens: Tokens
) -> None:
    """The CSMS starts a transaction remotely, with a TxProfile in the RequestStartTransactionRequest."""
    six, unit = in_unit(6, configured), configured.charging_rate_unit
    operator.asks(StartTransaction(tokens.valid, configured.evse, limit=six, unit=unit))
    start = await csms.sends(
        "RequestStartTransaction",
        step=1,
        idToken=tokens.valid.payload,
        evseId=configured.evse,
        chargingProfile=all_of(
            {
                "chargingProfilePurpose": "TxProfile",
                "transactionId": ABSENT.per("F01.FR.11"),
                "chargingProfileKind": RELATIVE_OR_ABSOLUTE,
            },
            FORM,
            ONE_SCHEDULE,
        ),
    )
    await station.answers(start, step=2, status="Accepted")

    begun = await station.authorizes(tokens.valid, step=3, asked_by=start)
    await csms.answers(begun, step=4, idTokenInfo=advised(ANY))
    await operator.sees(
        "charging-profile", {"id": profile_id(start)}, accepted=True, transaction=station.transaction.id
    )


@begins("EnergyTransferStarted")
async def TC_K_60_CSMS(operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, configured: Configured) -> None:
    """The CSMS sets a TxProfile for the running transaction."""
    six = in_unit(6, configured)
    operator.asks(
        LimitCharging(
            "TxProfile", six, configured.charging_rate_unit, configured.evse, transaction=station.transaction.id
        )
    )
    limit = await csms.sends(
        "SetChargingProfile",
        step=1,
        evseId=configured.evse,
        chargingProfile=all_of(
            {
                "chargingProfilePurpose": "TxProfile",
                "transactionId": station.transaction.id,
                "chargingProfileKind": RELATIVE_OR_ABSOLUTE,
            },
            SOUND,
        ),
    )
    await station.answers(limit, step=2, status="Accepted")
    await operator.sees(
        "charging-profile", {"id": profile_id(limit)}, accepted=True, transaction=station.transaction.id
    )
