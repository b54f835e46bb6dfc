"""New identities, passwords and tokens that are unknown to every CSMS, so that plays are independent of each other."""

import secrets
from uuid import uuid4

from plugfest.scenarios.intents import IdToken
from plugfest.scenarios.intents.token_roles import TOKEN_ROLES


def fresh_identity() -> str:
    """Return a new station identity, short enough for a serial number (25 characters, BootNotification)."""
    return f"PF-{uuid4().hex[:12].upper()}"


def fresh_password() -> str:
    """Return a Basic authentication password as A00.FR.205 requires: 16 to 40 characters of passwordString."""
    return secrets.token_urlsafe(18)


def fresh_tokens() -> dict[str, IdToken]:
    """Return one token per role. Drivers' tokens have 8 hexadecimal digits like RFID cards; groups are of type Central.

    The token of an EV's contract is an eMAID.
    """
    groups = {"group", "master_pass_group"}
    contract = {"contract": IdToken(f"NLPFGC{uuid4().hex[:8].upper()}", "eMAID")}
    return contract | {
        role: IdToken(f"PFG-{uuid4().hex[:12].upper()}", "Central")
        if role in groups
        else IdToken(uuid4().hex[:8].upper(), "ISO14443")
        for role in TOKEN_ROLES
        if role not in contract
    }
