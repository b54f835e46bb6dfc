"""The results of a check, as lines for the CSMS's TOML file."""

from dataclasses import dataclass, field
from typing import Any

import tomli_w


@dataclass
class CheckResult:
    """The results of a check for the CSMS's file."""

    habits: list[str] = field(default_factory=list)
    """Actions that the CSMS sent by itself after a boot."""
    tables: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Values by table and key: {"pace": {"settling": 0.6}}."""
    lines: list[str] = field(default_factory=list)
    """Further lines of TOML, such as the table of a station."""
    connected: bool = False
    """Whether any station was connected and accepted: otherwise no case can be played."""

    def learn(self, table: str, key: str, value: object) -> None:
        """Propose a value."""
        self.tables.setdefault(table, {})[key] = value

    def proposal(self) -> str:
        """Return TOML to add to the CSMS's file, each line to the table of that name; empty when there is none."""
        parts = [tomli_w.dumps({table: values}) for table, values in self.tables.items()]
        parts += [f"[[habits]]\n{tomli_w.dumps({'action': action})}" for action in self.habits]
        return "\n".join([*parts, *self.lines])
