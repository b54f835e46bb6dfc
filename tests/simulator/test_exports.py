"""The public API of the simulator."""

import plugfest.simulator as face


def test_every_public_name_can_be_imported() -> None:
    for name in face.__all__:
        assert getattr(face, name) is not None


def test_the_public_names_are_these() -> None:
    assert set(face.__all__) == {
        "MISBEHAVIOURS",
        "CallRefused",
        "ChargingStation",
        "ClientCertificate",
        "ControlApi",
        "ModelError",
        "NotConnectedError",
        "ScriptError",
        "StationEvent",
        "StationModel",
        "parse_script",
        "read_model",
        "read_script",
        "run_script",
    }
