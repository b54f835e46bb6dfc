"""Block N: diagnostics: logs, monitoring, customer information."""
