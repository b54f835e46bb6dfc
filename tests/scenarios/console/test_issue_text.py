"""The text of an issue about a case that failed."""

from pathlib import Path
from typing import Any

from plugfest.reports.record import read_record
from plugfest.scenarios.console.issue_text import issue_text


def test_issue_text_escapes_markup_of_the_csms(record: Path) -> None:
    read = read_record(record)
    case: dict[str, Any] = dict(read.cases[0])
    violated = next(each for play in case["plays"] for each in play["validations"] if each["outcome"] == "violated")
    violated["text"] = "was <img src=x> [link](x) @everyone"
    text = issue_text(case, dict(read.header))
    assert text.startswith("# TC_B_01: ")
    assert "was \\<img src=x\\> \\[link\\](x) \\@everyone" in text
    assert "plugfest run TC_B_01" in text
