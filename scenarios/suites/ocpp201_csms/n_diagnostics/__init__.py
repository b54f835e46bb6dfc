"""Block N: diagnostics."""
