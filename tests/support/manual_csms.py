"""A compact CSMS with one station and no operator but its API, as a person without a run would use it."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from plugfest.scenarios.engine.compact_process import READY
from plugfest.scenarios.engine.compact_spawn import FOR_ONE_RUN, FREE_PORTS

STATION, PASSWORD, TOKEN = "PF-0001", "plugfest-by-hand-0001", "04A1B2C3D4E5F6"


@dataclass
class ManualCsms:
    """Addresses of the CSMS, and the operations of a person."""

    url: str
    api: str
    token: str

    def configuration(self, folder: Path, **operator: Any) -> Path:
        """Write the TOML file of this CSMS, for a person as its operator."""
        more = "".join(f"{name} = {json.dumps(value)}\n" for name, value in operator.items())
        path = folder / "csms.toml"
        path.write_text(
            f'[csms]\nname = "By hand"\n\n[addresses.1]\nurl = "{self.url}"\n\n'
            f'[[stations]]\nidentity = "{STATION}"\npassword = "{PASSWORD}"\n\n[tokens]\nvalid = "{TOKEN}"\n\n'
            f'[operator]\nkind = "manual"\n{more}\n[pace]\nmessage = 20\nlook_further = 0.3\nquiet = 0.5\n'
        )
        return path

    def does(self, kind: str, values: Mapping[str, str], station: str = STATION) -> None:
        """Carry out what a card says, by its kind and the values that stand on it."""
        name = re.sub(r"(?<!^)(?=[A-Z])", "-", kind).lower()
        self.tell("POST", f"/stations/{station}/operations/{name}", {_camel(k): _plain(v) for k, v in values.items()})

    def tell(self, method: str, path: str, body: object = None) -> Any:
        """Send one request to the CSMS's API."""
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        data = json.dumps({} if body is None else body).encode()
        request = urllib.request.Request(self.api + path, data, headers, method=method)
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.loads(answer.read() or b"null")


@contextmanager
def manual_csms() -> Iterator[ManualCsms]:
    """Start it on free ports of the loopback, with one station and one token."""
    command = [sys.executable, "-P", "-m", "plugfest.csms", *FREE_PORTS, *FOR_ONE_RUN]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout is not None
        ready = READY.match(process.stdout.readline())
        assert ready is not None
        words = dict(word.split("=", 1) for word in shlex.split(ready[1]))
        csms = ManualCsms(words["ws"], words["operator"].rstrip("/"), Path(words["token"]).read_text().strip())
        token = {"idToken": TOKEN, "type": "ISO14443", "status": "Accepted"}
        try:
            csms.tell("PUT", f"/stations/{STATION}", {"password": PASSWORD, "securityProfile": 1})
            csms.tell("POST", "/tokens/changes", {"put": [token]})
            yield csms
        finally:
            process.terminate()


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def _plain(value: str) -> object:
    return int(value) if value.isdecimal() else {"yes": True, "no": False}.get(value, value)
