"""Many living stations at once, to load a CSMS as an estate of stations does."""
