"""Certificates of the CSMS: its own authorities, its server certificates, whom it trusts, OCSP.

Everything stands in one folder, as PEM files of fixed names. A file that is there at the start is used, one that is
missing is made; so an operator brings as much as there is, and a quick start needs nothing:

| file | what it is |
| --- | --- |
| `csms-root.pem`, `csms-root.key` | the root that signs server certificates and charging station certificates |
| `server-ecdsa.pem`, `.key`, `server-rsa.pem`, `.key` | the two server certificates, each with its chain |
| `v2g-root.pem`, `v2g-root.key` | the V2G root; its key is needed only to make the next one |
| `v2g-sub.pem`, `v2g-sub.key` | who signs V2G certificates, with what stands above it (without the root) |
| `mo-root.pem` | roots of mobility operators, for contract certificates; never made |
| `manufacturer-root.pem` | roots of manufacturers, for the certificates that stations come with; never made |
"""
