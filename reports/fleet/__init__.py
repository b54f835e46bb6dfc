"""The record of a fleet's run, and what is written from it."""
