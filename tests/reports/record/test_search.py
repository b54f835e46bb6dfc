"""Strings are found wherever they are in a text."""

from __future__ import annotations

import pytest
from support.work import lines_run

from plugfest.reports.record.search import Search

ALPHABET = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


@pytest.mark.parametrize("before", range(9))
def test_string_of_any_length_is_found_at_any_place(before: int) -> None:
    strings = {ALPHABET[:length] for length in range(4, 40)}
    search = Search()
    for string in strings:
        search.add(string)
    for string in strings:
        for text in (f"{'-' * before}{string}", f"{'-' * before}{string}{'-' * 9}"):
            assert search.found_in(text) == {each for each in strings if each in text}


@pytest.mark.parametrize("text", ["", "abc", "defghijklmnopqrstuvwxyz", "abcDEFGHIJKLMNOPQRSTUVWXYZ", ALPHABET[:14]])
def test_text_with_only_a_part_of_a_string_is_not_taken_for_it(text: str) -> None:
    search = Search()
    search.add(ALPHABET[:15])
    search.add("wxyzA")
    assert search.found_in(text) == set()


def test_strings_in_other_alphabets_are_found() -> None:
    search = Search()
    search.add("Füße")
    search.add("日本語パスワード")
    assert search.found_in("x日本語パスワードx") == {"日本語パスワード"}
    assert search.found_in("é, Füße") == {"Füße"}


def test_number_of_strings_does_not_change_the_work_for_a_text() -> None:
    few, many = Search(), Search()
    for number in range(2):
        few.add(f"a string with the number {number:06}")
    for number in range(2000):
        many.add(f"{number:06} is the number of a string")
    text = "nothing of these is in here " * 100
    assert lines_run(lambda: many.found_in(text)) == lines_run(lambda: few.found_in(text))
