"""The certification profiles of Part 5, by the names used on the command line and in configurations."""

from collections.abc import Mapping

PROFILES = ("core", "advanced-security", "smart-charging", "iso15118")

FORMER_PROFILES: Mapping[str, str] = {
    "local-list": "LA-0",
    "device-management": "DM-0",
    "reservation": "R-0",
    "user-interface": "UI-0",
}
"""Certification profiles of Edition 3, with the optional Core feature that replaces each in Edition 4."""
