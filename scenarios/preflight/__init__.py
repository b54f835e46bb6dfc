"""Preflight: `plugfest check` tries a CSMS and says which cases can run."""
