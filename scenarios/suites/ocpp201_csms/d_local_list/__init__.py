"""Block D: the local authorization list."""
