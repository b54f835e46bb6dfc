"""The physical side of an EVSE, cables, EVs and energy, and the messages that a station sends because of it."""
