"""The JSON Schema that editors use says what the dataclasses say."""

import jsonschema_rs

from plugfest.scenarios.config.configured import Configured
from plugfest.scenarios.config.schema import load_schema, make_schema
from plugfest.scenarios.intents import INTENTS


def test_the_packaged_schema_is_in_step_with_the_dataclasses() -> None:
    assert load_schema() == make_schema(), "run: python -m plugfest.scenarios.config.schema"


def test_the_schema_is_a_valid_schema() -> None:
    jsonschema_rs.meta.validate(load_schema())


def test_every_intent_and_every_configured_value_is_known_to_it() -> None:
    definitions = load_schema()["$defs"]
    assert definitions["HttpTable"]["properties"]["intents"]["properties"].keys() == INTENTS.keys()
    assert definitions["Configured"]["properties"].keys() == Configured.__dataclass_fields__.keys()


def test_it_explains_what_a_key_is_for() -> None:
    assert "A template" in load_schema()["$defs"]["Address"]["properties"]["url"]["description"]
