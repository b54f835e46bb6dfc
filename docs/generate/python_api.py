"""The reference of what users import, from its docstrings: Sphinx reads them at the build."""

import inspect
from collections.abc import Mapping
from importlib import import_module

from generate.markdown import block, code, page

FACES = {
    "plugfest.scenarios.operators": "An operator of your own",
    "plugfest.simulator": "A charging station from Python",
    "plugfest.csms": "The compact CSMS from Python",
    "plugfest.reports.record": "The run record from Python",
}
_INTRO = f"What {code('__all__')} of these modules names is public; everything else may change without notice."
_FIXTURES = "plugfest.csms.pytest_plugin"


def _directive(module: str, name: str) -> str:
    """Return the directive that documents a public name; it may come from a private module."""
    value = getattr(import_module(module), name)
    if inspect.isclass(value):
        return f".. autoclass:: {module}.{name}\n   :members:"
    if inspect.isroutine(value):
        return f".. autofunction:: {module}.{name}"
    shown = "one for each of: " + ", ".join(map(str, value)) if isinstance(value, Mapping) else str(value)
    return f".. py:data:: {module}.{name}\n\n   ``{shown.replace('typing.', '')}``"


def _face(module: str, title: str) -> str:
    names = sorted(import_module(module).__all__, key=str.lower)
    module_itself = f".. automodule:: {module}\n   :no-members:"
    directives = "\n\n".join([module_itself, *(_directive(module, each) for each in names)])
    return page(f"{title}: {module}", block(directives, "{eval-rst}"))


def pages() -> Mapping[str, str]:
    """Return a page for each public module, and one that lists them."""
    made = {f"reference/{module}.md": _face(module, title) for module, title in FACES.items()}
    fixtures = block(f".. automodule:: {_FIXTURES}\n   :members:", "{eval-rst}")
    made[f"reference/{_FIXTURES}.md"] = page(f"Fixtures of pytest: {_FIXTURES}", fixtures)
    entries = [*(f"{title} <{module}>" for module, title in FACES.items()), f"Fixtures of pytest <{_FIXTURES}>"]
    listing = block("\n".join(entries), "{toctree}\n:titlesonly:\n")
    return {**made, "reference/python.md": page("Python", _INTRO, listing)}
