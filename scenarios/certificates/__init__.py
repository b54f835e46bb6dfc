"""The suite's test PKI: the certificates that both the CSMS and plugfest must know."""
