"""The operator API: provision stations and tokens, start operations, read back what the CSMS knows (HTTP and JSON)."""
