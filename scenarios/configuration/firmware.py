"""The firmware that updates are about unless a configuration names another: an image that nobody downloads."""

from typing import Final

LOCATION: Final = "https://firmware.example.com/plug-2.0.0.bin"
CHECKSUM: Final = "c73c770c82ed97b3a548ae2bab89264a"
"""MD5 of the image, as PublishFirmware wants it."""
SIGNING_CERTIFICATE: Final = """\
-----BEGIN CERTIFICATE-----
MIIBajCCARCgAwIBAgIUX5vI2bc6EbqHF7ROcXdCMaq0lgkwCgYIKoZIzj0EAwIw
NTERMA8GA1UECgwIcGx1Z2Zlc3QxIDAeBgNVBAMMF0Zpcm13YXJlIHNpZ25pbmcg
KHRlc3QpMB4XDTI0MDEwMTAwMDAwMFoXDTQ0MDEwMTAwMDAwMFowNTERMA8GA1UE
CgwIcGx1Z2Zlc3QxIDAeBgNVBAMMF0Zpcm13YXJlIHNpZ25pbmcgKHRlc3QpMFkw
EwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEAZuZ/EYQO6hFOmBCHh1M4XJRwHWhW6kn
hUthAlxDpxXigKMaJV9+8TJYV8i19nHdrepquB2U1whP3kBB/wdELjAKBggqhkjO
PQQDAgNIADBFAiEAxNOBPNSqd5z1T2EjXr9UShw31PcnmtVjoVvUmrNfPKMCIBFi
SlXGSR8V9/s4zFNawvm5mshn38dEsPjg1ZLTS1jO
-----END CERTIFICATE-----
"""
"""A manufacturer's certificate, made for this purpose; its key was thrown away."""
SIGNATURE: Final = "MEUCIE5wm1bggsvg25BUeSe44nRmYQVkpS3uYfcXuzsWtqj+AiEAkfvPEd1Vut7X8CsjGrivg5XgOI5Trb66gHBFwBEDCms="
"""The image, signed with that key."""
