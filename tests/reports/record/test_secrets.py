"""Secrets are replaced everywhere, and nothing else is."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.work import growth

from plugfest.reports.record import redact
from plugfest.reports.record.secrets import MAX_LEARNED, Redactor

PASSWORD = 'pä"ss/wörd+1 &é'
PLAIN = "DEADBEEFDEADBEEF"


def _basic(user: str, password: str) -> str:
    return base64.b64encode(f"{user}:{password}".encode()).decode()


SPELLINGS: list[Callable[[str], str]] = [
    lambda secret: secret,
    lambda secret: json.dumps(secret),
    lambda secret: json.dumps(secret, ensure_ascii=False),
    lambda secret: json.dumps(json.dumps(secret, ensure_ascii=False), ensure_ascii=False),
    lambda secret: quote(secret, safe=""),
    lambda secret: quote(secret, safe="").lower() if "%" in quote(secret) else quote(secret),
    lambda secret: _basic("a", secret),
    lambda secret: _basic("ab", secret),
    lambda secret: _basic("abc", secret),
    lambda secret: base64.urlsafe_b64encode(f"PF-0001:{secret}".encode()).decode(),
    lambda secret: quote(_basic("abcd", secret), safe=""),
    lambda secret: base64.b64encode(secret.encode()).decode(),
]


@pytest.mark.parametrize("secret", [PASSWORD, PLAIN])
@pytest.mark.parametrize("spelled", SPELLINGS)
def test_secret_is_replaced_in_every_encoding(secret: str, spelled: Callable[[str], str]) -> None:
    text = spelled(secret)
    clean = redact({"detail": f"before {text} after", "deep": [{"k": [text]}]}, [secret])
    assert isinstance(clean, dict)
    assert clean["detail"].startswith("before ")
    assert clean["detail"].endswith(" after")
    assert text.strip('"') not in json.dumps(clean, ensure_ascii=False)
    assert "<secret>" in clean["detail"]
    assert "<secret>" in clean["deep"][0]["k"][0]


@pytest.mark.parametrize("secret", [PASSWORD, PLAIN, "abc", "passworD"])
@pytest.mark.parametrize("spelled", [*SPELLINGS, lambda secret: f'"{secret}"', lambda secret: secret.encode().hex()])
@pytest.mark.parametrize("around", ["{}", "x{}", "ab {}", "abc {} de", "é{}"])
def test_text_seen_before_a_secret_is_known_is_searched_again_afterwards(
    secret: str, spelled: Callable[[str], str], around: str
) -> None:
    line = {"detail": around.format(spelled(secret)), "other": [spelled(secret)]}
    redactor = Redactor(["another secret"])
    assert redactor.redact(line) == redactor.redact(line)
    redactor.learn(["yet another", secret])
    assert redactor.redact(line) == redact(line, ["another secret", "yet another", secret])


def test_text_seen_before_a_frame_sets_it_as_password_is_replaced_in_the_line_of_that_frame() -> None:
    new = "nEw-passw0rd-of-16"
    data = {"attributeValue": new, "component": {"name": "SecurityCtrlr"}, "variable": {"name": "BasicAuthPassword"}}
    redactor = Redactor()
    assert redactor.redact({"actual": new}) == {"actual": new}, "nobody knows yet"
    line = redactor.redact({"actual": new, "frame": json.dumps([2, "1", "SetVariables", {"setVariableData": [data]}])})
    assert new not in json.dumps(line)


SECRETS = [PASSWORD, PLAIN, "hunter2", "ab"]
PROSE = [
    *('"', "\\", "\n", "\0", "é", "x" * 130, "passwords", "Basic ", "Authorization: ", "cookie", "basic", "://", "a@b"),
    *("?token=", "&", "=", '"password": "', "<secret>", "\\u0061", "%41", "\ud800", '{"vpn":{"key":"vpn-shared-key"}}'),
]
spelled_secrets = st.builds(
    lambda spelled, secret: spelled(secret), st.sampled_from(SPELLINGS), st.sampled_from(SECRETS)
)
texts = st.lists(st.sampled_from(PROSE) | spelled_secrets, max_size=4).map("".join)
names = st.sampled_from(["text", "truncated", "credentials", "base64", "kind", "password"]) | texts
lines = st.recursive(
    texts | st.booleans() | st.integers() | st.floats(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=4),
    max_leaves=6,
)


@given(lines)
def test_line_is_redacted_alike_whatever_is_beside_it(line: object) -> None:
    beside = redact({"line": line, "beside": "one more secret"}, [*SECRETS, "one more secret"])
    assert beside == {"line": redact(line, SECRETS), "beside": "<secret>"}


@given(lines, lines)
def test_line_is_redacted_alike_whatever_line_came_before_it(before: object, line: object) -> None:
    redactor = Redactor(["one more secret", "vpn-shared-key"])
    redactor.redact(before)
    redactor.learn(SECRETS)
    assert redactor.redact(line) == redact(line, [*SECRETS, "one more secret", "vpn-shared-key"])


@pytest.mark.parametrize(
    ("line", "clean"),
    [
        ({"password": "swordfish"}, {"password": "<secret>"}),
        ({"a": [{"client_secret": ["swordfish", 1]}]}, {"a": [{"client_secret": ["<secret>", 1]}]}),
        ({"headers": [["Cookie", "swordfish"]]}, {"headers": [["Cookie", "<secret>"]]}),
        (["x-api-key", "swordfish"], ["x-api-key", "<secret>"]),
        ({"credentials": "swordfish"}, {"credentials": "<secret>"}),
        ({"note": "wss://swordfish@host/"}, {"note": "wss://<secret>@host/"}),
        ({"note": "https://h/?auth_token=swordfish"}, {"note": "https://h/?auth_token=<secret>"}),
        ({"note": "?p%61ssword=swordfish"}, {"note": "?password=<secret>"}),
    ],
)
def test_secret_is_recognized_in_every_line_that_it_is_in(line: object, clean: object) -> None:
    redactor = Redactor()
    harmless = {"names": ["password", "client_secret", "Cookie", "x-api-key", "credentials"], "value": "swordfish"}
    assert redactor.redact(harmless) == harmless
    assert [redactor.redact(line) for _ in range(3)] == [clean] * 3


def test_other_values_are_unchanged() -> None:
    line = {
        "title": "Basic Authentication - Valid username/password combination",
        "text": "bearer certificates and basic things",
        "verdict": "PASS",
        "from": "station",
        "frames": '[2,"1","Authorize",{"idToken":{"idToken":"D001AA","type":"ISO14443"}}]',
    }
    assert redact(line, ["station", "PASS!"]) == line


@pytest.mark.parametrize("newline", ["\n", "\\n", "\\\\n"])
@pytest.mark.parametrize("kind", ["PRIVATE KEY", "EC PRIVATE KEY", "RSA PRIVATE KEY", "ENCRYPTED PRIVATE KEY"])
def test_private_keys_are_replaced(newline: str, kind: str) -> None:
    key = newline.join([f"-----BEGIN {kind}-----", "MIGHAgEAMBMG", "QyRn9x", f"-----END {kind}-----"])
    assert redact(f"a {key} b", []) == "a <secret> b"
    assert redact(f"cut {key[:40]}", []) == "cut <secret>"


def test_certificates_are_unchanged() -> None:
    certificate = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----"
    assert redact(certificate, []) == certificate


def test_authorization_is_replaced_in_headers_and_in_text() -> None:
    token = _basic("PF-0001", "whatever it was")
    line = {
        "headers": [["Authorization", f"Basic {token}"], ["Server", "nginx"], ["Set-Cookie", "session=1"]],
        "detail": f"sent Authorization: Basic {token}",
        "body": '{"authorization": "Bearer abc.def-123"}',
        "url": "wss://PF-0001:hunter22@host/ocpp?access_token=abcdef",
        "note": f"curl -H 'Basic {token}'",
    }
    assert redact(line, []) == {
        "headers": [["Authorization", "<secret>"], ["Server", "nginx"], ["Set-Cookie", "<secret>"]],
        "detail": "sent Authorization: Basic <secret>",
        "body": '{"authorization": "Bearer <secret>"}',
        "url": "wss://PF-0001:<secret>@host/ocpp?access_token=<secret>",
        "note": "curl -H 'Basic <secret>'",
    }


def test_password_set_by_the_csms_is_replaced_everywhere() -> None:
    new = "nEw-passw0rd-of-16"
    data = {"attributeValue": new, "component": {"name": "SecurityCtrlr"}, "variable": {"name": "BasicAuthPassword"}}
    redactor = Redactor()
    line = {
        "validations": [{"actual": new}],
        "frames": json.dumps([2, "1", "SetVariables", {"setVariableData": [data]}]),
        "detail": _basic("PF-0001", new),
    }
    assert new not in json.dumps(redactor.redact(line))
    assert redactor.redact({"later": f"connected with {new}"}) == {"later": "connected with <secret>"}


def test_secret_members_of_a_network_profile_are_replaced() -> None:
    profile = {"apn": {"apn": "x", "apnPassword": "apn-pass-1"}, "vpn": {"password": "vpn-pass", "key": "k"}}
    clean = redact({"supplied": {"connectionData": profile}, "text": json.dumps(profile)}, [])
    assert "apn-pass-1" not in json.dumps(clean)
    assert "vpn-pass" not in json.dumps(clean)


def test_secret_in_a_binary_frame_is_replaced() -> None:
    frame = {"opcode": "binary", "base64": base64.b64encode(b"\xff\x00 password " + PLAIN.encode()).decode()}
    clean = redact(frame, [PLAIN])
    assert isinstance(clean, dict)
    assert base64.b64decode(clean["base64"]) == b"\xff\x00 password <secret>"


def test_truncated_secret_is_replaced() -> None:
    assert redact({"text": '[2,"1","x",{"a":"DEADBEE', "truncated": True}, [PLAIN]) == {
        "text": '[2,"1","x",{"a":"<secret>',
        "truncated": True,
    }


def test_short_secret_is_replaced_only_as_a_whole_word() -> None:
    assert redact(["ab", 'x "ab" y', "abbey"], ["ab"]) == ["<secret>", 'x "<secret>" y', "abbey"]


def test_longer_of_two_overlapping_secrets_is_replaced_completely() -> None:
    assert redact("hunter2 and hunter22", ["hunter2", "hunter22"]) == "<secret> and <secret>"


def test_record_members_equal_to_a_password_are_unchanged() -> None:
    line = {"kind": "case", "verdict": "PASS", "entry": {"from": "station"}, "detail": "PASS to station"}
    assert redact(line, ["PASS", "station", "case"]) == {
        "kind": "case",
        "verdict": "PASS",
        "entry": {"from": "station"},
        "detail": "<secret> to <secret>",
    }


def test_escaped_secret_is_replaced() -> None:
    secret = "s3cret-Passw0rd-xyz"
    escaped = "".join(f"\\u{ord(character):04x}" for character in secret)
    percent = "".join(f"%{ord(character):02X}" for character in secret)
    for text in (escaped, f"{secret[:4]}{escaped[24:]}", percent, secret.encode().hex(), secret.encode().hex().upper()):
        clean = redact({"text": f'[2,"1","X",{{"a":"{text}"}}]'}, [secret])
        assert clean == {"text": '[2,"1","X",{"a":"<secret>"}]'}


@pytest.mark.parametrize("name", ["BasicAuthPassword", "basicauthpassword", "BASICAUTHPASSWORD"])
def test_password_reported_by_a_station_is_replaced(name: str) -> None:
    item = {"component": {"name": "SecurityCtrlr"}, "variable": {"name": name}}
    report = {**item, "variableAttribute": [{"type": "Actual", "value": "reported-passw0rd"}]}
    text = json.dumps([2, "1", "NotifyReport", {"reportData": [report]}])
    assert "reported-passw0rd" not in json.dumps(redact({"text": text, "actual": "reported-passw0rd"}, []))
    event = json.dumps([2, "1", "NotifyEvent", {"eventData": [{**item, "actualValue": "reported-passw0rd"}]}])
    assert "reported-passw0rd" not in json.dumps(redact({"text": event}, []))


def test_password_in_invalid_json_is_replaced() -> None:
    data = '{"setVariableData":[{"attributeValue":"nEw-pass-1","variable":{"name":"BasicAuthPassword"}}'
    text = f'[2,"1","SetVariables",{data}'
    assert "nEw-pass-1" not in json.dumps(redact({"text": text}, []))


def test_password_under_an_escaped_member_name_is_replaced() -> None:
    text = '[2,"1","DataTransfer",{"data":{"client_s\\u0065cret":"aaaa-bbbb","p\\u0061ssword":"cccc-dddd"}}]'
    clean = json.dumps(redact({"text": text}, []))
    assert "aaaa-bbbb" not in clean
    assert "cccc-dddd" not in clean


def test_vpn_key_is_replaced() -> None:
    profile = {"connectionData": {"vpn": {"server": "s", "key": "vpn-shared-key", "type": "IKEv2"}}}
    text = json.dumps([2, "1", "SetNetworkProfile", profile])
    assert "vpn-shared-key" not in json.dumps(redact({"text": text, "detail": "sent vpn-shared-key"}, []))


def test_credentials_in_urls_are_replaced() -> None:
    text = "wss://CS001:s3cret@h/x https://tok3n-abc@h/x https://h/x?sig=a1b2&X-Amz-Signature=c3d4&n=5"
    text += " https://h/?client_secret=e6"
    clean = str(redact(text, []))
    assert not any(secret in clean for secret in ("s3cret", "tok3n-abc", "a1b2", "c3d4", "e6"))
    assert "n=5" in clean


def test_frame_with_too_many_passwords_is_replaced_completely() -> None:
    item = {"component": {"name": "SecurityCtrlr"}, "variable": {"name": "BasicAuthPassword"}}
    data = [{**item, "attributeValue": f"password-{number}"} for number in range(MAX_LEARNED + 1)]
    clean = json.dumps(redact({"text": json.dumps([2, "1", "SetVariables", {"setVariableData": data}])}, []))
    assert "password-" not in clean
    assert "too many passwords" in clean
    long = json.dumps([2, "1", "SetVariables", {"setVariableData": [{**item, "attributeValue": "x" * 200_000}]}])
    assert "xxxx" not in json.dumps(redact({"text": long, "truncated": False}, []))


TEXTS = {
    "passwords": lambda n: json.dumps([{"password": f"same-{i}"} for i in range(n)]),
    "one long password": lambda n: json.dumps([{"password": "x" * n}]),
    "base64": lambda n: base64.b64encode(PLAIN.encode()).decode() + "QUJD" * n,
    "many base64 runs": lambda n: (base64.b64encode(PLAIN.encode()).decode() + " ") * n,
    "backslashes": lambda n: "password" + "\\" * n,
    "escapes": lambda n: "\\u0061" * n,
    "addresses": lambda n: "a://a" * n,
}


@pytest.mark.parametrize("make", TEXTS.values(), ids=TEXTS)
def test_redaction_is_linear_in_the_length(make: Callable[[int], str]) -> None:
    def redacting(size: int) -> Callable[[], object]:
        line = {"text": make(size), "truncated": True}
        return lambda: redact(line, [PLAIN])

    assert growth(redacting, 400) < 2.6
