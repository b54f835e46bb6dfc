"""A configurable OCSP responder (RFC 6960) that keeps all requests."""
