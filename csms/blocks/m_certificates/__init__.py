"""Block M: certificates of ISO 15118."""
