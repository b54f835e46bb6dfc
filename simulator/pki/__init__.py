"""Certificates of stations, EVs and responders: valid ones and deliberately flawed ones."""
