"""The CSMS's own file service: firmware that stations fetch, logs and images that are sent to it (HTTP)."""
