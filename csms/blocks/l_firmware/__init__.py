"""Block L: firmware."""
