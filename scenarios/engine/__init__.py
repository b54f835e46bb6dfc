"""Plays cases and decides their verdicts."""
