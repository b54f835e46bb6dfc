"""Findings: what a station did against OCPP, each with the requirement."""
