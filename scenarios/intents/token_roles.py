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
"""The configured tokens of Part 6, by their roles in scenarios."""
