"""The firmware used in updates unless a configuration names another."""

import hashlib
from typing import Final

NAME: Final = "plug-2.0.0.bin"
LOCATION: Final = f"https://firmware.example.com/{NAME}"
IMAGE: Final = hashlib.shake_256(b"plugfest firmware 2.0.0").digest(65_536)
"""The image itself, for a CSMS that needs the file; it is not the firmware of any real station."""
CHECKSUM: Final = "b4e14e075b87dac62d399fdee07aeba8"
"""MD5 of the image, as PublishFirmware requires."""
SIGNING_CERTIFICATE: Final = """\
-----BEGIN CERTIFICATE-----
MIIBajCCARCgAwIBAgIURk5bvH9DjiRLY8GxT8tyQDlp4UkwCgYIKoZIzj0EAwIw
NTERMA8GA1UECgwIcGx1Z2Zlc3QxIDAeBgNVBAMMF0Zpcm13YXJlIHNpZ25pbmcg
KHRlc3QpMB4XDTI0MDEwMTAwMDAwMFoXDTQ0MDEwMTAwMDAwMFowNTERMA8GA1UE
CgwIcGx1Z2Zlc3QxIDAeBgNVBAMMF0Zpcm13YXJlIHNpZ25pbmcgKHRlc3QpMFkw
EwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEri6PSCXou30DRmwHKobmoYoQ07UKoxuC
KhXDzPjNVpHjruq8eTFGEywfhngdJZSOWT0R4RLmt726g/SohqbE+DAKBggqhkjO
PQQDAgNIADBFAiB27QS5E5UDCqPzBAPlG8lu8TI2EiLOImoHhCYKR5D6pAIhAMgN
kbw2aNRxgIg4uCJWl+TbkHAChdFSiJTPeuQe45Aq
-----END CERTIFICATE-----
"""
"""A manufacturer's certificate, created for this purpose; its key was deleted."""
SIGNATURE: Final = "MEUCIE7Gj/yBVk8K/V+XZ5HHSq9u2NckOeg5HysjQBd8VXQ8AiEA3esXV4Stehbe4o4BF3nZucQnJrhq8IPebcM2/7fnLvU="
"""The image, signed with that key."""
