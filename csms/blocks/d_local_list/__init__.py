"""Block D: local authorization lists."""
