"""The roles of the tokens that a CSMS must hold for a run."""

TOKEN_ROLES = (
    "valid",
    "valid2",
    "group",
    "invalid",
    "blocked",
    "expired",
    "master_pass",
    "master_pass_group",
    "contract",
)
"""The tokens that Part 6 calls configured, by the roles that scenarios know them by."""
