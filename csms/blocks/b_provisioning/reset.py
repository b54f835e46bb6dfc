"""Reset (B11, B12)."""

from typing import Literal

from plugfest.csms.blocks.contexts import OperationContext, present
from plugfest.csms.blocks.parameters import EvseNumber, RequestBody
from plugfest.csms.blocks.registry import operation


class Reset(RequestBody):
    """Restart the station, or one EVSE, immediately or when no transaction is running."""

    type: Literal["Immediate", "OnIdle"]
    evse: EvseNumber | None = None


@operation("reset", Reset)
async def reset(context: OperationContext, params: Reset) -> None:
    """Ask for the restart."""
    await context.call("Reset", present(type=params.type, evseId=params.evse))
