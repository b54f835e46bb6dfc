"""Block L: firmware management."""
