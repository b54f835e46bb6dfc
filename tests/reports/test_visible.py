"""Foreign text cannot hide anything, control a terminal, or contain a command of a CI system."""

from __future__ import annotations

import io
import re
import sys

import pytest
from rich.text import Text

from plugfest.reports.visible import (
    github_data,
    github_property,
    is_visible_json,
    spelled_out,
    visible,
    visible_line,
)
from plugfest.reports.visible_console import visible_console


def test_control_and_invisible_characters_are_escaped() -> None:
    assert visible("a\x1b[31m\u202eb\x00\n\tc") == "a\\u001b[31m\\u202eb\\u0000\n\tc"
    assert visible("Zoë 充電 ☑") == "Zoë 充電 ☑"
    assert visible("tag \U000e0041") == "tag \\U000e0041"


def test_text_of_printable_characters_only_is_not_searched_for_others() -> None:
    printable = "".join(filter(str.isprintable, map(chr, range(sys.maxunicode + 1))))
    assert spelled_out(printable) == printable


def test_json_with_an_invisible_character_or_a_command_is_recognized() -> None:
    assert is_visible_json('{"a": "Zoë: 充電 # \\" x"}'.encode())
    for text in ("\x7f", "\u202e", "\\u001b", "\\b", "a::b", "##[error]x"):
        assert not is_visible_json(f'{{"ë": "{text}"}}'.encode()), text


@pytest.mark.parametrize("text", ["::error::x", "a\n  ::error title=x::y", "x ##[error]y", "##vso[task.setvariable]"])
def test_commands_of_ci_systems_are_broken_up(text: str) -> None:
    shown = visible(text)
    assert not re.search(r"^\s*::", shown, re.MULTILINE)
    assert not re.search(r"##\w*\[", shown)


def test_visible_line_has_no_line_breaks() -> None:
    assert visible_line("a\n::b\tc\rd") == "a\\n::b c\\rd"


def test_annotation_text_is_escaped() -> None:
    assert github_data("50 %\r\n::x") == "50 %25\\r%0A::x"
    assert github_property("a:b,c\nd") == "a%3Ab%2Cc%0Ad"


@pytest.mark.parametrize("terminal", [True, False])
def test_console_escapes_text_at_every_line_wrap(terminal: bool) -> None:
    file = io.StringIO()
    console = visible_console(file, width=24, force_terminal=terminal, color_system="truecolor" if terminal else None)
    console.print(Text("closed by the CSMS with ::error title=pwned::hi \x1b[2J\x07 \u202e ##[error]x", "red"))
    console.print("::warning::from plain text", markup=False)
    console.print(Text.assemble((":", "red"), (":error::split", "bold")))
    shown = file.getvalue()
    plain = re.sub(r"\x1b\[[0-9;]*m", "", shown)
    assert not re.search(r"^\s*::", plain, re.MULTILINE)
    assert not re.search(r"##\w*\[", plain)
    assert "\x1b" not in plain
    assert "\u202e" not in plain
    assert "\\u001b[2J" in plain.replace("\n", "")


@pytest.mark.parametrize(
    "text", ["✓ PASS  Reset " * 20, "::error title=x::y \x1b[2J\u202e", " ::x", "a ##[error]x", "\ud800 [bold]x[/]"]
)
def test_line_of_a_log_is_written_as_it_would_be_printed(text: str) -> None:
    printed, written = io.StringIO(), io.StringIO()
    visible_console(printed).print(Text(text), soft_wrap=True)
    visible_console(written).write_line(text)
    assert written.getvalue() == printed.getvalue()
