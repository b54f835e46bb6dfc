"""An OCSP responder (RFC 6960) that keeps what it was asked, and says what it is told to say."""
