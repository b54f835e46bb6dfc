"""The suites of cases: one folder for each OCPP version and each kind of system under test."""
