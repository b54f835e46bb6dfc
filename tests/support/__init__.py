"""Helpers that tests of several parts import: `from support.synthetic import case`."""
