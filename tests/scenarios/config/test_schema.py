"""The JSON Schema that editors use says what the dataclasses say."""

import jsonschema_rs

from plugfest.scenarios.config.configured import Configured
from plugfest.scenarios.config.schema import load_schema, make_schema
from plugfest.scenarios.intents import INTENTS


def test_packaged_schema_equals_the_generated_one() -> None:
    assert load_schema() == make_schema(), "run: python -m plugfest.scenarios.config.schema"


def test_schema_is_valid_json_schema() -> None:
    jsonschema_rs.meta.validate(load_schema())


def test_schema_has_every_intent_and_configured_value() -> None:
    definitions = load_schema()["$defs"]
    assert definitions["HttpTable"]["properties"]["intents"]["properties"].keys() == INTENTS.keys()
    assert definitions["Configured"]["properties"].keys() == Configured.__dataclass_fields__.keys()


def test_schema_describes_keys() -> None:
    assert "A template" in load_schema()["$defs"]["Address"]["properties"]["url"]["description"]
