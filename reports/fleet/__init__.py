"""The record of a fleet's run, and its reports."""
