"""Deleting a certificate from a station: use case M04."""

from typing import Any

from plugfest.scenarios.intents import AskInstalledCertificates, DeleteCertificate
from plugfest.scenarios.language import Certificates, Csms, Entry, OperatorSpeaker, StationSpeaker, begins
from plugfest.scenarios.suites.ocpp201_csms.m_certificates.demands import as_reported, asks_for
from plugfest.scenarios.suites.ocpp201_csms.m_certificates.installation import installs
from plugfest.scenarios.suites.ocpp201_csms.m_certificates.listing import ALGORITHMS


async def TC_M_20_CSMS(
    operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, certificates: Certificates
) -> None:
    """A root of the CSMS is installed and deleted again, named by hashes of three kinds."""
    root = certificates.root("CSMSRootCertificate")
    for algorithm in ALGORITHMS:
        await installs(operator, csms, station, root, step=1)

        entry, order = root.entry(algorithm), DeleteCertificate(root.kind, root.pem, algorithm)
        has_looked = asks_to_look_or_to(order, operator)
        listing = await csms.sends("GetInstalledCertificateIds", step=2, certificateType=asks_for(root.kind))
        await station.answers(listing, step=3, **installed(entry))

        again = csms.may_send("GetInstalledCertificateIds", step=2, answered=installed(entry))
        if has_looked:
            operator.asks(order)
        named = as_reported(entry["certificateHashData"])
        delete = await csms.sends("DeleteCertificate", step=4, certificateHashData=named)
        await station.answers(delete, step=5, status="Accepted")
        again.end()


@begins("CertificateInstalled")
async def TC_M_21_CSMS(
    operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, certificates: Certificates
) -> None:
    """The CSMS handles a station that fails to delete a CSMS root."""
    root = certificates.root("CSMSRootCertificate")
    entry, order = root.entry(), DeleteCertificate(root.kind, root.pem)
    has_looked = asks_to_look_or_to(order, operator)
    listing = await csms.sends("GetInstalledCertificateIds", step=1, certificateType=asks_for(root.kind))
    await station.answers(listing, step=2, **installed(entry))

    csms.may_send("GetInstalledCertificateIds", step=1, answered=installed(entry))
    if has_looked:
        operator.asks(order)
    named = as_reported(entry["certificateHashData"])
    delete = await csms.sends("DeleteCertificate", step=3, certificateHashData=named)
    await station.answers(delete, step=4, status="Failed")


def asks_to_look_or_to(order: DeleteCertificate, operator: OperatorSpeaker) -> bool:
    """Have the CSMS look what the station has, where that is an order of its own; else have it delete at once.

    Returns whether it was to look: the order to delete is then still to be given. A CSMS that looks before it deletes
    may look once more.
    """
    look = AskInstalledCertificates((order.type,))
    can_look = operator.can_ask(look)
    operator.asks(look if can_look else order)
    return can_look


def installed(entry: Entry) -> dict[str, Any]:
    """Return what the station answers when it is asked for its certificates."""
    return {"status": "Accepted", "certificateHashDataChain": [entry]}
