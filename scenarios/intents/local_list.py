"""The local authorization list: block D."""

from typing import ClassVar

from plugfest.scenarios.intents.base import IdToken, Intent


class SendLocalList(Intent, frozen=True):
    """Replace the station's local list by these tokens (D01, Full)."""

    action: ClassVar[str] = "SendLocalList"
    tokens: tuple[IdToken, ...]

    def __str__(self) -> str:
        return f"replace the local list by {', '.join(map(str, self.tokens))}"


class ExtendLocalList(Intent, frozen=True):
    """Add or change these tokens in the station's local list (D01, Differential)."""

    action: ClassVar[str] = "SendLocalList"
    tokens: tuple[IdToken, ...]

    def __str__(self) -> str:
        return f"add {', '.join(map(str, self.tokens))} to the local list"


class RemoveFromLocalList(Intent, frozen=True):
    """Remove these tokens from the station's local list (D01, Differential without idTokenInfo)."""

    action: ClassVar[str] = "SendLocalList"
    tokens: tuple[IdToken, ...]

    def __str__(self) -> str:
        return f"remove {', '.join(map(str, self.tokens))} from the local list"


class EmptyLocalList(Intent, frozen=True):
    """Empty the station's local list (D01, Full without a list)."""

    action: ClassVar[str] = "SendLocalList"

    def __str__(self) -> str:
        return "empty the local list"


class AskLocalListVersion(Intent, frozen=True):
    """Ask for the version of the station's local list (D02)."""

    action: ClassVar[str] = "GetLocalListVersion"

    def __str__(self) -> str:
        return "ask for the version of the local list"
