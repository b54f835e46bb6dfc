"""The run record and everything written from it."""
