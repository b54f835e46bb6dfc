"""Judging OCPP-J: raw frames, and every rule that they violate (Part 4)."""
