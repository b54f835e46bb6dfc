"""The physical behaviour of an EVSE: cables, EVs, energy, and the messages that follow."""
