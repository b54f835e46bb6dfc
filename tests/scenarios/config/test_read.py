"""Reading the TOML file that describes a CSMS."""

from datetime import date
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509.oid import NameOID

from plugfest.scenarios.config.configured import Configured
from plugfest.scenarios.config.problems import ConfigurationError
from plugfest.scenarios.config.read import read_description
from plugfest.scenarios.intents import IdToken
from plugfest.simulator.pki.authority import new_root, pem

SMALLEST = """\
[csms]
name = "Mine"

[addresses.1]
url = "ws://localhost:9000/{station}"

[[stations]]
identity = "CS 1"
password = { env = "PASSWORD" }
"""

EVERYTHING = (
    SMALLEST
    + """
values = { tenant = "a" }
security_profile = 1

[addresses.3]
url = "wss://localhost/{tenant}/{station}"
trust = "roots.pem"
ping_interval = 20

[tokens]
valid = "AABBCCDD"
valid2 = { idToken = "0123456789ABCDEF", type = "ISO15693" }

[configured]
transaction_duration = 1
connectors = [2, 1]
ev_needs.maxScheduleTuples = 5

[claims]
profiles = ["core", "reservation"]
default = false
features = { C-13 = true }

[pace]
message = 5
orders_per_second = 0.5

[[habits]]
action = "GetVariables"

[[habits]]
action = "GetBaseReport"
where = { reportBase = "FullInventory" }

[[cannot]]
what = "Trigger"
when = { message = "SignCombinedCertificate" }
reason = "no combined certificates"

[[baseline]]
case = "TC_B_22_CSMS"
reason = "known"
until = 2031-01-02
"""
).replace('name = "Mine"', 'name = "Mine"\nstate_file = "state.json"\nbaseline_file = "known.toml"')


def written(folder: Path, text: str) -> Path:
    path = folder / "csms.toml"
    path.write_text(text, encoding="utf-8")
    return path


def problems(folder: Path, text: str) -> list[str]:
    with pytest.raises(ConfigurationError) as caught:
        read_description(written(folder, text), {"PASSWORD": "p"})
    return [str(problem) for problem in caught.value.problems]


def test_address_and_station_are_sufficient(tmp_path: Path) -> None:
    csms = read_description(written(tmp_path, SMALLEST), {"PASSWORD": "secret-of-sixteen"})
    assert csms.name == "Mine"
    assert csms.addresses[1].url == "ws://localhost:9000/{station}"
    assert csms.operator == {"kind": "none"}
    assert csms.stations[0].identity == "CS 1"
    assert csms.stations[0].password == "secret-of-sixteen"
    assert csms.secrets == {"secret-of-sixteen"}


def test_every_member_of_the_file_is_read(tmp_path: Path) -> None:
    root = new_root(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "root")]))
    (tmp_path / "roots.pem").write_text(pem(root.certificate))
    (tmp_path / "known.toml").write_text('[[baseline]]\ncase = "TC_A_01_CSMS"\nreason = "also known"\n')
    csms = read_description(written(tmp_path, EVERYTHING), {"PASSWORD": "p"})
    assert csms.addresses[3].trust == str(tmp_path / "roots.pem")
    assert csms.tokens == {"valid": IdToken("AABBCCDD"), "valid2": IdToken("0123456789ABCDEF", "ISO15693")}
    assert csms.configured == Configured(transaction_duration=1.0, connectors=(2, 1), ev_needs={"maxScheduleTuples": 5})
    assert csms.claims.profiles == {"core"}
    assert csms.claims.features["R-0"]
    assert not csms.claims.features["LA-0"]
    assert csms.claims.feature("C-13")
    assert not csms.claims.feature("C-15")
    assert csms.pace.orders_per_second == 0.5
    assert [habit.action for habit in csms.habits] == ["GetVariables", "GetBaseReport"]
    assert csms.cannot[0].when == {"message": "SignCombinedCertificate"}
    assert csms.baseline[0].until == date(2031, 1, 2)
    assert csms.baseline[1].case == "TC_A_01_CSMS"
    assert csms.state_file == str(tmp_path / "state.json")


@pytest.mark.parametrize(
    ("instead", "by", "said"),
    [
        ('url = "', 'ulr = "', 'line 5, addresses.1.ulr: is not known; did you mean "url"?'),
        ("[addresses.1]", "[adresses.1]", 'line 4, adresses: is not known; did you mean "addresses"?'),
        ('"ws://', '"http://', 'line 5, addresses.1.url: must begin with "ws://" or "wss://", was "http'),
        ('"ws://', '"wss://', 'line 5, addresses.1.url: security profile 1 is spoken over "ws://"'),
        ("{station}", "x", 'line 5, addresses.1.url: must contain "{station}"'),
        ("9000/", "9000/{tenant}/", 'line 7, stations[1].values: has no "tenant"'),
        ('identity = "CS 1"', "identity = 1", "line 8, stations[1].identity: must be text, was 1"),
        ('identity = "CS 1"', "", 'line 7, stations[1]: "identity" is missing'),
        ('"PASSWORD"', '"PASWORD"', "line 9, stations[1].password: the environment has no PASWORD"),
        ('{ env = "PASSWORD" }', '{ file = "no.txt" }', "no.txt cannot be read: No such file"),
        ('[csms]\nname = "Mine"', "", '"csms" is missing'),
        ('name = "Mine"', 'name = "Mine', "is not valid TOML: Illegal character"),
    ],
)
def test_error_names_its_place_and_the_valid_values(tmp_path: Path, instead: str, by: str, said: str) -> None:
    assert any(said in problem for problem in problems(tmp_path, SMALLEST.replace(instead, by)))


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("[pace]\nanswer = -1", "line 11, pace.answer: must be 0 or more, was -1"),
        ('[pace]\nanswer = "x"', 'line 11, pace.answer: must be a number, was "x"'),
        ("[configured]\nevse = 1.5", "line 11, configured.evse: must be a whole number, was 1.5"),
        ("[configured]\nconnectors = [\n 1,\n true]", "line 13, configured.connectors[2]: must be a whole number"),
        ('[operator]\nkind = "htp"', 'line 11, operator.kind: "htp" is not known; did you mean "http"?'),
        ('[operator]\nkind = "http"', 'line 10, operator: "base_url" is missing'),
        (
            '[operator]\nkind = "http"\nbase_url = "http://x"\n[operator.intents.Rest]\nurl = "/"',
            'line 13, operator.intents.Rest: is not known; did you mean "Reset"?',
        ),
        (
            '[operator]\nkind = "http"\nbase_url = "http://x"\n[[operator.intents.Reset]]\nurl = "/"\nmehod = "GET"',
            'operator.intents.Reset[1].mehod: is not known; did you mean "method"?',
        ),
        ('[tokens]\nvlid = "AA"', 'line 11, tokens.vlid: is not known; did you mean "valid"?'),
        ('[claims]\nprofiles = ["cor"]', 'line 11, claims.profiles[1]: "cor" is not known; did you mean "core"?'),
        (
            "[claims.features]\nC-113 = true",
            'claims.features.C-113: Part 5 has no such id for a CSMS; did you mean "C-1',
        ),
        ('[[habits]]\naction = "GetVariable"', 'is not a request that a CSMS can send; did you mean "GetVariables"?'),
        ('[[cannot]]\nwhat = "Unlok"\nreason = "no lock"', 'neither an intent nor a case; did you mean "Unlock"?'),
        ('[[cannot]]\nwhat = "Unlock"\nreason = ""', "cannot[1].reason: must not be empty"),
        ('[[baseline]]\ncase = "B_22"\nreason = "x"', 'must name a case, such as "TC_B_22_CSMS"'),
        ('[[baseline]]\ncase = "TC_B_22"\nreason = "x"\nuntil = "soon"', "must be a date such as 2030-12-31"),
        ('[[stations]]\nidentity = "CS 1"', 'stations[1].identity: "CS 1" occurs here more than once'),
        ('[[stations]]\nidentity = "CS 2"\nkey = "k"', "line 10, stations[2]: certificate and key go together"),
    ],
)
def test_error_in_an_additional_table_is_reported(tmp_path: Path, more: str, said: str) -> None:
    assert any(said in problem for problem in problems(tmp_path, SMALLEST + more))


def test_all_problems_are_listed_in_file_order(tmp_path: Path) -> None:
    text = SMALLEST.replace("url", "ulr") + '[pace]\nanswer = "x"\n[[habits]]\naction = "Nothing"\n'
    found = problems(tmp_path, text)
    assert [problem.split(":")[0] for problem in found] == [
        "line 4, addresses.1",
        "line 5, addresses.1.ulr",
        "line 11, pace.answer",
        "line 13, habits[1].action",
    ]


def test_missing_stations_are_reported_with_what_to_add(tmp_path: Path) -> None:
    text = SMALLEST[: SMALLEST.index("[[stations]]")]
    assert problems(tmp_path, text)[0].startswith('no station: an operator of kind "none" makes none')


def test_missing_file_is_reported(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"no\.toml: cannot be read: No such file"):
        read_description(tmp_path / "no.toml")


def test_error_in_a_baseline_file_names_the_file(tmp_path: Path) -> None:
    (tmp_path / "known.toml").write_text('[[baseline]]\ncase = "TC_A_01_CSMS"\n')
    text = SMALLEST.replace('name = "Mine"', 'name = "Mine"\nbaseline_file = "known.toml"')
    assert 'known.toml: line 1, baseline[1]: "reason" is missing' in problems(tmp_path, text)[0]


def _problems(folder: Path, text: str, environment: dict[str, str] | None = None) -> str:
    file = folder / "mine.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError) as caught:
        read_description(file, {"PASSWORD": "secret"} if environment is None else environment)
    return str(caught.value)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("ws://127.0.0.1:24101/{station}#x", "line 5, addresses.1.url: must have no fragment"),
        ("ws://CS001:s3cret-Passw0rd-xyz@127.0.0.1:24311/{station}", "must hold no user and password"),
        ("ws://127.0.0.1:99999/{station}", "is no URL: Port out of range"),
        ("ws://[::1/{station}", "is no URL: Invalid IPv6 URL"),
        ("ws:///{station}", "names no host"),
    ],
)
def test_invalid_address_is_refused(tmp_path: Path, url: str, said: str) -> None:
    problem = _problems(tmp_path, SMALLEST.replace("ws://localhost:9000/{station}", url))
    assert said in problem
    assert "s3cret" not in problem


def test_trust_file_without_certificates_is_refused(tmp_path: Path) -> None:
    (tmp_path / "roots.pem").write_text("no certificate\n")
    text = SMALLEST.replace("[addresses.1]", '[addresses.2]\ntrust = "roots.pem"').replace("ws://", "wss://")
    assert "holds no certificate in PEM" in _problems(tmp_path, text)


def test_byte_order_mark_is_skipped(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(SMALLEST, encoding="utf-8-sig")
    assert read_description(file, {"PASSWORD": "secret"}).name == "Mine"


def test_empty_environment_variable_is_reported(tmp_path: Path) -> None:
    said = _problems(tmp_path, SMALLEST, {"PASSWORD": ""})
    assert "stations[1].password: the environment variable PASSWORD is empty; set it before the run" in said
    with_default = SMALLEST.replace('env = "PASSWORD"', 'env = "PASSWORD", default = "x"')
    (tmp_path / "mine.toml").write_text(with_default)
    assert read_description(tmp_path / "mine.toml", {"PASSWORD": ""}).stations[0].password == "x"


@pytest.mark.parametrize(
    ("identity", "said"), [("CS:1", "must hold no colon"), ("", "must not be empty"), ("x" * 49, "at most, has 49")]
)
def test_identity_that_part_4_forbids_is_refused(tmp_path: Path, identity: str, said: str) -> None:
    assert said in _problems(tmp_path, SMALLEST.replace("CS 1", identity))


def test_station_of_security_profile_3_needs_a_certificate(tmp_path: Path) -> None:
    said = _problems(tmp_path, SMALLEST + "security_profile = 3\n")
    assert "stations[1]: has security profile 3, which needs a certificate" in said
