"""Connections to a CSMS: each attempt with its details."""
