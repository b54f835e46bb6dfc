"""The answers of a CSMS about tokens that belong together."""

from typing import Any

from plugfest.scenarios.intents import IdToken


def accepted_in(group: IdToken) -> dict[str, Any]:
    """IdTokenInfo of an accepted token of this group (C09.FR.02). The group's type is free: Central is a SHOULD."""
    return {"status": "Accepted", "groupIdToken": {"idToken": group.idToken}}
