"""Verdicts that Edition 4 changed: A_03, M_05, N_46 and O_28, each with faults that distinguish the editions."""

from support.flawed_plays import MakeRunContext, changed, played, violated, violated_at

from plugfest.simulator.link.connect_faults import ConnectFault
from plugfest.simulator.link.faults import RemoveField, SetField

FIRST_REFUSAL, SECOND_REFUSAL = 2, 3
"""Connections of A_03: the first one is the station's own."""


async def test_no_credentials_and_a_wrong_password_must_both_be_refused(make_run_context: MakeRunContext) -> None:
    run_context = await make_run_context()
    fine = await played(run_context, "TC_A_03_CSMS")
    assert fine["verdict"] == "PASS", fine["cause"]
    offered = [entry["credentials"] for entry in fine["trace"] if entry["type"] == "connect"]
    assert offered[1:3] == ["none", "basic"]

    for connection, step in ((FIRST_REFUSAL, 2), (SECOND_REFUSAL, 4)):
        let_in = await played(run_context, "TC_A_03_CSMS", doors={connection: ConnectFault.LET_IN})
        assert let_in["verdict"] == "FAIL"
        assert violated_at(let_in, step), let_in["cause"]


async def test_rejected_root_must_be_a_certificate(make_run_context: MakeRunContext) -> None:
    no_certificate = changed("InstallCertificate", 1, SetField(("certificate",), "none"))
    play = await played(await make_run_context(), "TC_M_05_CSMS", no_certificate)
    assert (play["verdict"], violated(play)) == ("FAIL", {"certificate"})


ENTRY = ("localAuthorizationList", 0)


async def test_removed_customer_requires_a_differential_update_of_the_next_version(
    make_run_context: MakeRunContext,
) -> None:
    run_context = await make_run_context()
    for change, path in (
        (SetField(("updateType",), "Full"), "updateType"),
        (SetField(("versionNumber",), 99), "versionNumber"),
        (SetField((*ENTRY, "idTokenInfo"), {"status": "Accepted"}), "localAuthorizationList[0].idTokenInfo"),
        (SetField((*ENTRY, "idToken", "idToken"), "AB"), "localAuthorizationList[0].idToken.idToken"),
    ):
        play = await played(run_context, "TC_N_46_CSMS", changed("SendLocalList", 2, change))
        assert (play["verdict"], path in violated(play)) == ("FAIL", True), path


async def test_priority_of_a_transaction_message_is_beyond_part_6(
    make_run_context: MakeRunContext,
) -> None:
    run_context = await make_run_context()
    other = changed("SetDisplayMessage", 1, SetField(("message", "priority"), "NormalCycle"))
    play = await played(run_context, "TC_O_28_CSMS", other)
    assert (play["verdict"], violated(play, "beyond")) == ("PASS", {"message.priority"}), play["cause"]
    no_end = changed("SetDisplayMessage", 1, RemoveField(("message", "endDateTime")))
    assert (await played(run_context, "TC_O_28_CSMS", no_end))["verdict"] == "FAIL"
