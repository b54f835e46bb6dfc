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
    """The CSMS installs a CSMS root certificate and deletes it again, once for each hash algorithm."""
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
    """The CSMS asks the station to delete a CSMS root certificate, and accepts that the deletion fails."""
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
    """Ask the operator to list the certificates, or for the deletion itself if the operator cannot list them.

    Return True if it is the list: the caller still has to ask for the deletion. A CSMS that lists the certificates
    before each deletion by itself may list them twice.
    """
    look = AskInstalledCertificates((order.type,))
    can_look = operator.can_ask(look)
    operator.asks(look if can_look else order)
    return can_look


def installed(entry: Entry) -> dict[str, Any]:
    """Return the fields of a GetInstalledCertificateIdsResponse with this entry."""
    return {"status": "Accepted", "certificateHashDataChain": [entry]}
