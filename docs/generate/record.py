"""The reference of the run record, from its published JSON Schema."""

from collections.abc import Mapping

from generate.markdown import page
from generate.schema_tables import members
from plugfest.reports.record import FORMAT, schema

_INTRO = """Every member of a line of `run.jsonl`, from the JSON Schema that is published with the package.
[The guide](../record.md) says what they mean, and how to read a record from Python."""


def pages() -> Mapping[str, str]:
    """Return the page of all members."""
    lines = schema()
    order = ["header", "case", "footer"]
    names = [*order, *sorted(set(lines["$defs"]) - set(order))]
    sections = [
        f"## {name}\n\n{members(lines['$defs'][name])}" for name in names if "properties" in lines["$defs"][name]
    ]
    return {"reference/record-members.md": page(f"Members of the run record, format {FORMAT}", _INTRO, *sections)}
