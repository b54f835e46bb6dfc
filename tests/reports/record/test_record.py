"""Writing and reading a record, also an incomplete or invalid one."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema_rs
import pytest
from support.shape_schema import derived

from plugfest.reports.record import Case, Footer, Header, RecordError, RecordWriter, read_record, schema, violation


def _header() -> Header:
    return {
        "kind": "header",
        "format": 1,
        "run": "00000000-0000-4000-8000-000000000000",
        "started": "2026-11-22T08:00:00.000Z",
        "plugfest": "0.1.0",
        "python": "3.11.7",
        "platform": "Linux",
        "edition": "OCPP 2.0.1 Edition 3 (Part 6)",
        "errata": "2025-09",
        "csms": {
            "name": "compact CSMS",
            "description": "",
            "operator": "compact",
            "addresses": {"1": "ws://127.0.0.1:9000/{station}"},
            "claims": {"profiles": ["core"], "features": {"C-13": True}, "questions": {}},
            "configuration": None,
        },
        "options": {"strict": False, "workers": 1, "selection": []},
        "configured": {},
        "secrets": "replaced",
    }


def _case(case_id: str) -> Case:
    return {
        "kind": "case",
        "id": case_id,
        "block": case_id[3],
        "title": "A case",
        "use_cases": ["B12"],
        "requirements": ["B12.FR.01"],
        "profiles": {"core": "M"},
        "feature": None,
        "official": True,
        "implemented": True,
        "about": None,
        "needs": {"orders": [], "configured": []},
        "verdict": "NOT_RUN",
        "cause": {"code": "not-selected", "text": "not selected"},
        "excused": None,
        "plays": [],
        "started": None,
        "duration": 0.0,
    }


def _footer() -> Footer:
    return {
        "kind": "footer",
        "ended": "2026-11-22T08:00:03.200Z",
        "duration": 3.2,
        "interrupted": False,
        "counts": {"NOT_RUN": 2},
        "exit": 0,
        "unmet_baseline": [],
        "csms_end": None,
    }


def _written(path: Path) -> Path:
    with RecordWriter(path) as writer:
        writer.header(_header())
        writer.case(_case("TC_B_21_CSMS"))
        writer.case(_case("TC_B_22_CSMS"))
        writer.footer(_footer())
    return path


def test_written_record_is_read(tmp_path: Path) -> None:
    record = read_record(_written(tmp_path / "results" / "run.jsonl"))
    assert record.header == _header()
    assert [case["id"] for case in record.cases] == ["TC_B_21_CSMS", "TC_B_22_CSMS"]
    assert record.footer == _footer()
    assert record.interrupted is None
    assert record.case("TC_B_22") == _case("TC_B_22_CSMS")
    assert record.case("TC_B_99") is None


def test_written_line_is_readable_immediately(tmp_path: Path) -> None:
    writer = RecordWriter(tmp_path / "run.jsonl")
    writer.header(_header())
    writer.case(_case("TC_B_21_CSMS"))
    record = read_record(tmp_path / "run.jsonl")
    writer.close()
    assert [case["id"] for case in record.cases] == ["TC_B_21_CSMS"]
    assert record.interrupted == "the run was ended from outside: its record has no last line"


def test_incomplete_last_line_is_ignored_and_reported(tmp_path: Path) -> None:
    path = _written(tmp_path / "run.jsonl")
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:2]) + lines[2][:40])
    record = read_record(path)
    assert [case["id"] for case in record.cases] == ["TC_B_21_CSMS"]
    assert record.interrupted is not None
    assert "its last case was cut" in record.interrupted


def test_later_line_of_a_case_replaces_an_earlier_one(tmp_path: Path) -> None:
    path = _written(tmp_path / "run.jsonl")
    again = _case("TC_B_21_CSMS") | {"verdict": "PASS"}
    with path.open("a") as file:
        file.write(json.dumps(again) + "\n")
    assert [case["verdict"] for case in read_record(path).cases] == ["PASS", "NOT_RUN"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "is empty"),
        ("hello\n", "line 1 is no JSON object"),
        ('{"kind":"case"}\n', "line 1 is no header"),
        ("[1]\n", "line 1 is no JSON object"),
        ('{"kind":"header","format":9}\n', "format 9; this plugfest reads format 1"),
        ('{"kind":"header","format":1}\n', "line 1 is not as format 1 of the record says: the line:"),
    ],
)
def test_invalid_record_is_refused_with_the_line(tmp_path: Path, content: str, says: str) -> None:
    path = tmp_path / "some.jsonl"
    path.write_text(content)
    with pytest.raises(RecordError, match=r"some\.jsonl") as refused:
        read_record(path)
    assert says in str(refused.value)


def test_invalid_line_is_refused_with_its_number(tmp_path: Path) -> None:
    path = _written(tmp_path / "run.jsonl")
    lines = path.read_text().splitlines()
    path.write_text("\n".join([*lines[:2], lines[2][:30], lines[3]]) + "\n")
    with pytest.raises(RecordError, match="line 3 is no JSON object"):
        read_record(path)
    wrong = json.dumps(json.loads(lines[2]) | {"verdict": "MAYBE"})
    path.write_text("\n".join([*lines[:2], wrong, lines[3]]) + "\n")
    with pytest.raises(RecordError, match=r"line 3 .*verdict: "):
        read_record(path)


def test_unusual_values_survive_a_round_trip(tmp_path: Path) -> None:
    deep: object = "bottom"
    for _ in range(5000):
        deep = [deep]
    case = _case("TC_B_21_CSMS")
    case["about"] = "lone \ud800 surrogate, \u2028 line separator, \x00"
    case["excused"] = {"reason": "x", "link": None, "until": None}
    header = _header()
    header["configured"] = {"nan": float("nan"), "big": 10**400, "deep": deep, "tuple": (1, 2), "object": Path("/x")}
    with RecordWriter(tmp_path / "run.jsonl") as writer:
        writer.header(header)
        writer.case(case)
    record = read_record(tmp_path / "run.jsonl")
    assert record.cases[0]["about"] == "lone \\ud800 surrogate, \u2028 line separator, \x00"
    assert record.header["configured"]["nan"] == "nan"
    assert record.header["configured"]["tuple"] == [1, 2]
    assert "nested too deeply" in json.dumps(record.header["configured"]["deep"])


def test_secrets_are_not_written(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    header, case = _header(), _case("TC_B_21_CSMS")
    header["configured"] = {"password": "from the file", "valid_idtoken": "D001"}
    case["about"] = "first-secret and second-secret"
    with RecordWriter(path, secrets=["first-secret"]) as writer:
        writer.header(header)
        writer.learn("second-secret")
        writer.case(case)
    text = path.read_text()
    assert "from the file" not in text
    assert "first-secret" not in text
    assert "second-secret" not in text
    assert "D001" in text


def test_schema_is_valid_and_equals_the_shapes() -> None:
    published = schema()
    jsonschema_rs.meta.validate(published)
    shapes = derived()
    definitions = published["$defs"]
    assert set(definitions) == set(shapes) | {"entry"}
    for name, shape in shapes.items():
        assert sorted(definitions[name]["required"]) == shape["required"], name
        for member, said in shape["properties"].items():
            published_member = {
                key: value for key, value in definitions[name]["properties"][member].items() if key != "pattern"
            }
            assert published_member == said, f"{name}.{member}"


@pytest.mark.parametrize("line", [_header(), _case("TC_A_01_CSMS"), _footer()])
def test_valid_lines_validate(line: object) -> None:
    assert violation(line) is None


@pytest.mark.parametrize(
    ("member", "value"),
    [("id", "TC_Z_01"), ("verdict", "PASSED"), ("duration", -1), ("started", "yesterday"), ("profiles", {"gold": "M"})],
)
def test_invalid_lines_do_not_validate(member: str, value: object) -> None:
    wrong = violation(_case("TC_A_01_CSMS") | {member: value})
    assert wrong is not None
    assert wrong.startswith(member)


def test_values_of_derived_types_are_written_as_what_they_are_derived_from(tmp_path: Path) -> None:
    class Name(str): ...

    class Count(int): ...

    class Share(float): ...

    header = _header()
    header["configured"] = {"name": Name("é title"), "count": Count(3), "share": Share(1.5)}
    with RecordWriter(tmp_path / "run.jsonl") as writer:
        writer.header(header)
    written = read_record(tmp_path / "run.jsonl").header["configured"]
    assert written == {"name": "é title", "count": 3, "share": 1.5}


def test_large_record_is_read_like_a_small_one(tmp_path: Path) -> None:
    header, (small, large) = _header(), (tmp_path / "small.jsonl", tmp_path / "large.jsonl")
    header["configured"] = {"a": [1, 2.5, 1e-7, None, True], "b": "é\u2028\x7f", "n": 2**62, "deep": {"x": [[]]}}
    with RecordWriter(small) as writer:
        writer.header(header)
    line = small.read_text("utf-8").replace("2.5", "12345678901234567890123456789, NaN, Infinity, 1e400")
    small.write_text(line, "utf-8")
    large.write_text(f"{' ' * 10_000_000}{line}", "utf-8")
    assert str(read_record(large).header) == str(read_record(small).header)
    large.write_text(f"{' ' * 10_000_000}{line}{'[' * 100_000}", "utf-8")
    assert read_record(large).cut
