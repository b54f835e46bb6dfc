"""Block M: certificates on stations, and certificates for ISO 15118."""
