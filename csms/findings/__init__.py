"""Findings: violations of OCPP by a station, each with its requirement."""
