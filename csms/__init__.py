"""The compact CSMS: the default system under test, and a test double for people who build stations."""
