"""The operator API: provision stations and tokens, start operations, read stored data (HTTP and JSON)."""
