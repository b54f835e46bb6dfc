"""The results of a check, as lines for the CSMS's TOML file."""

from dataclasses import dataclass, field
from typing import Any

import tomli_w


@dataclass
class CheckResult:
    """The results of a check that belong into the CSMS's file."""

    habits: list[str] = field(default_factory=list)
    """Actions that came after a boot though nobody asked."""
    tables: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Values by table and key: {"pace": {"settling": 0.6}}."""
    lines: list[str] = field(default_factory=list)
    """Further lines of TOML, such as the table of a station."""
    connected: bool = False
    """Whether any station got in and was accepted: otherwise nothing can be played."""

    def learn(self, table: str, key: str, value: object) -> None:
        """Propose a value."""
        self.tables.setdefault(table, {})[key] = value

    def proposal(self) -> str:
        """TOML to add to the CSMS's file, each line to the table of that name; empty when there is nothing to add."""
        parts = [tomli_w.dumps({table: values}) for table, values in self.tables.items()]
        parts += [f"[[habits]]\n{tomli_w.dumps({'action': action})}" for action in self.habits]
        return "\n".join([*parts, *self.lines])
