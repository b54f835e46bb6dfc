"""Connections of stations: listeners, opening handshakes, passwords, admission."""
