"""A suite: the cases for one OCPP version and one kind of system under test."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from plugfest.scenarios.language.states import State
from plugfest.scenarios.suites.catalogue import Case, read_catalogue
from plugfest.scenarios.suites.registry import Behaviour, Scenario, read_behaviour


@dataclass(frozen=True)
class Suite:
    """The cases of one folder of `suites`, with the document that they come from."""

    name: str
    """The name of its folder, as run records give it."""
    package: str
    edition: str
    """The edition of the document, as reports name it."""
    errata: str
    blocks: Mapping[str, str]
    """Functional blocks by letter, by the names of the results table."""

    @cached_property
    def cases(self) -> dict[str, Case]:
        """The facts of every case by its id, in the order of the document."""
        return read_catalogue(self.package)

    @property
    def scenarios(self) -> dict[str, Scenario]:
        """Every scenario by its case's id."""
        return self._behaviour.scenarios

    @property
    def states(self) -> dict[str, State]:
        """Every reusable state by its name."""
        return self._behaviour.states

    @cached_property
    def _behaviour(self) -> Behaviour:
        return read_behaviour(self.package)
