"""Allowed values of variables: formats and limits of Part 2's data types."""

import re

import msgspec

from plugfest.simulator.device.clock import moment_of

_INTEGER = re.compile(r"[+-]?\d{1,18}")
_DECIMAL = re.compile(r"[+-]?\d{1,18}(\.\d{1,18})?")


class Characteristics(msgspec.Struct, frozen=True):
    """The characteristics of a variable: data type, unit, limits (of the number, or of a text's length), choices."""

    data_type: str
    unit: str = ""
    min_limit: float | None = None
    max_limit: float | None = None
    values_list: tuple[str, ...] = ()
    supports_monitoring: bool = False

    def objection(self, value: str) -> str | None:
        """Return the reason why this value cannot be set (B05.FR.07, B05.FR.08); None if it can."""
        match self.data_type:
            case "integer" if not _INTEGER.fullmatch(value):
                return "not an integer"
            case "decimal" if not _DECIMAL.fullmatch(value):
                return "not a decimal number"
            case "integer" | "decimal":
                return self._beyond(float(value), "")
            case "boolean" if value not in ("true", "false"):
                return "neither true nor false"
            case "dateTime":
                return None if _is_moment(value) else "not an RFC 3339 date and time"
            case "OptionList" | "MemberList" | "SequenceList":
                return self._unlisted(value) or self._beyond(len(value), " characters")
            case "string":
                return self._beyond(len(value), " characters")
        return None

    def _beyond(self, number: float, unit: str) -> str | None:
        if self.min_limit is not None and number < self.min_limit:
            return f"less than {self.min_limit:g}{unit}"
        if self.max_limit is not None and number > self.max_limit:
            return f"more than {self.max_limit:g}{unit}"
        return None

    def _unlisted(self, value: str) -> str | None:
        members = [value] if self.data_type == "OptionList" else [m.strip() for m in value.split(",") if m.strip()]
        unknown = [member for member in members if self.values_list and member not in self.values_list]
        if unknown:
            return f"not among the possible values: {', '.join(unknown)}"
        return "the same value twice" if len(set(members)) < len(members) else None


def _is_moment(value: str) -> bool:
    try:
        moment_of(value)
    except ValueError:
        return False
    return True
