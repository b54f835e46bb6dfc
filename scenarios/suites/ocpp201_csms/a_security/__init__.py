"""Block A: security."""
