"""The long work of a station that is on its own: firmware, logs, and the events of its monitors."""
