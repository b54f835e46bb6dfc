"""A suite: the cases for one OCPP version and one kind of system under test."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from plugfest.scenarios.suites.catalogue import Case, read_catalogue

if TYPE_CHECKING:
    from plugfest.scenarios.language.states import State
    from plugfest.scenarios.suites.registry import Behaviour, Scenario

_SCENARIO = re.compile(r"^async def (TC_[A-P]_\d\d_CSMS)\(", re.MULTILINE)


class Suite:
    """The cases of one folder of `suites`, and their document."""

    def __init__(self, *, name: str, package: str, edition: str, errata: str, blocks: Mapping[str, str]) -> None:
        self.name = name
        """The name of its folder, as in run records."""
        self.package = package
        self.edition = edition
        """The edition of the document, as in reports."""
        self.errata = errata
        self.blocks = blocks
        """Functional blocks by letter, with the names of the results table."""

    @cached_property
    def cases(self) -> dict[str, Case]:
        """Return the facts of every case by its id, in the order of the document."""
        return read_catalogue(self.package)

    @cached_property
    def implemented(self) -> frozenset[str]:
        """Return the ids of the cases that have a scenario, without importing scenarios."""
        folder = Path(str(import_module(self.package).__file__)).parent
        sources = (path.read_text(encoding="utf-8") for path in folder.glob("*/*.py"))
        return frozenset(name for source in sources for name in _SCENARIO.findall(source))

    @property
    def scenarios(self) -> dict[str, Scenario]:
        """Return every scenario by its case's id."""
        return self._behaviour.scenarios

    @property
    def states(self) -> dict[str, State]:
        """Return every reusable state by its name."""
        return self._behaviour.states

    @cached_property
    def _behaviour(self) -> Behaviour:
        from plugfest.scenarios.suites.registry import read_behaviour  # imports the complete scenario language

        return read_behaviour(self.package)
