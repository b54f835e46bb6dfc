"""Proposals for a first configuration of a product that plugfest has a preset for."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import tomli_w


@dataclass(frozen=True, kw_only=True)
class Product:
    """A well-known CSMS: its default ports and the format of its tokens."""

    name: str
    ports: Mapping[int, int]
    """By security profile."""
    base_url: str
    tokens: Mapping[str, str | Mapping[str, str]]
    """By role, in the format that the product accepts."""
    page: str
    """The page that describes its preparation."""


PRODUCTS: Final[Mapping[str, Product]] = {
    "citrineos": Product(
        name="CitrineOS 1.8",
        ports={1: 8082, 2: 8443, 3: 8444},
        base_url="http://localhost:8080",
        tokens={
            "valid": "AABBCC01",
            "valid2": "AABBCC02",
            "invalid": "AABBCC03",
            "blocked": "AABBCC04",
            "expired": "AABBCC05",
            "master_pass": "AABBCC0600DD07",
            "group": {"idToken": "PFGROUP01", "type": "Central"},
            "master_pass_group": {"idToken": "PFMASTER01", "type": "Central"},
            "contract": {"idToken": "NLPFGC00000001", "type": "eMAID"},
        },
        page="docs/citrineos.md",
    )
}
"""By the name of the preset."""

_STATIONS: Final = (("ordinary", 4), ("uncommissioned", 1), ("disposable", 1))
"""Number of stations of each role per security profile: a run continues while one of them pauses."""

CERTIFICATES: Final = (
    "[certificates]",
    'folder = "certificates"  # plugfest\'s own authorities, made at the first run; the CSMS has to trust them',
    '# csms_root = { file = "csms-root.pem" }  # under which the CSMS signs for stations',
    '# organization = "plugfest"',
    "",
)
"""TOML of the certificates that both have to know."""


def addresses(product: Product, host: str) -> Iterator[str]:
    """Return TOML with the addresses of all security profiles."""
    for profile, port in product.ports.items():
        scheme = "ws" if profile == 1 else "wss"
        yield f"[addresses.{profile}]\n" + tomli_w.dumps({"url": f"{scheme}://{host}:{port}/{{station}}"}).rstrip()
        if profile > 1:
            yield '# trust = "csms-root.pem"  # the root of its own certificate'
        yield ""


def tokens(product: Product) -> Iterator[str]:
    """Return TOML lines with the tokens, by role."""
    for role, token in product.tokens.items():
        if isinstance(token, str):
            yield f'{role} = "{token}"'
        else:
            inside = ", ".join(f'{key} = "{value}"' for key, value in token.items())
            yield f"{role} = {{ {inside} }}"


def stations(product: Product, prefix: str, password: str) -> Iterator[str]:
    """Return TOML with a pool of stations for all security profiles; those with certificates must be completed."""
    for profile in product.ports:
        for number, role in enumerate((role for role, count in _STATIONS for _ in range(count)), 1):
            lines = [
                "[[stations]]",
                tomli_w.dumps({"identity": f"{prefix}-{profile}{number:02}", "role": role}).rstrip(),
            ]
            lines += [f"security_profile = {profile}"]
            if profile < 3:
                lines += [f'password = {{ env = "{password}" }}'] if password else []
            else:
                name = f"{prefix}-{profile}{number:02}"
                lines += [f'serial_number = "{name}"', f'certificate = {{ file = "{name}.pem" }}']
                lines += [f'key = {{ file = "{name}.key" }}']
            yield "\n".join(lines if profile < 3 else [f"# {line}" for each in lines for line in each.splitlines()])
            yield ""
