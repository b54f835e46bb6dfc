"""Block H: reservations."""
