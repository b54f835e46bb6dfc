"""Block A: security: events, certificates to sign, passwords."""
