"""Expected answers of the CSMS about tokens of a group."""

from typing import Any

from plugfest.scenarios.intents import IdToken


def accepted_in(group: IdToken) -> dict[str, Any]:
    """Return the expected idTokenInfo of an accepted token in this group (C09.FR.02).

    The type of the group token is not checked: "Central" is only a SHOULD.
    """
    return {"status": "Accepted", "groupIdToken": {"idToken": group.idToken}}
