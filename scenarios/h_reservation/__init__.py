"""Block H: reservation."""
