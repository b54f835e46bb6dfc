"""New identities, passwords and tokens that are unknown to every CSMS, so that plays are independent of each other."""

import secrets

from plugfest.scenarios.intents import IdToken
from plugfest.scenarios.intents.token_roles import TOKEN_ROLES


def fresh_identity() -> str:
    """Return a new station identity, short enough for a serial number (25 characters, BootNotification)."""
    return f"PF-{_hexadecimal(12)}"


def fresh_password() -> str:
    """Return a Basic authentication password as A00.FR.205 requires: 16 to 40 characters of passwordString."""
    return secrets.token_urlsafe(18)


def fresh_tokens() -> dict[str, IdToken]:
    """Return one token per role. Drivers' tokens have 8 hexadecimal digits like RFID cards; groups are of type Central.

    The token of an EV's contract is an eMAID.
    """
    return {role: _fresh_token(role) for role in TOKEN_ROLES}


def _fresh_token(role: str) -> IdToken:
    if role == "contract":
        return IdToken(f"NLPFGC{_hexadecimal(8)}", "eMAID")
    if role in ("group", "master_pass_group"):
        return IdToken(f"PFG-{_hexadecimal(12)}", "Central")
    return IdToken(_hexadecimal(8), "ISO14443")


def _hexadecimal(digits: int) -> str:
    return secrets.token_hex(digits // 2).upper()
