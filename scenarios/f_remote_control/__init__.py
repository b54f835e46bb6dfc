"""Block F: remote control."""
