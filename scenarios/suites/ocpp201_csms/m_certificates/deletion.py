"""Deleting a certificate from a station: use case M04."""

from plugfest.scenarios.intents import AskInstalledCertificates, DeleteCertificate
from plugfest.scenarios.language import Certificates, Csms, Entry, OperatorSpeaker, StationSpeaker
from plugfest.scenarios.suites.ocpp201_csms.m_certificates.demands import as_reported, asks_for
from plugfest.scenarios.suites.ocpp201_csms.m_certificates.installation import installs
from plugfest.scenarios.suites.ocpp201_csms.m_certificates.listing import ALGORITHMS


async def deletes(
    operator: OperatorSpeaker,
    csms: Csms,
    station: StationSpeaker,
    order: DeleteCertificate,
    entry: Entry,
    *,
    step: int,
    outcome: str,
) -> None:
    """The CSMS looks what the station has, and deletes what is meant by the data that it was told.

    Where looking is an order of its own, it comes first; a CSMS that looks before it deletes may do so once more.
    """
    look, kind = AskInstalledCertificates((order.type,)), asks_for(order.type)
    shown = {"status": "Accepted", "certificateHashDataChain": [entry]}
    listing = csms.will_send("GetInstalledCertificateIds", step=step, certificateType=kind, answered=shown)
    named = as_reported(entry["certificateHashData"])
    delete = csms.will_send("DeleteCertificate", step=step + 2, certificateHashData=named, answered={"status": outcome})
    if operator.can_ask(look):
        operator.asks(look)
        await listing
        again = csms.will_send("GetInstalledCertificateIds", step=step, certificateType=kind, answered=shown)
        operator.asks(order)
        await delete
        again.lapses()
    else:
        operator.asks(order)
        await listing
        await delete


async def TC_M_20_CSMS(
    operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, certificates: Certificates
) -> None:
    """A root of the CSMS is installed and deleted again, named by hashes of three kinds."""
    root = certificates.root("CSMSRootCertificate")
    for algorithm in ALGORITHMS:
        await installs(operator, csms, station, root)
        order = DeleteCertificate(root.kind, root.pem, algorithm)
        await deletes(operator, csms, station, order, root.entry(algorithm), step=2, outcome="Accepted")


async def TC_M_21_CSMS(
    operator: OperatorSpeaker, csms: Csms, station: StationSpeaker, certificates: Certificates
) -> None:
    """A station fails to delete a root of the CSMS, and the CSMS goes on working."""
    root = certificates.root("CSMSRootCertificate")
    await installs(operator, csms, station, root)
    order = DeleteCertificate(root.kind, root.pem)
    await deletes(operator, csms, station, order, root.entry(), step=1, outcome="Failed")
