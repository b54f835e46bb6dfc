"""The reference of what users import, from its docstrings: Sphinx reads them at the build."""

from collections.abc import Mapping

from generate.markdown import block, page

FACES = {
    "plugfest.scenarios.operators": "An operator of your own",
    "plugfest.simulator": "A charging station from Python",
    "plugfest.csms": "The compact CSMS from Python",
    "plugfest.csms.pytest_plugin": "The compact CSMS as a pytest fixture",
    "plugfest.reports.record": "The run record from Python",
}
_INTRO = "What `__all__` of these modules names is public; everything else may change without notice."


def pages() -> Mapping[str, str]:
    """Return a page for each public module, and one that lists them."""
    members = ":members:\n   :inherited-members: Exception,tuple"
    made = {
        f"reference/{name}.md": page(f"{title}: {name}", block(f".. automodule:: {name}\n   {members}", "{eval-rst}"))
        for name, title in FACES.items()
    }
    listing = block("\n".join(f"{title} <{name}>" for name, title in FACES.items()), "{toctree}\n:titlesonly:\n")
    return {**made, "reference/python.md": page("Python", _INTRO, listing)}
