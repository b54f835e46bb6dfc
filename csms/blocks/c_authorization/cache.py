"""ClearCache (C11)."""

from plugfest.csms.blocks.contexts import OperationContext
from plugfest.csms.blocks.parameters import NoParameters
from plugfest.csms.blocks.registry import operation


@operation("clear-cache", NoParameters)
async def clear_cache(context: OperationContext, _params: NoParameters) -> None:
    """Let the station forget the tokens in its authorization cache."""
    await context.call("ClearCache", {})
