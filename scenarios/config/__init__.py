"""A CSMS as its TOML file describes it."""
