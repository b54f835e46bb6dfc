"""Reading the TOML file of a station's model."""

from pathlib import Path

import pytest

from plugfest.simulator import ChargingStation, ModelError, StationModel, read_model

GOOD = """
model = "Fast 150"
vendor = "ACME"
evses = [1, 2]
connector_type = "cCCS2"

[variables]
"OCPPCommCtrlr.HeartbeatInterval" = 60
"OCPPCommCtrlr.MessageAttempts[TransactionEvent]" = 5
"""


def test_model_is_read_and_applied(tmp_path: Path) -> None:
    (tmp_path / "model.toml").write_text(GOOD)
    device = ChargingStation("ws://127.0.0.1:9/CS1", model=read_model(tmp_path / "model.toml")).device
    assert (device.model_name, device.vendor_name, len(device.evses[2].connectors)) == ("Fast 150", "ACME", 2)
    assert device.model.value("OCPPCommCtrlr", "HeartbeatInterval") == "60"
    assert device.model.value("OCPPCommCtrlr", "MessageAttempts", "TransactionEvent") == "5"


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("modell = 1", 'there is no "modell"'),
        ("evses = 2", "evses must list the number of connectors"),
        ("vendor = 2", "vendor must be a string"),
        ("variables = 2", "variables must be a table"),
        ('firmware_failure = "Melted"', "firmware_failure must be one of DownloadFailed"),
        ("evses = [", "Invalid value"),
    ],
)
def test_mistake_names_file_and_member(tmp_path: Path, text: str, what: str) -> None:
    (tmp_path / "model.toml").write_text(text)
    with pytest.raises(ModelError) as raised:
        read_model(tmp_path / "model.toml")
    assert "model.toml" in str(raised.value)
    assert what in str(raised.value)


@pytest.mark.parametrize("name", ["NoSuchCtrlr.Variable", "OCPPCommCtrlr"])
def test_an_unknown_variable_is_refused(name: str) -> None:
    with pytest.raises(ModelError, match=name):
        ChargingStation("ws://127.0.0.1:9/CS1", model=StationModel(variables={name: 1}))


def test_a_url_without_identity_is_refused() -> None:
    with pytest.raises(ValueError, match="must end with the identity"):
        ChargingStation("ws://127.0.0.1:9/")


def test_value_that_the_variable_cannot_have_is_refused() -> None:
    model = StationModel(variables={"OCPPCommCtrlr.HeartbeatInterval": "soon"})
    with pytest.raises(ModelError, match="not an integer"):
        ChargingStation("ws://host/CS1", model=model)
