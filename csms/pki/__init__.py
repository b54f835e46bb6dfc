"""Certificates of the CSMS: its own authorities, server certificates, trusted roots, OCSP.

All are PEM files of fixed names in one folder. An existing file is used, a missing one is created (server certificates
at the first TLS handshake), so an operator can supply any subset of them:

| file | what it is |
| --- | --- |
| `csms-root.pem`, `csms-root.key` | the root that signs server certificates and charging station certificates |
| `server-ecdsa.pem`, `.key`, `server-rsa.pem`, `.key` | the two server certificates, each with its chain |
| `v2g-root.pem`, `v2g-root.key` | the V2G root; its key is needed only to create a new sub-CA |
| `v2g-sub.pem`, `v2g-sub.key` | the authority that signs V2G certificates, with its chain (without the root) |
| `mo-root.pem` | roots of mobility operators, for contract certificates; never created |
| `manufacturer-root.pem` | roots of manufacturers, for the factory certificates of stations; never created |
"""
