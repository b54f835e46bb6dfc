"""The suite's own test PKI: the certificates that a CSMS and plugfest have to agree on."""
