"""The operator of any CSMS with an HTTP API, described in the CSMS's configuration file."""
