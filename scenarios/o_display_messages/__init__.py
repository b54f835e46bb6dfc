"""Block O: display messages."""
