"""Mistakes in a description of an HTTP API are found before the first request is sent."""

from pathlib import Path

import pytest

from plugfest.scenarios.config.problems import ConfigurationError
from plugfest.scenarios.config.read import read_description

TOML = """\
[csms]
name = "Mine"
[addresses.1]
url = "ws://localhost:9000/{station}"
[[stations]]
identity = "CS1"
values = { uuid = "u-1" }
[operator]
kind = "http"
base_url = "http://localhost:8080"
[operator.maps.kind]
Immediate = "HARD"
[operator.lookups."station.id"]
url = "chargers?name={station.identity}"
value = "$[0].id"
[[operator.intents.Reset]]
url = "chargers/{station.id}/reset"
json = { kind = "{type|kind}", evse = "{evse?}", by = "{values.user}" }
success = { json = { "$.ok" = true } }
capture = { job = "$.job" }
poll = { url = "jobs/{order.created.job}", done = { json = { "$.state" = "done" } } }
"""


def read(folder: Path, instead: str = "", by: str = "") -> None:
    path = folder / "csms.toml"
    path.write_text(TOML.replace(instead, by) if instead else TOML)
    read_description(path)


def test_valid_description_is_read(tmp_path: Path) -> None:
    read(tmp_path)


@pytest.mark.parametrize(
    ("instead", "by", "said"),
    [
        ("{type|kind}", "{typ|kind}", 'the template names {typ}, which is not there; did you mean "type"?'),
        ("|kind}", "|kinds}", '"|kinds" is neither a filter nor one of operator.maps; did you mean "kind"?'),
        ('"$.ok"', '"$.[ok"', "line 19, operator.intents.Reset[1].success.json.$.[ok: '$.[ok' is no JSONPath"),
        ('job = "$.job"', 'job = "job$"', "operator.intents.Reset[1].capture.job: 'job$' is no JSONPath"),
        ('"$[0].id"', '"id["', "operator.lookups.station.id.value: 'id[' is no JSONPath"),
        ('"$.state" = "done"', '"$.state" = { pattern = "(" }', "is no regular expression"),
        (
            "[operator.maps.kind]",
            '[operator.auth]\nkind = "basic"\nuser = "me"\n[operator.maps.kind]',
            'needs "password"',
        ),
        ("[[operator.intents.Reset]]", "[[operator.release]]", "describes no request: add [[operator.intents.NAME]]"),
        ('url = "chargers/{station.id}/reset"\n', "", 'operator.intents.Reset[1]: "url" is missing'),
        ("json = { kind", 'like = "jobb"\njson = { kind', 'there is no shape "jobb" in operator.shapes'),
        ("done = {", "dune = {", 'operator.intents.Reset[1].poll: "done" is missing'),
    ],
)
def test_mistake_is_reported(tmp_path: Path, instead: str, by: str, said: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        read(tmp_path, instead, by)
    assert said in str(caught.value)


def test_step_extends_its_shape(tmp_path: Path) -> None:
    path = tmp_path / "csms.toml"
    shape = """
[operator.shapes.job]
url = "jobs"
json = { charger = "{station.identity}", priority = 1 }
capture = { job = "$.id" }
[[operator.intents.ClearCache]]
like = "job"
json = { type = "forget", priority = 2 }
[operator.intents.AskLocalListVersion]
like = "job"
method = "PUT"
"""
    path.write_text(TOML + shape)
    intents = read_description(path).operator["intents"]
    assert intents["ClearCache"][0] == {
        "like": "job",
        "url": "jobs",
        "json": {"charger": "{station.identity}", "priority": 2, "type": "forget"},
        "capture": {"job": "$.id"},
    }
    assert intents["AskLocalListVersion"]["method"] == "PUT"
