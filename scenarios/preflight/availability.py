"""Determines the cases that a run against a CSMS can play, the obstacles of the others, and their remedies. No I/O."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from plugfest.scenarios.config.declared_limits import declared_case_gap
from plugfest.scenarios.config.description import CsmsDescription
from plugfest.scenarios.config.operator_tables import may_provision
from plugfest.scenarios.intents import INTENTS
from plugfest.scenarios.suites.catalogue import Case
from plugfest.scenarios.suites.registry import Scenario
from plugfest.scenarios.suites.suite import Suite

Obstacle = tuple[str, str]
"""An obstacle, and the line to add to the CSMS's file; empty when no line helps."""


@dataclass(frozen=True)
class CaseAvailability:
    """The availability of one case."""

    case: str
    obstacles: tuple[str, ...] = ()
    """The obstacles as texts; none: the case can be played."""
    missing: frozenset[str] = frozenset()
    """The intents that the operator cannot perform."""
    cures: tuple[str, ...] = ()
    """The TOML lines for the CSMS's file that remove the obstacles."""

    @property
    def playable(self) -> bool:
        """Return whether there is no obstacle."""
        return not self.obstacles

    @property
    def lacks_orders_only(self) -> bool:
        """Return whether nothing is missing but orders that the operator cannot be given."""
        return bool(self.missing) and len(self.obstacles) == 1


def case_availability(suite: Suite, description: CsmsDescription) -> list[CaseAvailability]:
    """Return the availability of every implemented case required by the CSMS's claims, in the order of Part 6."""
    written = suite.scenarios
    return [
        _availability(case, written[case.id], description)
        for case in suite.cases.values()
        if case.official and case.id in written and case.not_claimed(description.claims) is None
    ]


def unlocking(cases: Iterable[CaseAvailability], few: int = 5) -> list[tuple[str, int]]:
    """Return the intents that would make most cases playable, in order, with the number of cases that each adds."""
    open_cases = [set(p.missing) for p in cases if p.lacks_orders_only]
    best: list[tuple[str, int]] = []
    while open_cases and len(best) < few:
        alone = Counter(next(iter(missing)) for missing in open_cases if len(missing) == 1)
        wanted = alone or Counter(name for missing in open_cases for name in missing)
        name = max(sorted(wanted), key=lambda each: wanted[each])
        best.append((name, alone[name]))
        open_cases = [rest for missing in open_cases if (rest := missing - {name})]
    return best


def _availability(case: Case, scenario: Scenario, description: CsmsDescription) -> CaseAvailability:
    missing = frozenset(name for name in scenario.orders if not _can_be_asked(name, description))
    found = [*_declared(case, description), *_stations(scenario, description), *_tokens(scenario, description)]
    if missing:
        found.append((f"the operator cannot be asked: {', '.join(sorted(missing))}", _operator(description)))
    cures = tuple(cure for _, cure in found if cure)
    return CaseAvailability(case.id, tuple(obstacle for obstacle, _ in found), missing, cures)


def _can_be_asked(intent: str, description: CsmsDescription) -> bool:
    """Check an intent by its name only: the effect of parameters is determined when the case is played."""
    if any(entry.what == intent and not entry.when for entry in description.cannot):
        return False
    operator = description.operator
    match operator.get("kind", "none"):
        case "none":
            return False
        case "http":
            return intent in operator.get("intents", {}) or "default" in operator
        case _:
            return intent in INTENTS


def _operator(description: CsmsDescription) -> str:
    return '[operator]\nkind = "manual"\n' if description.operator.get("kind", "none") == "none" else ""


def _declared(case: Case, description: CsmsDescription) -> Iterator[Obstacle]:
    reason = declared_case_gap(description.cannot, case.id)
    if reason is not None:
        yield f"the configuration says: {reason}", ""


def _stations(scenario: Scenario, description: CsmsDescription) -> Iterator[Obstacle]:
    options = scenario.options
    profiles = set(options.security_profiles or description.addresses) & set(description.addresses)
    if not profiles:
        wanted = " or ".join(map(str, options.security_profiles or ()))
        lowest = min(options.security_profiles or (1,))
        yield f"no address for security profile {wanted}", f'[addresses.{lowest}]\nurl = "wss://.../{{station}}"\n'
    elif not may_provision(description.operator) and not any(
        entry.role == options.role and (entry.security_profile is None or entry.security_profile in profiles)
        for entry in description.stations
    ):
        cure = f'[[stations]]\nidentity = "..."\nrole = "{options.role}"\npassword = {{ env = "..." }}\n'
        yield f'no station of the pool has the role "{options.role}"', cure


def _tokens(scenario: Scenario, description: CsmsDescription) -> Iterator[Obstacle]:
    if description.operator.get("kind") == "compact":
        return
    wanted = {name.removeprefix("tokens.") for name in scenario.configured if name.startswith("tokens.")}
    absent = sorted(wanted - description.tokens.keys())
    if absent:
        yield f"no token: {', '.join(absent)}", "[tokens]\n" + "".join(f'{role} = "..."\n' for role in absent)
