"""The table of intents in docs/configuration.md is complete."""

from support.documentation import DOCS

from plugfest.scenarios.intents import INTENTS

PAGE = (DOCS / "configuration.md").read_text(encoding="utf-8")


def test_every_intent_is_listed_with_its_parameters() -> None:
    for name, intent in INTENTS.items():
        parameters = ", ".join(f"`{name}`" for name in intent.__struct_fields__) or "–"
        assert f"| `{name}` | {parameters} | {intent.action} |" in PAGE
