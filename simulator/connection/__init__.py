"""Connections to a CSMS: one attempt, kept with everything that was said on the way in."""
