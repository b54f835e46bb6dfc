"""Line numbers of keys, in every notation of TOML."""

import tomllib
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from plugfest.scenarios.config.locations import line_of, locate
from plugfest.scenarios.config.problems import KeyPath

EVERY_WAY = '''\
# a comment with = and [brackets]
top = 1
[a."quoted key".c] # after a header
x = "a # no comment" # one
y.z = """
[not a table]
q = 1 \\""" still
"""
list = [
  1, # one
  "two]",
  { deep = [ 3,
             4 ] },
]
inline = { one = 1, two = { three = 'it''s' } }
[[tables]]
n = 1
[tables.sub]
m = 1
[[tables]]
[[tables.inner]]
k = \'\'\'
= [
\'\'\'
last = 1979-05-27T07:32:00Z
'''.replace("'it''s'", "'its'")


def test_every_notation_of_a_key_has_its_line() -> None:
    tomllib.loads(EVERY_WAY)
    lines = locate(EVERY_WAY)
    a: KeyPath = ("a", "quoted key", "c")
    expected: dict[KeyPath, int] = {
        ("top",): 2,
        a: 3,
        (*a, "x"): 4,
        (*a, "y", "z"): 5,
        (*a, "list"): 9,
        (*a, "list", 0): 10,
        (*a, "list", 1): 11,
        (*a, "list", 2, "deep"): 12,
        (*a, "list", 2, "deep", 1): 13,
        (*a, "inline", "two", "three"): 15,
        ("tables", 0, "n"): 17,
        ("tables", 0, "sub", "m"): 19,
        ("tables", 1): 20,
        ("tables", 1, "inner", 0, "k"): 22,
        ("tables", 1, "inner", 0, "last"): 25,
    }
    assert {path: lines.get(path) for path in expected} == expected


def test_missing_key_has_the_line_of_its_table() -> None:
    assert line_of(("tables", 0, "missing"), locate(EVERY_WAY)) == 16
    assert line_of(("nowhere",), locate(EVERY_WAY)) is None


KEYS = st.text("abc_-1", min_size=1, max_size=3)
VALUES = st.recursive(
    st.sampled_from(["1", "true", '"t"', "'#'", "-1.5", '"\\""']),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: "[\n" + ",\n".join(items) + "]"),
        st.dictionaries(KEYS, inner, max_size=3).map(
            lambda pairs: "{" + ", ".join(f"{key} = {value}" for key, value in pairs.items()) + "}"
        ),
    ),
    max_leaves=6,
)


@given(st.dictionaries(KEYS, st.dictionaries(KEYS, VALUES, max_size=3), max_size=3))
def test_every_key_that_tomllib_reads_has_a_line(tables: dict[str, dict[str, str]]) -> None:
    text = ""
    for table, pairs in tables.items():
        text += f"[{table}]\n" + "".join(f"{key} = {value}\n" for key, value in pairs.items())
    lines = locate(text)
    assert set(paths(tomllib.loads(text))) == set(lines)
    for path, line in lines.items():
        if isinstance(path[-1], str):
            assert path[-1] in text.splitlines()[line - 1]


def paths(data: Any, path: KeyPath = ()) -> list[KeyPath]:
    found: list[KeyPath] = [path] if path else []
    pairs = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in pairs:
        found += paths(value, (*path, key))
    return found
