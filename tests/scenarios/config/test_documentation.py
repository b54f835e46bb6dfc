"""The examples of docs/configuration.md are valid."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from plugfest.scenarios.config.read import read_description
from plugfest.scenarios.intents import INTENTS

PAGE = (Path(__file__).parents[3] / "docs" / "configuration.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.splitlines()[0])
def test_examples_of_the_page_are_read(tmp_path: Path, example: str) -> None:
    whole = example if "[csms]" in example else EXAMPLES[0] + example
    if "[[operator.default]]" in example:
        whole = whole.replace(
            "[[operator.default]]", '[operator]\nkind = "http"\nbase_url = "http://h"\n[[operator.default]]'
        )
    file = tmp_path / "csms.toml"
    file.write_text(whole)
    read_description(file, {"CS001_PASSWORD": "sixteen-or-longer", "SECRET": "s"})


def test_page_lists_every_intent_with_its_parameters() -> None:
    for name, intent in INTENTS.items():
        parameters = ", ".join(f"`{field.name}`" for field in fields(intent)) or "–"
        assert f"| `{name}` | {parameters} | {intent.action} |" in PAGE
